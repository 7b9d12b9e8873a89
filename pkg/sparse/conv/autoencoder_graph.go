package conv

import (
	"fmt"
	"math"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/graph"
)

// Graph describes the energy: that of convolutional sparse coding, and on a plate the
// encoder with the term that compares its code with z,
//
//	y → Enc(y) → z̄ → D(z,z̄) ← z.
func (a *AutoEncoder[T]) Graph() *graph.Graph {
	model := ebm.Model{Dec: labelled{}, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: a.Settings.Learning.Lambda}
	g := model.Graph()
	at := g.Index("z")
	g.Nodes = slices.Insert(g.Nodes, at,
		graph.Node{Name: "Enc", Kind: graph.Module, Label: "Enc(y)"},
		graph.Node{Name: "z̄", Kind: graph.Deterministic},
		graph.Node{Name: "D", Kind: graph.Energy, Label: "D(z,z̄)"},
	)
	g.Connect("y", "Enc", "z̄", "D")
	g.Connect("z", "D")
	g.Groups = append(g.Groups, []string{"Enc", "z̄", "D"})
	return g
}

// labelled stands for a decoder of any size in a diagram.
type labelled struct{ ebm.Decoder }

func (labelled) Label() string { return (*Model[float64])(nil).Label() }

// Graph describes the encoder as it is computed. For [Tanh]
//
//	y → We* → tanh → g·,
//
// and for [LISTA] the rebuilding by its own kernels in each layer but the first:
//
//	y → We* → sh() → −Kd* → + → We* → + → sh() → …
func (e *Encoder[T]) Graph() *graph.Graph {
	g := new(graph.Graph)
	g.Add(graph.Node{Name: "y", Kind: graph.Observed})
	last := ""
	switch f := e.form.(type) {
	case LISTA:
		last = unrolledGraph(g, f.layers())
	case SmoothShrinkage:
		last = filterGraph(g, shrinkNode(1))
	default:
		last = filterGraph(g, graph.Node{Name: "tanh", Kind: graph.Module, Curve: math.Tanh})
	}
	g.Add(graph.Node{Name: "out", Kind: graph.Port})
	g.Connect(last, "out")
	return g
}

// filterGraph is filters, a nonlinearity and a gain.
func filterGraph(g *graph.Graph, squash graph.Node) (last string) {
	g.Add(graph.Node{Name: "W_{e}*", Kind: graph.Module}, squash, graph.Node{Name: "g", Kind: graph.Module, Label: "g·"})
	g.Connect("y", "W_{e}*", squash.Name, "g")
	return "g"
}

func shrinkNode(t int) graph.Node {
	return graph.Node{Name: fmt.Sprintf("sh%d", t), Kind: graph.Module, Label: "sh()", Curve: func(v float64) float64 {
		return 1.8 * math.Copysign(max(0, math.Abs(v)-0.35), v)
	}}
}

// unrolledGraph has y − Kd*z, then the filters, for each layer.
func unrolledGraph(g *graph.Graph, layers int) (last string) {
	last = "y"
	for t := 1; t <= layers; t++ {
		filter, sh := graph.Node{Name: fmt.Sprintf("We%d", t), Kind: graph.Module, Label: "W_{e}*"}, shrinkNode(t)
		if t == 1 {
			g.Add(filter, sh)
			g.Connect(last, filter.Name, sh.Name)
			last = sh.Name
			continue
		}
		put := graph.Node{Name: fmt.Sprintf("Kd%d", t), Kind: graph.Module, Label: "−K_{d}*"}
		r := graph.Node{Name: fmt.Sprintf("r%d", t), Kind: graph.Sum, Label: "+"}
		sum := graph.Node{Name: fmt.Sprintf("+%d", t), Kind: graph.Sum, Label: "+"}
		g.Add(put, r, filter, sum, sh)
		g.Connect(last, put.Name, r.Name, filter.Name, sum.Name, sh.Name)
		g.Connect("y", r.Name)
		g.Connect(last, sum.Name)
		last = sh.Name
	}
	return last
}
