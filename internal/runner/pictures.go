package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/latentlab/latentlab/internal/atomicfile"
	"github.com/latentlab/latentlab/internal/notebook"
)

// WritePictures writes each PNG that the notebook shows into dir, as
// stem-NN-caption.png, where the caption is the text of the same output, and
// returns the names in order. Pictures of an earlier run that have no successor
// are removed.
func WritePictures(dir, stem string, n *notebook.Notebook) ([]string, error) {
	var names []string
	written := map[string]bool{}
	for _, c := range n.CodeCells() {
		for _, o := range c.Outputs {
			d, ok := o.(*notebook.Display)
			if !ok {
				continue
			}
			picture, err := d.PNG()
			if err != nil {
				return nil, fmt.Errorf("cell %d: %w", c.Count, err)
			}
			if picture == nil {
				continue
			}
			name := fmt.Sprintf("%s-%02d", stem, len(names)+1)
			if s := slug(d.Data["text/plain"]); s != "" {
				name += "-" + s
			}
			name += ".png"
			if err := atomicfile.WriteBytes(filepath.Join(dir, name), picture); err != nil {
				return nil, err
			}
			names = append(names, name)
			written[name] = true
		}
	}
	return names, removeOthers(dir, stem, written)
}

// Pictures returns the names of the pictures of the notebook with that stem in
// dir, in order.
func Pictures(dir, stem string) ([]string, error) {
	ours := regexp.MustCompile(`^` + regexp.QuoteMeta(stem) + `-\d\d+(-[a-z0-9-]+)?\.png$`)
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if ours.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// removeOthers removes pictures of the notebook that are not in keep.
func removeOthers(dir, stem string, keep map[string]bool) error {
	names, err := Pictures(dir, stem)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !keep[name] {
			err = errors.Join(err, os.Remove(filepath.Join(dir, name)))
		}
	}
	return err
}
