package gallery

import (
	"bytes"
	"fmt"
	"html/template"
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/latentlab/latentlab/internal/mathml"
	"github.com/latentlab/latentlab/internal/notebook"
)

// prose turns the Markdown of one page into HTML. HTML in the Markdown is its
// author's and stays, except for scripts.
type prose struct {
	md     goldmark.Markdown
	ids    *ids
	pages  map[string]bool // the notebooks of the gallery
	faults []string        // equations that were not understood
}

func newProse(pages map[string]bool) *prose {
	p := &prose{ids: &ids{}, pages: pages}
	p.md = goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithParserOptions(
			parser.WithAutoHeadingID(),
			parser.WithInlineParsers(util.Prioritized(equationParser{}, 150)),
			parser.WithBlockParsers(util.Prioritized(equationBlockParser{}, 750)),
		),
		goldmark.WithRendererOptions(
			html.WithUnsafe(),
			renderer.WithNodeRenderers(util.Prioritized(p, 100)),
		),
	)
	return p
}

// parse reads Markdown. Pictures that are attached to the cell are put into their
// places, and links to other notebooks lead to their pages.
func (p *prose) parse(source []byte, attached notebook.Metadata) ast.Node {
	doc := p.md.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(p.ids))))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Image:
			if src := attachment(attached, string(n.Destination)); entering && src != "" {
				n.Destination = []byte(src)
			}
		case *ast.Link:
			if entering {
				n.Destination = p.link(n.Destination)
			}
		}
		return ast.WalkContinue, nil
	})
	return doc
}

// html renders a node of parsed Markdown.
func (p *prose) html(source []byte, n ast.Node) template.HTML {
	var b bytes.Buffer
	if err := p.md.Renderer().Render(&b, source, n); err != nil {
		p.faults = append(p.faults, err.Error())
	}
	return template.HTML(dropScripts(b.String()))
}

// markdown renders Markdown.
func (p *prose) markdown(source string, attached notebook.Metadata) template.HTML {
	return p.html([]byte(source), p.parse([]byte(source), attached))
}

// inside renders what a heading or a paragraph holds.
func (p *prose) inside(source []byte, n ast.Node) template.HTML {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(string(p.html(source, c)))
	}
	return template.HTML(b.String())
}

// link returns where a link leads on these pages.
func (p *prose) link(to []byte) []byte {
	file, place, _ := strings.Cut(string(to), "#")
	stem, ok := strings.CutSuffix(path.Base(file), ".ipynb")
	if !ok || !p.pages[stem] || strings.Contains(file, ":") {
		return to
	}
	if place != "" {
		place = "#" + place
	}
	return []byte(pageFile(stem) + place)
}

// RegisterFuncs implements renderer.NodeRenderer.
func (p *prose) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindEquation, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch e := n.(*equation); {
		case !entering:
		case e.display:
			fmt.Fprintf(w, `<span class="equation">%s</span>`, p.math(e.tex, true))
		case e.after != "":
			fmt.Fprintf(w, `<span class="whole">%s%s</span>`, p.math(e.tex, false), e.after)
		default:
			_, _ = w.WriteString(p.math(e.tex, false))
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(kindEquationBlock, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			fmt.Fprintf(w, "<div class=\"equation\">%s</div>\n", p.math(string(n.(*equationBlock).tex), true))
		}
		return ast.WalkSkipChildren, nil
	})
}

// math renders an equation and notes what was not understood.
func (p *prose) math(tex string, display bool) string {
	s, err := mathml.Render(tex, display)
	if err != nil {
		p.faults = append(p.faults, err.Error())
	}
	return s
}

// ids gives headings the anchors that Jupyter gives them, each once on a page.
type ids struct{ taken map[string]bool }

// Generate implements parser.IDs.
func (s *ids) Generate(heading []byte, _ ast.NodeKind) []byte {
	name := strings.Join(strings.Fields(string(heading)), "-")
	if name == "" {
		name = "heading"
	}
	id := name
	for i := 2; s.taken[id]; i++ {
		id = name + "-" + strconv.Itoa(i)
	}
	s.Put([]byte(id))
	return []byte(id)
}

// Put implements parser.IDs.
func (s *ids) Put(id []byte) {
	if s.taken == nil {
		s.taken = map[string]bool{}
	}
	s.taken[string(id)] = true
}
