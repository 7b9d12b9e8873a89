package plotting

import (
	"fmt"
	"strings"

	"github.com/latentlab/latentlab/internal/gonbpipe"
)

// Printf shows text as an output of the cell, in order with figures. (What a cell
// writes to its standard output travels another way, and may come before or after the
// figures.) Outside a notebook it writes to the standard output. A line end is added if
// the text has none.
func Printf(format string, args ...any) { here().print(fmt.Sprintf(format, args...)) }

func (o *outlet) print(s string) {
	s = strings.TrimSuffix(s, "\n")
	if o.notebook != nil {
		o.send(gonbpipe.Display{Text: s})
		return
	}
	fmt.Fprintln(o.out, s)
}

// Markdown shows Markdown, with equations between dollar signs, in order with figures.
// Outside a notebook it writes the text as it is to the standard output.
func Markdown(s string) { here().markdown(s, s) }

// markdown shows md, or plain where Markdown is not known.
func (o *outlet) markdown(md, plain string) {
	if o.notebook != nil {
		o.send(gonbpipe.Display{Markdown: md, Text: plain})
		return
	}
	fmt.Fprintln(o.out, strings.TrimSuffix(plain, "\n"))
}
