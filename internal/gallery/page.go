package gallery

import (
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/latentlab/latentlab/internal/notebook"
)

// view is what the templates show of a notebook.
type view struct {
	Name    string
	Title   string        // of the window
	Heading template.HTML // the same with equations
	Lead    template.HTML // the paragraph behind the heading
	Source  template.HTML // where the data come from
	Cells   []cell
	Figures []*figure
	Err     string

	Previous, Next *view
	scripts        bool
}

// cell is prose, or code with what it shows.
type cell struct {
	Prose   template.HTML
	Code    template.HTML
	Raw     string
	Count   int
	Outputs []output
	Failed  bool
}

// File is the name of the page.
func (v *view) File() string { return pageFile(v.Name) }

// Policy is what the page may load.
func (v *view) Policy() string { return policy(v.scripts) }

// builder makes a view of a page.
type builder struct {
	page     Page
	prose    *prose
	view     *view
	pictures int // files used so far
}

// newView returns the view of a page, and the equations that were not understood.
// Anchors of figures are reserved before headings get theirs.
func newView(p Page, pages map[string]bool) (*view, []string) {
	b := &builder{page: p, prose: newProse(pages), view: &view{Name: p.Name, Title: p.Name, Err: terminal(p.Err)}}
	for i := range shown(p.Notebook) {
		b.prose.ids.Put([]byte(figureID(i)))
	}
	for _, c := range p.Notebook.Cells {
		switch {
		case c.Kind == notebook.Markdown:
			b.view.Cells = append(b.view.Cells, b.words(c))
		case c.Kind == notebook.Raw:
			b.view.Cells = append(b.view.Cells, cell{Raw: c.Source})
		case strings.TrimSpace(c.Source) != "" || len(c.Outputs) > 0:
			b.view.Cells = append(b.view.Cells, b.code(c))
		}
	}
	if b.view.Heading == "" {
		b.view.Heading = template.HTML(template.HTMLEscapeString(p.Name))
	}
	return b.view, b.prose.faults
}

// shown is the number of outputs of a notebook.
func shown(n *notebook.Notebook) int {
	sum := 0
	for _, c := range n.CodeCells() {
		sum += len(c.Outputs)
	}
	return sum
}

// words returns a cell of Markdown, and takes the title from the first heading.
func (b *builder) words(c *notebook.Cell) cell {
	source := []byte(c.Source)
	doc := b.prose.parse(source, c.Attachments)
	if b.view.Heading == "" {
		for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
			h, ok := n.(*ast.Heading)
			if !ok {
				continue
			}
			b.view.Title = plainText(source, h)
			b.view.Heading = b.quietly(source, h)
			if p, ok := n.NextSibling().(*ast.Paragraph); ok {
				b.view.Lead = b.quietly(source, p)
			}
			break
		}
	}
	return cell{Prose: b.prose.html(source, doc)}
}

// quietly renders what is rendered again later, so that its faults count once.
func (b *builder) quietly(source []byte, n ast.Node) template.HTML {
	faults := b.prose.faults
	defer func() { b.prose.faults = faults }()
	return b.prose.inside(source, n)
}

// plainText returns the text of a node. Equations stay TeX.
func plainText(source []byte, n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Value(source))
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *equation:
			if entering {
				b.WriteString(n.tex + n.after)
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// code returns a cell of code.
func (b *builder) code(c *notebook.Cell) cell {
	out := cell{Code: highlight(c.Source), Count: c.Count, Outputs: b.outputs(c)}
	for _, o := range out.Outputs {
		out.Failed = out.Failed || o.Class == "error"
	}
	return out
}

// provenance is how a notebook says where its data come from.
var provenance = regexp.MustCompile(`(?s)^\s*(Data: .*?)\s*(\n[ \t]*\n.*)?$`)

// noteProvenance keeps the first paragraph of an output that begins with "Data: ".
func (b *builder) noteProvenance(text string) {
	if m := provenance.FindStringSubmatch(text); m != nil && b.view.Source == "" {
		source := []byte(m[1])
		if p, ok := b.prose.parse(source, nil).FirstChild().(*ast.Paragraph); ok {
			b.view.Source = b.quietly(source, p)
		}
	}
}
