// Package notebook reads and writes Jupyter notebooks, format 4.
//
// What is written is nbformat 4.5 in the bytes that Jupyter itself writes: keys
// sorted, one space of indent, text split into lines, a newline at the end. So a
// notebook that was saved by Jupyter comes back byte for byte, and two runs with
// equal outputs give equal files.
//
// Reference: https://nbformat.readthedocs.io/en/latest/format_description.html.
package notebook

import "encoding/json"

// Notebook is a list of cells.
type Notebook struct {
	Cells    []*Cell
	Metadata Metadata
}

// Metadata is a JSON object of which each value is kept as it was read, with
// sorted keys and without white space.
type Metadata map[string]json.RawMessage

// A Kind of cell.
type Kind string

// The kinds of cells that the format has.
const (
	Markdown Kind = "markdown"
	Code     Kind = "code"
	Raw      Kind = "raw"
)

// Cell is one cell of a notebook.
type Cell struct {
	Kind        Kind
	ID          string // 1–64 letters, digits, '-' and '_', unique in the notebook
	Source      string
	Metadata    Metadata
	Attachments Metadata // pictures inside Markdown, by name; nil mostly

	// Only code cells have these.
	Count   int // the number in [ ]; 0 if not executed
	Outputs []Output
}

// An Output of a code cell is a *Stream, a *Display or a *Failure.
type Output interface{ output() }

// Stream is text that a cell printed.
type Stream struct {
	Name string // "stdout" or "stderr"
	Text string
}

// Display is something shown, in one or more forms of the same content.
type Display struct {
	// Data holds the content by MIME type: text as it is, binary content such as
	// image/png in base64, and JSON types (application/json, …+json) as JSON.
	Data     map[string]string
	Metadata Metadata

	// Count is not 0 if the display is the result of a cell ("execute_result").
	Count int
}

// Failure is the error that ended a cell.
type Failure struct {
	Name      string   // its kind, "ename" in the format
	Value     string   // its text, "evalue"
	Traceback []string // lines, possibly with terminal colours
}

func (*Stream) output()  {}
func (*Display) output() {}
func (*Failure) output() {}

// CodeCells returns the code cells in order.
func (n *Notebook) CodeCells() []*Cell {
	var cells []*Cell
	for _, c := range n.Cells {
		if c.Kind == Code {
			cells = append(cells, c)
		}
	}
	return cells
}

// Clear removes all outputs and execution numbers.
func (n *Notebook) Clear() {
	for _, c := range n.Cells {
		c.Count, c.Outputs = 0, nil
	}
}
