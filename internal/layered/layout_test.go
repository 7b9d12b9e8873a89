package layered_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/internal/layered"
	"github.com/latentlab/latentlab/internal/layered/layeredtest"
	"github.com/latentlab/latentlab/pkg/graph"
)

// anyGraph draws a graph with up to 14 nodes of any kinds, some of its edges feedback.
func anyGraph(t *rapid.T) (*graph.Graph, layered.Settings) {
	n := rapid.IntRange(1, 14).Draw(t, "nodes")
	g := new(graph.Graph)
	s := layered.Settings{Flow: layered.Flow(rapid.IntRange(0, 1).Draw(t, "flow")), Square: rapid.Bool().Draw(t, "square")}
	for i := range n {
		kind := graph.Kind(rapid.IntRange(0, int(graph.Port)).Draw(t, "kind"))
		g.Add(graph.Node{Name: fmt.Sprint("n", i), Kind: kind})
		s.Sizes = append(s.Sizes, layered.Size{
			W: rapid.Float64Range(20, 160).Draw(t, "w"), H: rapid.Float64Range(20, 70).Draw(t, "h"),
			Round: kind.Variable() || kind == graph.Sum,
		})
	}
	density := rapid.Float64Range(0, 0.5).Draw(t, "density")
	for i := range n {
		for j := range n {
			p := rapid.Float64Range(0, 1).Draw(t, "edge")
			if i < j && p < density || i >= j && p < density/8 {
				g.Edges = append(g.Edges, graph.Edge{From: g.Nodes[i].Name, To: g.Nodes[j].Name, Feedback: i >= j})
			}
		}
	}
	return g, s
}

// Whatever the graph, no nodes overlap and no edge passes through a node.
func TestAnyGraphIsTidy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, s := anyGraph(t)
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		out := layered.Of(g, s)
		for _, p := range layeredtest.Problems(g, out) {
			t.Error(p)
		}
		if again := layered.Of(g, s); !reflect.DeepEqual(out, again) {
			t.Error("two runs give two layouts")
		}
	})
}

// The checks see what they are for.
func TestProblemsAreSeen(t *testing.T) {
	g := new(graph.Graph)
	for _, name := range []string{"a", "b", "c"} {
		g.Add(graph.Node{Name: name})
	}
	g.Connect("a", "b", "c")
	size := layered.Size{W: 40, H: 40}
	sizes := []layered.Size{size, size, size}
	for want, spoil := range map[string]func(out *layered.Layout){
		"b overlaps a":       func(out *layered.Layout) { out.Nodes[1] = out.Nodes[0] },
		"c is outside":       func(out *layered.Layout) { out.Nodes[2].X = 0 },
		"a → b is not drawn": func(out *layered.Layout) { out.Edges[0] = nil },
		"a → b passes through c": func(out *layered.Layout) {
			for i := range out.Edges[0] {
				for j := range 4 {
					out.Edges[0][i][j] = layered.Point{X: out.Nodes[2].X, Y: out.Nodes[2].Y}
				}
			}
		},
	} {
		out := layered.Of(g, layered.Settings{Sizes: sizes})
		if p := layeredtest.Problems(g, out); len(p) > 0 {
			t.Fatal(p)
		}
		spoil(out)
		if p := layeredtest.Problems(g, out); !slices.Contains(p, want) {
			t.Errorf("problems %q, expected %q among them", p, want)
		}
	}
}
