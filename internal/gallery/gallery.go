// Package gallery writes executed notebooks as web pages that need no network: prose
// and equations, code folded away, and the figures; with a first page that shows the
// figures of all.
package gallery

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"github.com/latentlab/latentlab/internal/notebook"
)

// Page is an executed notebook.
type Page struct {
	Name     string             // the file's name without its ending
	Notebook *notebook.Notebook // as executed
	Figures  []string           // picture files in the folder, in order of appearance
	Err      string             // why it was not executed to its end, or nothing
}

// Write writes index.html and a page for each notebook into the folder dir, which
// holds the pictures. Equations that could not be read are drawn in red and listed in
// the error, after everything is written.
func Write(dir string, pages []Page) error {
	var trouble []string
	for _, p := range pages {
		w := &writer{figures: p.Figures}
		body := w.notebook(p)
		trouble = append(trouble, w.trouble...)
		if err := writeFile(filepath.Join(dir, p.Name+".html"), document(p.title(), body)); err != nil {
			return err
		}
	}
	if err := writeFile(filepath.Join(dir, "index.html"), document("latentlab: the figures", index(pages))); err != nil {
		return err
	}
	if len(trouble) > 0 {
		return fmt.Errorf("gallery: %s", strings.Join(trouble, "; "))
	}
	return nil
}

// title is the first heading, or the name.
func (p Page) title() string {
	for _, c := range p.Notebook.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		for line := range strings.Lines(c.Source) {
			if h, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(h)
			}
		}
	}
	return p.Name
}

// index is the body of the first page.
func index(pages []Page) string {
	var b strings.Builder
	b.WriteString("<h1>latentlab: the figures</h1>\n")
	for _, p := range pages {
		href := html.EscapeString(p.Name + ".html")
		fmt.Fprintf(&b, "<section class=card>\n<h2><a href=\"%s\">%s</a></h2>\n", href, html.EscapeString(p.title()))
		if p.Err != "" {
			fmt.Fprintf(&b, "<pre class=error>%s</pre>\n", html.EscapeString(p.Err))
		}
		b.WriteString("<div class=thumbs>\n")
		captions := p.captions()
		for i, f := range p.Figures {
			caption := ""
			if i < len(captions) {
				caption = captions[i]
			}
			fmt.Fprintf(&b, "<figure><a href=\"%s#%s\"><img loading=lazy src=\"%s\" alt=\"%s\"></a><figcaption>%s</figcaption></figure>\n",
				href, anchor(i), html.EscapeString(f), html.EscapeString(caption), html.EscapeString(caption))
		}
		b.WriteString("</div>\n</section>\n")
	}
	return b.String()
}

// anchor is the id of figure i on its page.
func anchor(i int) string { return fmt.Sprintf("figure-%d", i+1) }

// captions are the texts of the pictures, in order.
func (p Page) captions() []string {
	var all []string
	for _, c := range p.Notebook.CodeCells() {
		for _, o := range c.Outputs {
			if d, ok := o.(*notebook.Display); ok && d.Data["image/png"] != "" {
				all = append(all, caption(d))
			}
		}
	}
	return all
}

func caption(d *notebook.Display) string {
	return cmp.Or(strings.TrimSpace(d.Data["text/plain"]), "figure")
}

func document(title, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>\n%s</style>\n<main>\n%s</main>\n</html>\n",
		html.EscapeString(title), style, body)
	return b.Bytes()
}

// writeFile writes a file whole or not at all.
func writeFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.partial")
	if err != nil {
		return fmt.Errorf("gallery: %w", err)
	}
	_, err = f.Write(data)
	err = cmp.Or(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("gallery: %w", err)
	}
	return nil
}
