// Package gallery writes executed notebooks as web pages that need no network and no
// script: prose, equations as MathML, code folded away, and the figures; with a first
// page that shows the figures of all.
//
// An interactive view is an output in HTML with the attribute data-interactive on one
// of its elements. Only such outputs keep their scripts, and no page can load anything
// that is not beside it or in it.
package gallery

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	"github.com/latentlab/latentlab/internal/atomicfile"
	"github.com/latentlab/latentlab/internal/notebook"
)

// Page is an executed notebook.
type Page struct {
	Name     string             // the stem of its file, as 05-mnist-strokes
	Notebook *notebook.Notebook // as executed
	Figures  []string           // picture files in the folder, one for each PNG shown, in order
	Err      string             // where it broke; "" if it did not
}

// An EquationError lists the equations that were not understood. The pages are
// written, with what is not known in red.
type EquationError struct{ Faults []string }

// Error returns a line for each equation.
func (e *EquationError) Error() string { return strings.Join(e.Faults, "\n") }

//go:embed page.html index.html style.css
var files embed.FS

// Write writes index.html and a page for each notebook into the folder dir, each file
// whole or not at all. The same pages give the same bytes. Nothing is written if a name
// is empty, has a separator or is used twice; an *EquationError comes after everything
// is written.
func Write(dir string, pages []Page) error {
	names, err := check(pages)
	if err != nil {
		return err
	}
	look, err := files.ReadFile("style.css")
	if err != nil {
		return err
	}
	t, err := template.New("").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(look) },
	}).ParseFS(files, "*.html")
	if err != nil {
		return err
	}
	var faults []string
	views := make([]*view, len(pages))
	for i, p := range pages {
		v, f := newView(p, names)
		for _, fault := range f {
			faults = append(faults, p.Name+": "+fault)
		}
		if views[i] = v; i > 0 {
			v.Previous, views[i-1].Next = views[i-1], v
		}
	}
	for _, v := range views {
		if err := writePage(filepath.Join(dir, v.File()), t, "page.html", v); err != nil {
			return err
		}
	}
	index := struct {
		Pages  []*view
		Policy string
	}{views, policy(false)}
	if err := writePage(filepath.Join(dir, "index.html"), t, "index.html", index); err != nil {
		return err
	}
	if len(faults) > 0 {
		return &EquationError{Faults: faults}
	}
	return nil
}

// check returns the names of the pages.
func check(pages []Page) (map[string]bool, error) {
	names := map[string]bool{}
	for i, p := range pages {
		switch {
		case p.Notebook == nil:
			return nil, fmt.Errorf("gallery: page %d, %q, has no notebook", i+1, p.Name)
		case p.Name == "" || p.Name == "index" || strings.HasPrefix(p.Name, ".") || strings.ContainsAny(p.Name, "/\\\x00"):
			return nil, fmt.Errorf("gallery: page %d is named %q, want the stem of a file other than index", i+1, p.Name)
		case names[p.Name]:
			return nil, fmt.Errorf("gallery: two pages are named %q", p.Name)
		}
		names[p.Name] = true
	}
	return names, nil
}

// pageFile is the name of the page of a notebook.
func pageFile(name string) string { return name + ".html" }

// writePage writes a template's result, whole or not at all.
func writePage(path string, t *template.Template, name string, data any) error {
	return atomicfile.Write(path, func(w io.Writer) error { return t.ExecuteTemplate(w, name, data) })
}
