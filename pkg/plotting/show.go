package plotting

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// Show shows the figure. In a GoNB notebook it becomes an output of its own, a PNG with
// the caption as its text, and Show returns when the kernel has it. Outside a notebook
// it is written as PNG to the directory that the environment variable LATENTLAB_FIGURES
// names, under a name made of the caption; without that variable nothing is written.
//
// Show never stops a program: why a figure could not be made is shown in its place, or
// written to the standard error.
func Show(fig *Figure, caption string) { here().show(fig, caption) }

func (o *outlet) show(fig *Figure, caption string) {
	if o.notebook == nil && o.dir == "" {
		if err := fig.Err(); err != nil {
			fmt.Fprintln(o.err, notDrawn(caption, err))
		}
		return
	}
	var png bytes.Buffer
	if err := fig.WritePNG(&png); err != nil {
		o.complain(notDrawn(caption, err))
		return
	}
	if o.notebook != nil {
		o.send(gonbpipe.Display{PNG: png.Bytes(), Text: caption})
		return
	}
	if err := o.writeFile(caption, png.Bytes()); err != nil {
		o.complain(notDrawn(caption, err))
	}
}

func notDrawn(caption string, err error) string {
	return fmt.Sprintf("This figure could not be shown: %s\n%v", caption, err)
}

// complain shows a message where the student looks.
func (o *outlet) complain(message string) {
	if o.notebook != nil {
		o.send(gonbpipe.Display{Text: message})
		return
	}
	fmt.Fprintln(o.err, message)
}

// writeFile writes a picture into o.dir.
func (o *outlet) writeFile(caption string, png []byte) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.dir, o.fileName(caption)), png, 0o644)
}

// fileName returns a name that this program has not used yet.
func (o *outlet) fileName(caption string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.names == nil {
		o.names = make(map[string]int)
	}
	name := slug(caption)
	o.names[name]++
	if n := o.names[name]; n > 1 {
		name = fmt.Sprintf("%s-%d", name, n)
	}
	return name + ".png"
}

// slug returns the words of a caption in small letters, joined by hyphens, at most 60
// bytes.
func slug(caption string) string {
	words := strings.FieldsFunc(strings.ToLower(caption), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	name := ""
	for _, w := range words {
		if len(name)+1+len(w) > 60 {
			break
		}
		if name != "" {
			name += "-"
		}
		name += w
	}
	if name == "" {
		return "figure"
	}
	return name
}
