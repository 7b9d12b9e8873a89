package gallery

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// writer turns one notebook into the body of a page.
type writer struct {
	figures []string // picture files
	next    int      // the next of them
	trouble []string // equations that could not be read
}

func (w *writer) notebook(p Page) string {
	var b strings.Builder
	b.WriteString("<nav><a href=index.html>all figures</a></nav>\n")
	for _, c := range p.Notebook.Cells {
		switch c.Kind {
		case notebook.Markdown:
			b.WriteString(w.markdown(c.Source))
		case notebook.Code:
			w.code(&b, c)
		case notebook.Raw:
			fmt.Fprintf(&b, "<pre>%s</pre>\n", html.EscapeString(c.Source))
		}
	}
	if p.Err != "" {
		fmt.Fprintf(&b, "<pre class=error>%s</pre>\n", html.EscapeString(p.Err))
	}
	return b.String()
}

func (w *writer) code(b *strings.Builder, c *notebook.Cell) {
	fmt.Fprintf(b, "<details class=code><summary>code</summary>\n<pre><code>%s</code></pre>\n</details>\n", highlight(c.Source))
	for _, o := range c.Outputs {
		switch o := o.(type) {
		case *notebook.Stream:
			class := ""
			if o.Name == "stderr" {
				class = " class=stderr"
			}
			fmt.Fprintf(b, "<pre%s>%s</pre>\n", class, html.EscapeString(plain(o.Text)))
		case *notebook.Failure:
			text := strings.Join(append([]string{o.Name + ": " + o.Value}, o.Traceback...), "\n")
			fmt.Fprintf(b, "<pre class=error>%s</pre>\n", html.EscapeString(plain(text)))
		case *notebook.Display:
			b.WriteString(w.display(o))
		}
	}
}

// display shows the richest form there is: a picture from its file, then HTML as it
// is, Markdown, and text.
func (w *writer) display(d *notebook.Display) string {
	if data := d.Data["image/png"]; data != "" {
		src, id := "data:image/png;base64,"+strings.Join(strings.Fields(data), ""), ""
		if w.next < len(w.figures) {
			src, id = html.EscapeString(w.figures[w.next]), fmt.Sprintf(" id=%s", anchor(w.next))
			w.next++
		}
		text := html.EscapeString(caption(d))
		return fmt.Sprintf("<figure%s><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n", id, src, text, text)
	}
	if h := d.Data["text/html"]; h != "" {
		return "<div class=output>" + h + "</div>\n"
	}
	if m := d.Data["text/markdown"]; m != "" {
		return "<div class=output>" + w.markdown(m) + "</div>\n"
	}
	return fmt.Sprintf("<pre>%s</pre>\n", html.EscapeString(plain(d.Data["text/plain"])))
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// plain removes terminal colours.
func plain(s string) string { return colours.ReplaceAllString(s, "") }
