package gallery

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/internal/notebook"
)

// TestScripts tries that scripts run only where an output asks for them.
func TestScripts(t *testing.T) {
	view := `<div data-interactive><img src="data:image/png;base64,AA=="><script>draw()</script></div>`
	p := Page{Name: "a", Figures: []string{"a-01.png"}, Notebook: &notebook.Notebook{Cells: []*notebook.Cell{
		markdown("a <script>prose()</script> b\n\n<SCRIPT src=x>\nblock()\n</SCRIPT >\n\n<script>left()"),
		code("x", show("text/html", view), show("text/html", "<p>data-interactive <script>quiet()</script></p>"),
			show("image/png", picture(t), "text/html", view)),
	}}}
	text := written(t, p)["a.html"]
	has(t, text, `script-src &#39;unsafe-inline&#39;`, view)
	if n := strings.Count(text, "draw()"); n != 2 {
		t.Errorf("%d interactive views, want 2", n)
	}
	for _, bad := range []string{"prose()", "block()", "left()", "quiet()"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s is left", bad)
		}
	}
}

func TestAttachment(t *testing.T) {
	c := markdown("![one atom](attachment:an%20atom.png) ![gone](attachment:gone.png)")
	c.Attachments = notebook.Metadata{"an atom.png": json.RawMessage(`{"image/png":"AA\n=="}`)}
	text := written(t, Page{Name: "a", Notebook: &notebook.Notebook{Cells: []*notebook.Cell{c}}})["a.html"]
	has(t, text, `<img src="data:image/png;base64,AA==" alt="one atom">`, `src="attachment:gone.png"`)
}

func TestAnchors(t *testing.T) {
	p := Page{Name: "a", Notebook: &notebook.Notebook{Cells: []*notebook.Cell{
		markdown("## figure-1\n## The data\n"), markdown("## The data"), code("", show("image/png", picture(t))),
	}}}
	text := written(t, p)["a.html"]
	has(t, text, `id="figure-1-2"`, `id="The-data"`, `id="The-data-2"`, `<figure id="figure-1">`)
}

func TestTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\n":                            "a\nb\n",
		"a\r\nb\r\n":                        "a\nb\n",
		"10 %\r20 %\r\n30 %\r":              "20 %\n30 %",
		"\x1b[1;31mred\x1b[0m \x1b[?25lx":   "red x",
		"\x1b]8;;file\x1b\\link\x1b]8;;\ax": "linkx",
	} {
		if got := terminal(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
