package plotting

import (
	"github.com/latentlab/latentlab/internal/layered"
	"github.com/latentlab/latentlab/pkg/graph"
)

// A Look is the language in which a diagram is drawn.
type Look int

const (
	// Factors shows an energy from the bottom up: grey circles are observed, red ones
	// latent, pale blue ones computed; blue bullets are functions, red boxes terms of the
	// energy, green boxes penalties.
	Factors Look = iota
	// Blocks shows an algorithm from left to right: magenta circles are variables, blue
	// bullets functions that point along the flow; what is fed back runs below.
	Blocks
	// Circuit shows the same in thin black lines: boxes are functions, with their curve
	// if they have one, and a circle with a plus is a sum. Edges from one node share
	// their way.
	Circuit
)

// DiagramStyle says how a diagram is drawn.
type DiagramStyle struct {
	Title string
	Look  Look
}

// Diagram draws what a model says about its structure. Places are computed: nodes stand
// in layers along the edges, edges lead around nodes, and what is fed back runs at the
// side. It fails if the graph has an error, as [graph.Graph.Check] tells, if a label or a
// note has a letter that the font lacks, and if the style has a Look that there is not.
func Diagram(g *graph.Graph, style DiagramStyle) *Figure {
	if err := g.Check(); err != nil {
		return failed("Diagram", "%w", err)
	}
	if style.Look < Factors || style.Look > Circuit {
		return failed("Diagram", "Look is %d; expected Factors, Blocks or Circuit", style.Look)
	}
	for _, n := range g.Nodes {
		if r, found := missing(n.Text()+n.Note, letters(labelSize, 0)); found {
			return failed("Diagram", "node %q is to show %q, which Liberation Sans does not have", n.Name, r)
		}
	}
	d := newDiagram(g, style.Look)
	top := margin
	if style.Title != "" {
		top = titleRoom + 4
	}
	w, h := int(d.W+0.5)+2*margin, int(d.H+0.5)+top+margin
	f := &Figure{width: max(w, width(style.Title, titleLetters())+2*margin), height: h}
	left := (f.width - w) / 2
	f.draw = func(p page) {
		if style.Title != "" {
			p.write(style.Title, margin, titleRoom-12, titleLetters())
		}
		d.drawOn(p.part(left+margin, top, int(d.W+0.5), int(d.H+0.5)))
	}
	return f
}

// A diagram is a graph with a place for everything.
type diagram struct {
	*layered.Layout
	g    *graph.Graph
	look look
}

func newDiagram(g *graph.Graph, l Look) *diagram {
	d := &diagram{g: g, look: looks[l]}
	s := layered.Settings{Flow: d.look.flow, Square: d.look.square, Arrow: d.look.arrow + d.look.arrowLine, Gap: d.look.gap}
	for _, n := range g.Nodes {
		s.Sizes = append(s.Sizes, d.look.size(n))
	}
	d.Layout = layered.Of(g, s)
	return d
}

// drawOn draws plates first, then edges, then nodes.
func (d *diagram) drawOn(p page) {
	for _, plates := range d.Groups {
		for _, b := range plates {
			outline(p, rectangle(b), plateGrey, plateRim, 3)
		}
	}
	for _, faded := range []bool{true, false} {
		for i, e := range d.g.Edges {
			if from := d.g.Nodes[d.g.Index(e.From)]; from.Faded == faded {
				d.drawEdge(p, i)
			}
		}
	}
	for i, n := range d.g.Nodes {
		d.drawNode(p, n, d.Nodes[i], d.Backward[i])
	}
}
