package gallery

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/png"
	"net/url"
	"regexp"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// output is one thing that a cell shows: a figure, HTML or text.
type output struct {
	Figure *figure
	HTML   template.HTML
	Text   string
	Class  string // of text: "stdout", "stderr", "error"
}

// figure is a picture with its caption.
type figure struct {
	ID            string
	Source        template.URL
	Caption       string
	Width, Height int // pixels; 0 if not known
}

// Alt is the text for those who do not see the picture.
func (f *figure) Alt() string { return cmp.Or(f.Caption, "a figure without a caption") }

// pictureTypes are the pictures that browsers show, the best first.
var pictureTypes = []string{"image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif"}

// outputs returns what a cell shows.
func (b *builder) outputs(c *notebook.Cell) []output {
	var out []output
	for _, o := range c.Outputs {
		switch o := o.(type) {
		case *notebook.Stream:
			if n := len(out); n > 0 && out[n-1].Class == o.Name {
				out[n-1].Text += o.Text
			} else {
				out = append(out, output{Text: o.Text, Class: o.Name})
			}
		case *notebook.Failure:
			lines := append([]string{o.Name + ": " + o.Value}, o.Traceback...)
			out = append(out, output{Text: strings.Join(lines, "\n"), Class: "error"})
		case *notebook.Display:
			out = append(out, b.display(o))
		}
	}
	for i := range out {
		out[i].Text = terminal(out[i].Text)
	}
	return out
}

// display returns the richest form that a page can show: a view that asks for scripts,
// a picture, HTML, Markdown, an equation, text.
func (b *builder) display(d *notebook.Display) output {
	file := ""
	if d.Data["image/png"] != "" && b.pictures < len(b.page.Figures) {
		file = b.page.Figures[b.pictures]
		b.pictures++
	}
	html := d.Data["text/html"]
	if asksForScripts(html) {
		b.view.scripts = true
		return output{HTML: template.HTML(html)}
	}
	if f := b.figure(d, file); f != nil {
		return output{Figure: f}
	}
	switch {
	case html != "":
		return output{HTML: template.HTML(dropScripts(html))}
	case d.Data["text/markdown"] != "":
		text := d.Data["text/markdown"]
		b.noteProvenance(text)
		return output{HTML: b.prose.markdown(text, nil)}
	case d.Data["text/latex"] != "":
		return output{HTML: b.prose.markdown(d.Data["text/latex"], nil)}
	}
	b.noteProvenance(d.Data["text/plain"])
	return output{Text: cmp.Or(d.Data["text/plain"], d.Data["application/json"]), Class: "stdout"}
}

// figure returns the picture of a display, or nil. file is its PNG in the folder; what
// has no file becomes part of the page.
func (b *builder) figure(d *notebook.Display, file string) *figure {
	f := &figure{ID: figureID(len(b.view.Figures)), Caption: strings.TrimSpace(d.Data["text/plain"])}
	if file != "" {
		f.Source = template.URL((&url.URL{Path: file}).String())
		if picture, err := d.PNG(); err == nil {
			if size, err := png.DecodeConfig(bytes.NewReader(picture)); err == nil {
				f.Width, f.Height = size.Width, size.Height
			}
		}
	}
	for _, mime := range pictureTypes {
		if data := d.Data[mime]; data != "" && f.Source == "" {
			f.Source = template.URL(dataURL(mime, data))
		}
	}
	if f.Source == "" {
		return nil
	}
	b.view.Figures = append(b.view.Figures, f)
	return f
}

// figureID is the anchor of figure i, from 0.
func figureID(i int) string { return fmt.Sprintf("figure-%d", i+1) }

// dataURL returns content as a notebook holds it as a URL.
func dataURL(mime, data string) string {
	if mime == "image/svg+xml" {
		data = base64.StdEncoding.EncodeToString([]byte(data))
	}
	return "data:" + mime + ";base64," + strings.Join(strings.Fields(data), "")
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")

// terminal returns text as it stands in a terminal at the end, without colours: a
// carriage return begins its line anew.
func terminal(text string) string {
	text = strings.ReplaceAll(escapes.ReplaceAllString(text, ""), "\r\n", "\n")
	if !strings.Contains(text, "\r") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		lines[i] = line[strings.LastIndexByte(line, '\r')+1:]
	}
	return strings.Join(lines, "\n")
}
