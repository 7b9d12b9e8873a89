package plotting

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// A Figure is a picture ready to be written or shown.
//
// The functions that make figures check what they are given before they do any work.
// As with [database/sql.Row], what they find wrong is reported by the methods that use
// the figure, so that a figure can be made and shown in one line; Err tells it at once.
type Figure struct {
	width, height int        // pixels at 96 to the inch
	draw          func(page) // draws the figure in the page's frame
	exact         bool       // every colour counts: tiles and photographs
	err           error
}

// most is how many pixels a figure may have.
const most = 1 << 27

// failed is the figure that could not be made.
func failed(maker, format string, args ...any) *Figure {
	return &Figure{err: fmt.Errorf("plotting: "+maker+": "+format, args...)}
}

// Err returns why the figure could not be made, or nil.
func (f *Figure) Err() error {
	switch {
	case f == nil:
		return errors.New("plotting: the figure is nil")
	case f.err != nil:
		return f.err
	case f.draw == nil:
		return errors.New("plotting: the figure is empty; make one with Filters, Curves or another function")
	case f.width > most/f.height:
		return fmt.Errorf("plotting: the figure is %d×%d pixels; expected at most %d", f.width, f.height, most)
	}
	return nil
}

// Size returns the figure's width and height in pixels, 0 and 0 if it could not be
// made.
func (f *Figure) Size() (width, height int) {
	if f.Err() != nil {
		return 0, 0
	}
	return f.width, f.height
}

// WritePNG writes the figure to w as PNG: grey or with a palette where its colours
// allow it, so that the file is small. It returns f.Err() if the figure could not be
// made.
func (f *Figure) WritePNG(w io.Writer) error {
	img, err := f.raster()
	if err != nil {
		return err
	}
	return encodePNG(w, img, f.exact)
}

// WriteSVG writes the figure to w as SVG. Tiles are pictures inside it, lines and
// letters are vectors; where Liberation Sans is missing, a viewer takes Arial or
// Helvetica, which have the same widths. It returns f.Err() if the figure could not
// be made.
func (f *Figure) WriteSVG(w io.Writer) error {
	svg, err := f.vector()
	if err != nil {
		return err
	}
	_, err = w.Write(svg)
	return err
}

// Save writes the figure to a file, as the name's ending says: .png or .svg. A file
// that is there is replaced only when the new one is complete.
func (f *Figure) Save(path string) error {
	write := f.WritePNG
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".png":
	case ".svg":
		write = f.WriteSVG
	default:
		return fmt.Errorf("plotting: Save(%q): the ending is %q; expected .png or .svg", path, ext)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := atomicfile.Write(path, write); err != nil {
		return fmt.Errorf("plotting: %w", err)
	}
	return nil
}
