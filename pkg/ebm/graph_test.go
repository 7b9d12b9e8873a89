package ebm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// echo is h = x.
type echo struct{}

func (echo) Dims() (h, x int)         { return 2, 2 }
func (echo) Predict(dst, x []float64) { copy(dst, x) }

// ring is a predictor that says its name.
type ring struct{ echo }

func (ring) Label() string { return "ring(x)" }

// quiet and mute hide the label of a part.
type quiet struct{ ebm.Cost }
type mute struct{ ebm.Regularizer }

// describe writes a graph in one line: the nodes' texts, and the edges.
func describe(g *graph.Graph) string {
	var words []string
	for _, n := range g.Nodes {
		words = append(words, n.Text())
	}
	for _, e := range g.Edges {
		words = append(words, e.From+"→"+e.To)
	}
	return strings.Join(words, " ")
}

// Another part, another graph.
func TestModelGraph(t *testing.T) {
	energy := "z Dec(z) ȳ y ½‖y−ȳ‖² z→Dec Dec→ȳ ȳ→C y→C"
	cost := ebm.SquaredError{}
	for _, c := range []struct {
		m    ebm.Model
		want string
	}{
		{ebm.Model{Dec: triple{}, Cost: cost}, energy},
		{ebm.Model{Dec: triple{}, Cost: cost, Reg: ebm.L1{}}, energy},
		{ebm.Model{Dec: triple{}, Cost: cost, Lambda: 1}, energy},
		{ebm.Model{Dec: triple{}, Cost: cost, Reg: ebm.L1{}, Lambda: 1}, "λ‖z‖_{1} " + strings.Replace(energy, "z→Dec", "z→R z→Dec", 1)},
		{ebm.Model{Dec: triple{}, Cost: cost, Reg: mute{ebm.L1{}}, Lambda: 1}, "R(z) " + strings.Replace(energy, "z→Dec", "z→R z→Dec", 1)},
		{ebm.Model{Dec: triple{}, Cost: quiet{cost}}, strings.Replace(energy, "½‖y−ȳ‖²", "C(y,ȳ)", 1)},
		{ebm.Model{Pred: echo{}, Dec: triple{}, Cost: cost}, "x Pred(x) h z Dec(z,h) ȳ y ½‖y−ȳ‖² x→Pred Pred→h h→Dec z→Dec Dec→ȳ ȳ→C y→C"},
		{ebm.Model{Pred: ring{}, Dec: triple{}, Cost: cost}, "x ring(x) h z Dec(z,h) ȳ y ½‖y−ȳ‖² x→Pred Pred→h h→Dec z→Dec Dec→ȳ ȳ→C y→C"},
	} {
		g := c.m.Graph()
		if err := g.Check(); err != nil {
			t.Error(err)
		}
		if got := describe(g); got != c.want {
			t.Errorf("%+v describes itself as\n%s, expected\n%s", c.m, got, c.want)
		}
	}
}

// What is observed, latent, computed, a function and a term.
func TestModelGraphKinds(t *testing.T) {
	m := ebm.Model{Pred: echo{}, Dec: triple{}, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 1}
	var kinds []graph.Kind
	for _, name := range []string{"x", "y", "z", "h", "ȳ", "Pred", "Dec", "C", "R"} {
		g := m.Graph()
		kinds = append(kinds, g.Nodes[g.Index(name)].Kind)
	}
	want := []graph.Kind{graph.Observed, graph.Observed, graph.Latent, graph.Deterministic, graph.Deterministic, graph.Module, graph.Module, graph.Energy, graph.Energy}
	if !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, expected %v", kinds, want)
	}
}

// Sparse coding has no x, and its parts say what they are.
func ExampleModel_Graph() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	g := sparse.Model(D, 0.5).Graph()
	for _, n := range g.Nodes {
		fmt.Printf("%v %s\n", n.Kind, n.Text())
	}
	// Output:
	// energy λ‖z‖_{1}
	// latent z
	// module Wz
	// deterministic ȳ
	// observed y
	// energy ½‖y−ȳ‖²
}

type shape struct{ ebm.L1 }

func (shape) Label() string { return "shape(z)" }

// A part of one's own says what stands in its place.
func ExampleLabelled() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	m := ebm.Model{Dec: D, Cost: ebm.SquaredError{}, Reg: shape{}, Lambda: 0.5}
	g := m.Graph()
	fmt.Println(g.Nodes[g.Index("R")].Text())
	// Output: λshape(z)
}
