package lista

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// The graph of a tied network of four layers is Figure 4 of the lecture.
func TestGraphIsFigure4(t *testing.T) {
	D, _ := problem(t, 5, 8, 1)
	g := network[float32](t, D, 0.3, Tied{}, 4).Graph()
	var labels []string
	for _, n := range g.Nodes {
		labels = append(labels, n.Text())
	}
	want := []string{"y", "W_{e}", "sh()", "S", "+", "sh()", "S", "+", "sh()", "S", "+", "sh()", ""}
	if !slices.Equal(labels, want) {
		t.Errorf("nodes %q, expected %q", labels, want)
	}
	edges := []graph.Edge{{From: "y", To: "W_{e}"}, {From: "W_{e}", To: "sh1"}}
	for _, n := range []string{"2", "3", "4"} {
		last := "sh" + string(n[0]-1)
		edges = append(edges, graph.Edge{From: last, To: "S" + n}, graph.Edge{From: "S" + n, To: "+" + n},
			graph.Edge{From: "+" + n, To: "sh" + n}, graph.Edge{From: "W_{e}", To: "+" + n})
	}
	edges = append(edges, graph.Edge{From: "sh4", To: "out"})
	if !slices.Equal(g.Edges, edges) {
		t.Errorf("edges %v, expected %v", g.Edges, edges)
	}
}

// Every form, of any depth, has a graph without faults.
func TestGraphs(t *testing.T) {
	D, X := problem(t, 5, 8, 20)
	for _, f := range forms {
		for layers := range 5 {
			if _, ok := f.(Tanh); ok && layers != 1 {
				continue
			}
			if err := network[float32](t, D, 0.3, f, layers).Graph().Check(); err != nil {
				t.Errorf("%v, %d layers: %v", f, layers, err)
			}
		}
	}
	a, err := NewAutoEncoder(X, Joint[float32]{Learning: sparse.Learning{Atoms: 8, Lambda: 0.3}}, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	g := a.Graph()
	if err := g.Check(); err != nil || len(g.Groups) != 1 {
		t.Errorf("the graph of the auto-encoder: %v, %d groups", err, len(g.Groups))
	}
}

// The entries that choose passes are those of a full sort.
func TestLargest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 40; n++ {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(rng.IntN(12)) // with equals
		}
		sorted := slices.Sorted(slices.Values(v))
		for c := 1; c <= n; c++ {
			if got := largest(slices.Clone(v), c); got != sorted[n-c] {
				t.Fatalf("of %v the largest number %d is %v, expected %v", v, c, got, sorted[n-c])
			}
		}
	}
}

// Deeper than it was made, a tied network is ISTA still.
func TestDeepen(t *testing.T) {
	D, Y := problem(t, 10, 16, 8)
	for _, f := range []Form{Tied{}, CoordinateDescent{}} {
		deep, err := network[float64](t, D, 0.3, f, 2).Deepen(9)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := deep.Encode(t.Context(), Y)
		b, _ := network[float64](t, D, 0.3, f, 9).Encode(t.Context(), Y)
		if !mat.Equal(a, b) {
			t.Errorf("%v: deepened to 9 layers it differs from one of 9", f)
		}
		all, err := deep.Layers(t.Context(), Y)
		if err != nil || len(all) != 10 || !mat.Equal(all[9], a) {
			t.Errorf("%v: %d codes, %v; expected 10, the last that of Encode", f, len(all), err)
		}
	}
}

// Learned coordinate descent against its definition, sample by sample.
func TestCoordinateDescentIsItsDefinition(t *testing.T) {
	const lambda = 0.3
	D, Y := problem(t, 10, 16, 8)
	n := network[float64](t, D, lambda, CoordinateDescent{}, 12)
	stir(n)
	we, _ := n.params.View("We")
	s, _ := n.params.View("S")
	theta, _ := n.params.View("theta")
	got, err := n.Encode(t.Context(), Y)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		b, z := make([]float64, 16), make([]float64, 16)
		for j := range b {
			for c, y := range Y.RawRowView(i) {
				b[j] += we[j*10+c] * y
			}
		}
		shrink := func(v, t float64) float64 { return max(v-t, 0) - max(-v-t, 0) }
		for range 12 {
			at, most := 0, -1.0
			for j := range b {
				if e := shrink(b[j], theta[j]) - z[j]; max(e, -e) > most {
					at, most = j, max(e, -e)
				}
			}
			bar := shrink(b[at], theta[at])
			for j := range b {
				b[j] += s[j*16+at] * (bar - z[at])
			}
			z[at] = bar
		}
		for j := range b {
			if want := shrink(b[j], theta[j]); got.At(i, j)-want > 1e-12 || want-got.At(i, j) > 1e-12 {
				t.Errorf("sample %d, entry %d: %v, expected %v", i, j, got.At(i, j), want)
			}
		}
	}
}
