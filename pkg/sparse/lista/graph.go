package lista

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/graph"
)

// Graph describes the network as it is computed, layer after layer, with as many as it
// has and with the matrices of its form. For LISTA
//
//	y → W_e → sh() → S → + → sh() → …,   W_e → +
//
// in which S and W_e bear the number of the layer if each layer has its own (Gregor &
// LeCun 2010, fig. 1, bottom).
func (n *Network[T]) Graph() *graph.Graph {
	g := new(graph.Graph)
	g.Add(graph.Node{Name: "y", Kind: graph.Observed})
	last := ""
	switch n.plan.kind {
	case gramKind:
		last = n.gramGraph(g)
	case residualKind:
		last = n.residualGraph(g)
	case coordinateKind:
		last = n.coordinateGraph(g)
	case tanhKind:
		g.Add(graph.Node{Name: "W_{e}", Kind: graph.Module}, graph.Node{Name: "tanh", Kind: graph.Module, Curve: math.Tanh})
		g.Connect("y", "W_{e}", "tanh")
		last = "tanh"
	}
	g.Add(graph.Node{Name: "out", Kind: graph.Port})
	if last != "" {
		g.Connect(last, "out")
	}
	return g
}

// shrinkNode is the shrinkage of layer t.
func (n *Network[T]) shrinkNode(t int) graph.Node {
	return graph.Node{Name: fmt.Sprintf("sh%d", t), Kind: graph.Module, Label: "sh()", Curve: func(v float64) float64 {
		if n.plan.positive {
			v = max(0, v)
		}
		return 1.8 * math.Copysign(max(0, math.Abs(v)-0.35), v)
	}}
}

// matrixNode is the matrix of layer t, with its number where the layers differ.
func (n *Network[T]) matrixNode(label string, t int) graph.Node {
	node := graph.Node{Name: fmt.Sprintf("%s%d", label, t), Kind: graph.Module, Label: label}
	if !n.plan.tied() {
		node.Label = fmt.Sprintf("%s_{%d}", label, t)
	}
	return node
}

func sumNode(t int) graph.Node {
	return graph.Node{Name: fmt.Sprintf("+%d", t), Kind: graph.Sum, Label: "+"}
}

func (n *Network[T]) gramGraph(g *graph.Graph) (last string) {
	input := func(t int) string {
		name := "W_{e}"
		if !n.plan.tied() {
			name = fmt.Sprintf("W_{e,%d}", t)
		}
		if g.Index(name) < 0 {
			g.Add(graph.Node{Name: name, Kind: graph.Module})
			g.Connect("y", name)
		}
		return name
	}
	for t := 1; t <= n.layers; t++ {
		from := input(t)
		sh := n.shrinkNode(t)
		if t == 1 {
			g.Add(sh)
			g.Connect(from, sh.Name)
		} else {
			s, sum := n.matrixNode("S", t), sumNode(t)
			g.Add(s, sum, sh)
			g.Connect(last, s.Name, sum.Name, sh.Name)
			g.Connect(from, sum.Name)
		}
		last = sh.Name
	}
	return last
}

// residualGraph has y − W·z, then V, for each layer.
func (n *Network[T]) residualGraph(g *graph.Graph) (last string) {
	from := "y"
	for t := 1; t <= n.layers; t++ {
		v, sh := n.matrixNode("V", t), n.shrinkNode(t)
		if t == 1 {
			g.Add(v, sh)
			g.Connect(from, v.Name, sh.Name)
			last = sh.Name
			continue
		}
		w := graph.Node{Name: fmt.Sprintf("W%d", t), Kind: graph.Module, Label: "−W"}
		r := graph.Node{Name: fmt.Sprintf("r%d", t), Kind: graph.Sum, Label: "+"}
		sum := sumNode(t)
		g.Add(w, r, v, sum, sh)
		g.Connect(last, w.Name, r.Name, v.Name, sum.Name, sh.Name)
		g.Connect("y", r.Name)
		g.Connect(last, sum.Name)
		last = sh.Name
	}
	return last
}

// coordinateGraph has for each step what it adds to b: a column of S times the change
// of one entry.
func (n *Network[T]) coordinateGraph(g *graph.Graph) string {
	g.Add(graph.Node{Name: "W_{e}", Kind: graph.Module})
	g.Connect("y", "W_{e}")
	last := "W_{e}"
	for t := 1; t <= n.layers; t++ {
		s, sum := graph.Node{Name: fmt.Sprintf("S%d", t), Kind: graph.Module, Label: "S_{·j}Δz_{j}"}, sumNode(t)
		g.Add(s, sum)
		g.Connect(last, s.Name, sum.Name)
		g.Connect(last, sum.Name)
		last = sum.Name
	}
	sh := n.shrinkNode(n.layers)
	g.Add(sh)
	g.Connect(last, sh.Name)
	return sh.Name
}
