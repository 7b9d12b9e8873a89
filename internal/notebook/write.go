package notebook

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/latentlab/latentlab/internal/atomicfile"
)

// The shapes of the format as they are written; fields stand in the order of
// their names, as Jupyter sorts them.
type (
	fileOut struct {
		Cells    []any    `json:"cells"`
		Metadata Metadata `json:"metadata"`
		Major    int      `json:"nbformat"`
		Minor    int      `json:"nbformat_minor"`
	}
	textOut struct {
		Attachments Metadata `json:"attachments,omitempty"`
		Kind        Kind     `json:"cell_type"`
		ID          string   `json:"id"`
		Metadata    Metadata `json:"metadata"`
		Source      []string `json:"source"`
	}
	codeOut struct {
		Kind     Kind     `json:"cell_type"`
		Count    *int     `json:"execution_count"`
		ID       string   `json:"id"`
		Metadata Metadata `json:"metadata"`
		Outputs  []any    `json:"outputs"`
		Source   []string `json:"source"`
	}
	streamOut struct {
		Name string   `json:"name"`
		Type string   `json:"output_type"`
		Text []string `json:"text"`
	}
	displayOut struct {
		Data     map[string]any `json:"data"`
		Metadata Metadata       `json:"metadata"`
		Type     string         `json:"output_type"`
	}
	resultOut struct {
		Data     map[string]any `json:"data"`
		Count    int            `json:"execution_count"`
		Metadata Metadata       `json:"metadata"`
		Type     string         `json:"output_type"`
	}
	failureOut struct {
		Ename     string   `json:"ename"`
		Evalue    string   `json:"evalue"`
		Type      string   `json:"output_type"`
		Traceback []string `json:"traceback"`
	}
)

// Encode returns the text of the notebook's file.
func (n *Notebook) Encode() ([]byte, error) {
	out := fileOut{Cells: []any{}, Metadata: orEmpty(n.Metadata), Major: 4, Minor: 5}
	for _, c := range n.Cells {
		out.Cells = append(out.Cells, c.out())
	}
	var b, indented bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, err
	}
	if err := json.Indent(&indented, b.Bytes(), "", " "); err != nil {
		return nil, err
	}
	return unescape(indented.Bytes()), nil
}

// Write puts the notebook into the file at path, whole or not at all.
func (n *Notebook) Write(path string) error {
	text, err := n.Encode()
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, text)
}

func (c *Cell) out() any {
	if c.Kind != Code {
		return textOut{c.Attachments, c.Kind, c.ID, orEmpty(c.Metadata), splitLines(c.Source)}
	}
	out := codeOut{c.Kind, nil, c.ID, orEmpty(c.Metadata), []any{}, splitLines(c.Source)}
	if c.Count != 0 {
		out.Count = &c.Count
	}
	for _, o := range c.Outputs {
		switch o := o.(type) {
		case *Stream:
			out.Outputs = append(out.Outputs, streamOut{o.Name, "stream", splitLines(o.Text)})
		case *Failure:
			out.Outputs = append(out.Outputs, failureOut{o.Name, o.Value, "error", append([]string{}, o.Traceback...)})
		case *Display:
			if data, meta := o.bundle(), orEmpty(o.Metadata); o.Count == 0 {
				out.Outputs = append(out.Outputs, displayOut{data, meta, "display_data"})
			} else {
				out.Outputs = append(out.Outputs, resultOut{data, o.Count, meta, "execute_result"})
			}
		}
	}
	return out
}

// bundle returns the contents as Jupyter writes them: text in lines, base64 in
// one string, JSON as it is.
func (d *Display) bundle() map[string]any {
	data := map[string]any{}
	for mime, text := range d.Data {
		switch {
		case isJSON(mime):
			data[mime] = json.RawMessage(text)
		case strings.HasPrefix(mime, "text/"), mime == "application/javascript", mime == "image/svg+xml":
			data[mime] = splitLines(text)
		default:
			data[mime] = text
		}
	}
	return data
}

func orEmpty(m Metadata) Metadata {
	if m == nil {
		return Metadata{}
	}
	return m
}

// splitLines splits text behind each line break, where Python's splitlines does:
// also behind a lone carriage return and Unicode's separators.
func splitLines(text string) []string {
	list := []string{}
	start := 0
	for i, r := range text {
		end := i + len(string(r))
		switch r {
		case '\r':
			if strings.HasPrefix(text[end:], "\n") {
				continue
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		list = append(list, text[start:end])
		start = end
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}

// unescape writes out U+2028 and U+2029, which encoding/json escapes and Python
// does not.
func unescape(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out = append(out, text[i])
			continue
		}
		switch rest := text[i:]; {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			out, i = append(out, "\u2028"...), i+5
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			out, i = append(out, "\u2029"...), i+5
		default:
			out, i = append(out, rest[0], rest[1]), i+1
		}
	}
	return out
}
