package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
)

// tidy returns m with each value in its one form. The result is never nil for a
// non-nil m.
func (m Metadata) tidy() (Metadata, error) {
	if m == nil {
		return nil, nil
	}
	out := make(Metadata, len(m))
	for name, raw := range m {
		clean, err := tidy(raw)
		if err != nil {
			return nil, fmt.Errorf("metadata %q: %w", name, err)
		}
		out[name] = clean
	}
	return out, nil
}

// tidy returns JSON with sorted keys and without white space. Numbers stay as
// they were written.
func tidy(raw json.RawMessage) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// nameCells gives ids to cells without one, from their place in the notebook, and
// rejects ids that the format does not allow.
func (n *Notebook) nameCells() error {
	taken := map[string]int{}
	for i, c := range n.Cells {
		if c.ID == "" {
			continue
		}
		if !validID.MatchString(c.ID) {
			return fmt.Errorf("cell %d: id %q, want 1–64 letters, digits, '-' and '_'", i+1, c.ID)
		}
		if first, ok := taken[c.ID]; ok {
			return fmt.Errorf("cell %d: id %q is that of cell %d", i+1, c.ID, first)
		}
		taken[c.ID] = i + 1
	}
	for i, c := range n.Cells {
		for k := i; c.ID == ""; k += len(n.Cells) {
			if id := fmt.Sprintf("cell-%02d", k); taken[id] == 0 {
				c.ID, taken[id] = id, i+1
			}
		}
	}
	return nil
}

// volatile are the entries of a notebook's metadata that change from machine to
// machine, by the object that holds them.
var volatile = map[string][]string{"language_info": {"version"}}

// volatileInCell are the entries of a cell's metadata that an execution adds.
var volatileInCell = []string{"execution", "ExecuteTime", "trusted"}

// DropVolatile removes the metadata that differ between two equal runs: the
// version of the language, and times of execution.
func (n *Notebook) DropVolatile() error {
	for object, names := range volatile {
		raw, ok := n.Metadata[object]
		if !ok {
			continue
		}
		var m Metadata
		if err := json.Unmarshal(raw, &m); err != nil {
			return fmt.Errorf("metadata %q: %w", object, err)
		}
		for _, name := range names {
			delete(m, name)
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if n.Metadata[object], err = tidy(text); err != nil {
			return err
		}
	}
	for _, c := range n.Cells {
		for _, name := range volatileInCell {
			delete(c.Metadata, name)
		}
	}
	return nil
}
