package plotting

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/vae"
)

// lectureGraph returns the graph of a figure of the lecture. Figure 2 is sparse.ISTA's
// own; here it is written down once more.
func lectureGraph(figure int) (*graph.Graph, Look) {
	switch figure {
	case 1:
		return conditional(), Factors
	case 2:
		return loop(), Blocks
	case 3:
		return encoded(), Factors
	case 4:
		return unrolled(3), Circuit
	}
	return fuzzy(), Factors
}

// conditional is Figure 1: a latent-variable model with an input.
func conditional() *graph.Graph {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "x", Kind: graph.Observed},
		graph.Node{Name: "Pred(x)", Kind: graph.Module},
		graph.Node{Name: "h", Kind: graph.Deterministic},
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec(z,h)", Kind: graph.Module},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C(y,ȳ)", Kind: graph.Energy},
	)
	g.Connect("x", "Pred(x)", "h", "Dec(z,h)", "ȳ", "C(y,ȳ)")
	g.Connect("z", "Dec(z,h)")
	g.Connect("y", "C(y,ȳ)")
	return g
}

// encoded is Figure 3: the same with a regularizer and an encoder on a plate.
func encoded() *graph.Graph {
	g := conditional()
	encoder(g, "D(z,z̄)")
	insertNodes(g, "z", graph.Node{Name: "R(z)", Kind: graph.Energy})
	g.Connect("z", "R(z)")
	g.Groups = [][]string{{"Enc(y,h)", "z̄", "D(z,z̄)"}}
	return g
}

// encoder adds z̄ = Enc(y,h) and the term that compares z with it.
func encoder(g *graph.Graph, term string) {
	insertNodes(g, "z",
		graph.Node{Name: "Enc(y,h)", Kind: graph.Module},
		graph.Node{Name: "z̄", Kind: graph.Deterministic},
		graph.Node{Name: term, Kind: graph.Energy},
	)
	g.Connect("y", "Enc(y,h)", "z̄", term)
	g.Connect("h", "Enc(y,h)")
	g.Connect("z", term)
}

// insertNodes puts nodes before another.
func insertNodes(g *graph.Graph, before string, nodes ...graph.Node) {
	g.Nodes = slices.Insert(g.Nodes, g.Index(before), nodes...)
}

// fuzzy is Figure 8: what a variational auto-encoder with noise of one size says of
// itself. It has none of what is pale in the lecture's figure.
func fuzzy() *graph.Graph {
	m, err := vae.Dense(2, nil, 2, vae.Likelihood[float64](vae.Gaussian[float64]{}), rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		panic(err)
	}
	m.Sigma = 1
	return m.Graph()
}

// sized is the same with a variance that is learned.
func sized() *graph.Graph {
	m, err := vae.Dense(2, nil, 2, vae.Likelihood[float64](vae.Gaussian[float64]{}), rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		panic(err)
	}
	return m.Graph()
}

// loop is Figure 2: ISTA.
func loop() *graph.Graph {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "Y", Kind: graph.Observed, Note: "INPUT"},
		graph.Node{Name: "W_{e}", Kind: graph.Module},
		graph.Node{Name: "+", Kind: graph.Sum},
		graph.Node{Name: "sh()", Kind: graph.Module},
		graph.Node{Name: "Z", Kind: graph.Latent},
		graph.Node{Name: "out", Kind: graph.Port},
		graph.Node{Name: "S", Kind: graph.Module},
	)
	g.Connect("Y", "W_{e}", "+", "sh()", "Z", "out")
	g.Feedback("Z", "S", "+")
	return g
}

// unrolled is Figure 4: LISTA with a number of steps after the first.
func unrolled(steps int) *graph.Graph {
	shrink := func(v float64) float64 { return 1.8 * math.Copysign(max(0, math.Abs(v)-0.35), v) }
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "W_{e}", Kind: graph.Module},
		graph.Node{Name: "sh0", Kind: graph.Module, Label: "sh()", Curve: shrink},
	)
	g.Connect("y", "W_{e}", "sh0")
	last := "sh0"
	for t := range steps {
		n := string(rune('1' + t))
		g.Add(
			graph.Node{Name: "S" + n, Kind: graph.Module, Label: "S"},
			graph.Node{Name: "+" + n, Kind: graph.Sum},
			graph.Node{Name: "sh" + n, Kind: graph.Module, Label: "sh()", Curve: shrink},
		)
		g.Connect(last, "S"+n, "+"+n, "sh"+n)
		g.Connect("W_{e}", "+"+n)
		last = "sh" + n
	}
	g.Add(graph.Node{Name: "out", Kind: graph.Port})
	g.Connect(last, "out")
	return g
}
