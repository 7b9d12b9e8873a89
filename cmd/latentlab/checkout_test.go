package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/notebook"
	"github.com/latentlab/latentlab/internal/tools"
)

// checkout makes a small checkout, with the real kernel and the pinned tools but
// without the packages, and goes into it.
func checkout(t *testing.T) (root string) {
	t.Helper()
	real, err := tools.FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	root = t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", tools.KernelDir + "/kernel.json", tools.KernelDir + "/run.sh"} {
		from := filepath.Join(real, filepath.FromSlash(name))
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(root, filepath.FromSlash(name)), string(text), info.Mode())
	}
	for _, name := range []string{"LATENTLAB_DATA", "LATENTLAB_MODELS", "LATENTLAB_QUICK"} {
		t.Setenv(name, "")
	}
	t.Chdir(root)
	return root
}

// put writes a file and the folders above it.
func put(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// book writes a notebook with these cells. Those that begin with "#" are Markdown.
func book(t *testing.T, path string, cells ...string) {
	t.Helper()
	n := &notebook.Notebook{}
	for _, source := range cells {
		kind := notebook.Code
		if strings.HasPrefix(source, "#") {
			kind = notebook.Markdown
		}
		n.Cells = append(n.Cells, &notebook.Cell{Kind: kind, Source: source})
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	text, err := n.Encode()
	if err != nil {
		t.Fatal(err)
	}
	// Parsing gives the cells their ids.
	if n, err = notebook.Parse(text); err == nil {
		err = n.Write(path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shown lists the outputs of the code cells.
func shown(n *notebook.Notebook) string {
	var b strings.Builder
	for _, c := range n.CodeCells() {
		b.WriteString("[" + strconv.Itoa(c.Count) + "]")
		for _, o := range c.Outputs {
			switch o := o.(type) {
			case *notebook.Stream:
				b.WriteString(" " + o.Name + " " + strconv.Quote(o.Text))
			case *notebook.Display:
				if h := o.Data["text/html"]; h != "" {
					b.WriteString(" html " + h)
				}
				if o.Data["image/png"] != "" {
					b.WriteString(" png " + o.Data["text/plain"])
				}
			case *notebook.Failure:
				b.WriteString(" failure " + o.Value)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// read returns the content of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
