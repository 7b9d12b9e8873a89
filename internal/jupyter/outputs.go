package jupyter

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// displays are the displays that have a name, which later messages can replace,
// also from other cells.
type displays map[string][]*notebook.Display

// Outputs gathers what one cell shows.
//
// Text and displays come from a cell's program on different ways, and overtake one
// another at random. So that equal runs give equal notebooks, List has them in a
// fixed order: standard output, displays as they came, standard error, failure.
type Outputs struct {
	// Watch, if not nil, is called with each display that comes or is replaced. It
	// must not keep it.
	Watch func(*notebook.Display)

	stdout, stderr strings.Builder
	shown          []*notebook.Display
	failure        *notebook.Failure
	clear          bool // at the next output

	named displays
}

// List returns the outputs as they belong into the notebook. Of a line that was
// written over with carriage returns, what one would see is left.
func (o *Outputs) List() []notebook.Output {
	var list []notebook.Output
	if text := overwrite(o.stdout.String()); text != "" {
		list = append(list, &notebook.Stream{Name: "stdout", Text: text})
	}
	for _, d := range o.shown {
		list = append(list, d)
	}
	if text := overwrite(o.stderr.String()); text != "" {
		list = append(list, &notebook.Stream{Name: "stderr", Text: text})
	}
	if o.failure != nil {
		list = append(list, o.failure)
	}
	return list
}

// content is that of all messages that bring outputs.
type content struct {
	// stream
	Name string `json:"name"`
	Text string `json:"text"`
	// display_data, update_display_data, execute_result
	Data      map[string]json.RawMessage `json:"data"`
	Metadata  notebook.Metadata          `json:"metadata"`
	Count     int                        `json:"execution_count"`
	Transient struct {
		ID string `json:"display_id"`
	} `json:"transient"`
	// clear_output
	Wait bool `json:"wait"`
	// error, and execute_reply after one
	Status    string   `json:"status"`
	Ename     string   `json:"ename"`
	Evalue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
	// status
	State string `json:"execution_state"`
}

// take adds what a message of the given type brings. Types that bring no output
// are ignored.
func (o *Outputs) take(kind string, c content) error {
	switch kind {
	case "clear_output":
		o.clear = true
		if !c.Wait {
			o.clearNow()
		}
	case "stream":
		o.clearNow()
		if c.Name == "stderr" {
			o.stderr.WriteString(c.Text)
		} else {
			o.stdout.WriteString(c.Text)
		}
	case "display_data", "execute_result", "update_display_data":
		return o.display(kind, c)
	case "error":
		o.failure = &notebook.Failure{Name: c.Ename, Value: c.Evalue, Traceback: c.Traceback}
	}
	return nil
}

// display adds a display, or replaces the content of those with its name.
func (o *Outputs) display(kind string, c content) error {
	if kind != "execute_result" {
		c.Count = 0
	}
	d, err := notebook.NewDisplay(c.Data, c.Metadata, c.Count)
	if err != nil {
		return fmt.Errorf("a display that cannot be read: %w", err)
	}
	if o.Watch != nil {
		o.Watch(d)
	}
	id := c.Transient.ID
	if kind == "update_display_data" {
		for _, old := range o.named[id] {
			old.Data, old.Metadata = d.Data, d.Metadata
		}
		return nil
	}
	o.clearNow()
	o.shown = append(o.shown, d)
	if id != "" {
		o.named[id] = append(o.named[id], d)
	}
	return nil
}

// clearNow removes the outputs if that was asked for.
func (o *Outputs) clearNow() {
	if o.clear {
		*o = Outputs{Watch: o.Watch, named: o.named}
	}
}

// overwrite returns text as a terminal would show it after the carriage returns
// in it: each one goes back to the beginning of its line.
func overwrite(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	var out strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line, end := strings.CutSuffix(line, "\n")
		var shown []rune
		for part := range strings.SplitSeq(line, "\r") {
			runes := []rune(part)
			if len(runes) < len(shown) {
				runes = append(runes, shown[len(runes):]...)
			}
			shown = runes
		}
		out.WriteString(string(shown))
		if end {
			out.WriteByte('\n')
		}
	}
	return out.String()
}
