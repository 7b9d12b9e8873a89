package ebm

import "github.com/latentlab/latentlab/pkg/graph"

// Labelled is the ability of a part to say what stands in its place in a diagram:
// "Wz" for a linear decoder, "½‖y−ȳ‖²" for a cost, "‖z‖_{1}" for a regularizer. The
// notation is that of package graph. Parts without it are called Pred(x), Dec(z,h),
// C(y,ȳ) and R(z).
type Labelled interface {
	Label() string
}

// Graph describes the energy by its parts,
//
//	x → Pred(x) → h → Dec(z,h) → ȳ → C(y,ȳ) ← y,   z → Dec(z,h),   z → R(z).
//
// Without Pred, x stands for h, and is left out unless the decoder says that it takes one.
// Without Reg there is no R(z); with λ = 0 there is only what it asks of z, if it is [Constrained].
func (m *Model) Graph() *graph.Graph {
	g := new(graph.Graph)
	pred, _ := m.Pred.(Labelled)
	dec, _ := m.Dec.(Labelled)
	cost, _ := m.Cost.(Labelled)
	decoder := "Dec(z)"
	if m.Pred != nil {
		decoder = "Dec(z,h)"
		g.Add(
			graph.Node{Name: "x", Kind: graph.Observed},
			graph.Node{Name: "Pred", Kind: graph.Module, Label: labelOf(pred, "Pred(x)")},
			graph.Node{Name: "h", Kind: graph.Deterministic},
		)
		g.Connect("x", "Pred", "h", "Dec")
	}
	if c, ok := m.Dec.(Conditional); ok && m.Pred == nil && c.HDim() > 0 {
		decoder = "Dec(z,x)"
		g.Add(graph.Node{Name: "x", Kind: graph.Observed})
		g.Connect("x", "Dec")
	}
	if term := m.term(); term != "" {
		g.Add(graph.Node{Name: "R", Kind: graph.Energy, Label: term})
		g.Connect("z", "R")
	}
	g.Add(
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec", Kind: graph.Module, Label: labelOf(dec, decoder)},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C", Kind: graph.Energy, Label: labelOf(cost, "C(y,ȳ)")},
	)
	g.Connect("z", "Dec", "ȳ", "C")
	g.Connect("y", "C")
	return g
}

// term returns what stands for λ·R(z) in a diagram, or "".
func (m *Model) term() string {
	if m.Reg == nil {
		return ""
	}
	if m.Lambda == 0 || indicator(m.Reg) {
		return constraint(m.Reg)
	}
	if reg, ok := m.Reg.(Labelled); ok {
		return "λ" + reg.Label()
	}
	return "R(z)"
}

// labelOf returns a part's own label, or the one for parts that have none.
func labelOf(part Labelled, otherwise string) string {
	if part != nil {
		return part.Label()
	}
	return otherwise
}

// Label returns ½‖y−ȳ‖².
func (SquaredError) Label() string { return "½‖y−ȳ‖²" }
