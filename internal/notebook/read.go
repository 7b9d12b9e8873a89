package notebook

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Read reads the notebook at path.
func Read(path string) (*Notebook, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// The shapes of the format as they are read. Pointers tell apart what is missing.
type (
	fileIn struct {
		Cells    *[]cellIn `json:"cells"`
		Metadata Metadata  `json:"metadata"`
		Major    *int      `json:"nbformat"`
		Minor    int       `json:"nbformat_minor"`
	}
	cellIn struct {
		Kind        Kind       `json:"cell_type"`
		ID          string     `json:"id"`
		Source      lines      `json:"source"`
		Metadata    Metadata   `json:"metadata"`
		Attachments Metadata   `json:"attachments"`
		Count       int        `json:"execution_count"`
		Outputs     []outputIn `json:"outputs"`
	}
	outputIn struct {
		Type      string                     `json:"output_type"`
		Name      string                     `json:"name"`
		Text      lines                      `json:"text"`
		Data      map[string]json.RawMessage `json:"data"`
		Metadata  Metadata                   `json:"metadata"`
		Count     int                        `json:"execution_count"`
		Ename     string                     `json:"ename"`
		Evalue    string                     `json:"evalue"`
		Traceback []string                   `json:"traceback"`
	}
)

// lines is text that the format holds as one string or as a list of them.
type lines string

// UnmarshalJSON reads either form.
func (l *lines) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		var list []string
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
		*l = lines(strings.Join(list, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(l))
}

// Parse reads a notebook from its text. Cells without an id get one from their
// place. An error names the cell, counted from 1, or the version met.
func Parse(text []byte) (*Notebook, error) {
	var in fileIn
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("not a notebook: more text after its end")
	}
	if in.Major == nil || in.Cells == nil {
		return nil, errors.New("not a notebook: nbformat or cells are missing")
	}
	if *in.Major != 4 {
		return nil, fmt.Errorf("notebook format %d.%d, want 4.x", *in.Major, in.Minor)
	}
	n := &Notebook{}
	var err error
	if n.Metadata, err = in.Metadata.tidy(); err != nil {
		return nil, err
	}
	for i, c := range *in.Cells {
		cell, err := c.cell()
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		n.Cells = append(n.Cells, cell)
	}
	return n, n.nameCells()
}

func (in cellIn) cell() (*Cell, error) {
	if in.Kind != Markdown && in.Kind != Code && in.Kind != Raw {
		return nil, fmt.Errorf("cell_type %q, want markdown, code or raw", in.Kind)
	}
	c := &Cell{Kind: in.Kind, ID: in.ID, Source: string(in.Source), Count: in.Count}
	var err1, err2 error
	c.Metadata, err1 = in.Metadata.tidy()
	c.Attachments, err2 = in.Attachments.tidy()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	for i, o := range in.Outputs {
		out, err := o.output()
		if err != nil {
			return nil, fmt.Errorf("output %d: %w", i+1, err)
		}
		c.Outputs = append(c.Outputs, out)
	}
	return c, nil
}

func (in outputIn) output() (Output, error) {
	switch in.Type {
	case "stream":
		return &Stream{in.Name, string(in.Text)}, nil
	case "error":
		return &Failure{in.Ename, in.Evalue, in.Traceback}, nil
	case "display_data", "execute_result":
		return NewDisplay(in.Data, in.Metadata, in.Count)
	}
	return nil, fmt.Errorf("output_type %q, want stream, display_data, execute_result or error", in.Type)
}

// NewDisplay makes a display of a bundle of contents by MIME type, as a notebook
// or a kernel's message has it. count is 0 unless it is the result of a cell.
func NewDisplay(data map[string]json.RawMessage, meta Metadata, count int) (*Display, error) {
	d := &Display{Data: map[string]string{}, Count: count}
	var err error
	if d.Metadata, err = meta.tidy(); err != nil {
		return nil, err
	}
	for mime, raw := range data {
		if isJSON(mime) {
			raw, err = tidy(raw)
			d.Data[mime] = string(raw)
		} else {
			var text lines
			err = json.Unmarshal(raw, &text)
			d.Data[mime] = string(text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", mime, err)
		}
	}
	return d, nil
}

// PNG returns the picture of a display, or nil if it has none.
func (d *Display) PNG() ([]byte, error) {
	text, ok := d.Data["image/png"]
	if !ok {
		return nil, nil
	}
	text = strings.Join(strings.Fields(text), "")
	picture, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("image/png: %w", err)
	}
	return picture, nil
}

// isJSON reports whether contents of the MIME type are JSON.
func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// List returns the paths of the notebooks in dir, sorted.
func List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if name := e.Name(); filepath.Ext(name) == ".ipynb" && !strings.HasPrefix(name, ".") && !e.IsDir() {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	return paths, nil
}
