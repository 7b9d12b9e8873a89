// Package layered places the nodes of a graph in layers and leads its edges around
// them: the method of Sugiyama, Tagawa & Toda, IEEE Trans. Syst. Man Cybern. 11 (1981),
// with the habits of factor graphs.
//
//   - Layers: every edge goes one layer up at least. A term of one variable stands beside
//     it; so does a term that compares the highest computed variable with others. A
//     latent variable stands above a term that compares it with a computed one.
//   - Bends: an edge that passes a layer has a bend in it, an item with a place of its
//     own among the nodes. What conditions a module, and what is fed back, leaves and
//     enters nodes at their sides, through a bend in the node's own layer.
//   - Order: items of a layer change places while that takes crossings away.
//   - Places: items of a long edge, and then of others, are put in line as long as the
//     order allows; the lines move towards their neighbours.
//   - Curves: between two layers an edge moves sideways, inside a layer it does not. So
//     it cannot meet a node.
//
// Within the package, u counts along the edges (up, or to the right) and v across them
// (to the right, or down).
package layered

import "github.com/latentlab/latentlab/pkg/graph"

// A Flow is the direction of the edges.
type Flow int

const (
	Up    Flow = iota // layers are rows, the first at the bottom
	Right             // layers are columns, the first at the left
)

// A Size is what a node needs, in pixels.
type Size struct {
	W, H  float64
	Round bool    // its outline is an ellipse
	Note  float64 // room before the node, against the flow
}

// Settings say how to lay out.
type Settings struct {
	Flow   Flow
	Sizes  []Size  // one a node
	Square bool    // edges bend at right angles, and edges from one node share their way
	Arrow  float64 // every edge is straight for as long at its end; default 16
	Gap    float64 // between layers; default 50
}

// A Point is a place in pixels, from the upper left corner, y downwards.
type Point struct{ X, Y float64 }

// A Curve is a cubic Bézier curve.
type Curve [4]Point

// A Box is a rectangle given by its centre.
type Box struct{ X, Y, W, H float64 }

// A Layout has a place for everything. Nodes, Edges and Groups are as in the graph.
type Layout struct {
	W, H     float64
	Nodes    []Box
	Edges    [][]Curve
	Groups   [][]Box // plates; more than one where another node would stand on it
	Backward []bool  // nodes that are drawn against the flow
}

// Of lays out a graph that [graph.Graph.Check] accepts. It panics if the sizes are not
// as many as the nodes.
func Of(g *graph.Graph, s Settings) *Layout {
	if len(s.Sizes) != len(g.Nodes) {
		panic("layered: as many sizes as nodes are expected")
	}
	if s.Arrow == 0 {
		s.Arrow = 16
	}
	if s.Gap == 0 {
		s.Gap = 50
	}
	p := newPlan(g)
	r := newRows(p, s)
	r.order()
	r.place()
	return newRouter(r).layout()
}
