// Package runner runs notebooks through a kernel, says in which cell and line one
// failed, and writes its pictures into files.
package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/latentlab/latentlab/internal/jupyter"
	"github.com/latentlab/latentlab/internal/notebook"
)

// Job says how to run a notebook.
type Job struct {
	Kernel jupyter.Command
	Limit  time.Duration // of each cell; 0 is none
	Watch  Watcher       // may be nil
}

// A Watcher is told how far a run is.
type Watcher interface {
	// Cell is told that code cell i of n, counted from 1, begins.
	Cell(i, n int)
	// Shown is told in plain text what the cell shows.
	Shown(text string)
}

// Run executes the code cells of n in a new kernel, in order, and puts what they
// show into n in place of what is there. At the first cell that fails it stops and
// returns a *Failure; n then holds what has been executed. Metadata that change
// from run to run are removed.
//
// Cells without code are passed over and get no number, as in Jupyter.
func Run(ctx context.Context, n *notebook.Notebook, job Job) error {
	if err := forGo(n); err != nil {
		return err
	}
	n.Clear()
	if err := n.DropVolatile(); err != nil {
		return err
	}
	k, err := jupyter.Start(ctx, job.Kernel)
	if err != nil {
		return err
	}
	return errors.Join(runCells(ctx, k, n, job), k.Close())
}

// runCells executes the cells in the kernel.
func runCells(ctx context.Context, k *jupyter.Kernel, n *notebook.Notebook, job Job) error {
	var cells []*notebook.Cell
	for _, c := range n.CodeCells() {
		if strings.TrimSpace(c.Source) != "" {
			cells = append(cells, c)
		}
	}
	var sources []string
	for i, c := range cells {
		sources = append(sources, c.Source)
		var out jupyter.Outputs
		if job.Watch != nil {
			job.Watch.Cell(i+1, len(cells))
			out.Watch = func(d *notebook.Display) { job.Watch.Shown(plain(d)) }
		}
		err := k.Execute(ctx, c.Source, job.Limit, &out)
		c.Count, c.Outputs = i+1, out.List()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if f := explain(sources, err, c.Outputs); f != nil {
			return f
		}
	}
	return nil
}

// forGo returns an error if the notebook is for another language.
func forGo(n *notebook.Notebook) error {
	var spec struct {
		Language string `json:"language"`
		Name     string `json:"name"`
	}
	raw, ok := n.Metadata["kernelspec"]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, &spec); err != nil {
		return fmt.Errorf("metadata \"kernelspec\": %w", err)
	}
	if spec.Language != "" && spec.Language != "go" {
		return fmt.Errorf("is for the kernel %q in the language %q, want go", spec.Name, spec.Language)
	}
	return nil
}

// plain returns the text of a display, or that of its HTML without the tags.
func plain(d *notebook.Display) string {
	text := d.Data["text/plain"]
	if text == "" {
		text = stripTags(d.Data["text/html"])
	}
	return strings.Join(strings.Fields(text), " ")
}
