package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/latentlab/latentlab/internal/gallery"
	"github.com/latentlab/latentlab/internal/notebook"
	"github.com/latentlab/latentlab/internal/runner"
)

// results are what the command figures writes into a folder.
type results struct {
	dir      string
	pages    []gallery.Page // of the notebooks that were run
	pictures int            // in them
}

// add writes the executed notebook and its pictures. failed is why it was not
// executed to its end, or nil.
func (r *results) add(path string, n *notebook.Notebook, failed error) error {
	stem := runner.Stem(path)
	if err := n.Write(filepath.Join(r.dir, stem+".ipynb")); err != nil {
		return err
	}
	names, err := runner.WritePictures(r.dir, stem, n)
	if err != nil {
		return err
	}
	page := gallery.Page{Name: stem, Notebook: n, Figures: names}
	if failed != nil {
		page.Err = failed.Error()
	}
	r.pages = append(r.pages, page)
	r.pictures += len(names)
	return nil
}

// gallery writes the pages with everything in the folder on them, of this run and
// of earlier ones.
func (r *results) gallery() error {
	pages := slices.Clone(r.pages)
	paths, err := notebook.List(r.dir)
	if err != nil {
		return err
	}
	for _, path := range paths {
		stem := runner.Stem(path)
		if slices.ContainsFunc(pages, func(p gallery.Page) bool { return p.Name == stem }) {
			continue
		}
		n, err := notebook.Read(path)
		if err != nil {
			return err
		}
		names, err := runner.Pictures(r.dir, stem)
		if err != nil {
			return err
		}
		pages = append(pages, gallery.Page{Name: stem, Notebook: n, Figures: names, Err: failureIn(n)})
	}
	slices.SortFunc(pages, func(a, b gallery.Page) int { return strings.Compare(a.Name, b.Name) })
	if err := gallery.Write(r.dir, pages); err != nil {
		return fmt.Errorf("the gallery: %w", err)
	}
	return nil
}

// failureIn returns the first failure among the outputs of n, or "".
func failureIn(n *notebook.Notebook) string {
	for _, c := range n.CodeCells() {
		for _, o := range c.Outputs {
			if f, ok := o.(*notebook.Failure); ok {
				return fmt.Sprintf("cell %d: %s", c.Count, strings.TrimSpace(f.Value))
			}
		}
	}
	return ""
}

// summary says in a line what was written.
func (r *results) summary() string {
	return fmt.Sprintf("%s: %s, %s", filepath.Join(r.dir, "index.html"), count(len(r.pages), "notebook"), count(r.pictures, "figure"))
}

// count puts a number before a noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
