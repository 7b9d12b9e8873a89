package main

import (
	"fmt"
	"path/filepath"

	"github.com/latentlab/latentlab/internal/gallery"
	"github.com/latentlab/latentlab/internal/notebook"
	"github.com/latentlab/latentlab/internal/runner"
)

// figuresResults are what the command figures has written into a folder.
type figuresResults struct {
	dir      string
	pages    []gallery.Page
	pictures int
}

// add writes the executed notebook and its pictures. failed is why it was not
// executed to its end, or nil.
func (r *figuresResults) add(path string, n *notebook.Notebook, failed error) error {
	stem := runner.Stem(path)
	if err := n.Write(filepath.Join(r.dir, stem+".ipynb")); err != nil {
		return err
	}
	names, err := runner.WritePictures(r.dir, stem, n)
	page := gallery.Page{Name: stem, Notebook: n, Figures: names}
	if failed != nil {
		page.Err = failed.Error()
	}
	r.pages = append(r.pages, page)
	r.pictures += len(names)
	return err
}

// gallery writes the page with everything on it.
func (r *figuresResults) gallery() error { return gallery.Write(r.dir, r.pages) }

// summary says in a line what was written.
func (r *figuresResults) summary() string {
	return fmt.Sprintf("%s: %s, %s", filepath.Join(r.dir, "index.html"), count(len(r.pages), "notebook"), count(r.pictures, "figure"))
}

// count puts a number before a noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
