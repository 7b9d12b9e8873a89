package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/graph"
)

func TestCheck(t *testing.T) {
	nodes := func(names ...string) *graph.Graph {
		g := new(graph.Graph)
		for _, n := range names {
			g.Add(graph.Node{Name: n})
		}
		return g
	}
	joined := func(g *graph.Graph, names ...string) *graph.Graph {
		g.Connect(names...)
		return g
	}
	fedBack := joined(nodes("a", "b", "c"), "a", "b", "c")
	fedBack.Feedback("c", "a")
	for _, c := range []struct {
		g    *graph.Graph
		want string
	}{
		{nil, "there are no nodes; expected at least one"},
		{nodes(), "there are no nodes"},
		{nodes("a", ""), "node 1 has no name"},
		{nodes("a", "b", "a"), `nodes 0 and 2 are both called "a"`},
		{&graph.Graph{Nodes: []graph.Node{{Name: "a", Kind: 99}}}, `node "a" is of kind(99)`},
		{&graph.Graph{Nodes: []graph.Node{{Name: "a", Kind: -1}}}, `node "a" is of kind(-1)`},
		{joined(nodes("a"), "a", "b"), `edge a → b: there is no node "b"`},
		{joined(nodes("b"), "a", "b"), `edge a → b: there is no node "a"`},
		{joined(joined(nodes("a", "b"), "a", "b"), "a", "b"), "edge a → b is there twice"},
		{joined(nodes("a", "b", "c", "d"), "a", "b", "c", "d", "b"), "the cycle b → c → d → b has no feedback edge"},
		{joined(nodes("a"), "a", "a"), "the cycle a → a has no feedback edge"},
		{&graph.Graph{Nodes: nodes("a").Nodes, Groups: [][]string{{"a", "c"}}}, `group 0 names "c"; there is no such node`},
		{&graph.Graph{Nodes: nodes("a").Nodes, Groups: [][]string{{}}}, "group 0 is empty"},
		{joined(&graph.Graph{Nodes: []graph.Node{{Name: "a"}, {Name: "b", Note: "IN"}}}, "a", "b"), `node "b" has a note and an input, "a"`},
		{nodes("a", "b"), ""},
		{joined(nodes("a", "b", "c", "d"), "a", "b", "d"), ""},
		{fedBack, ""},
	} {
		err := c.g.Check()
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || c.want == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected %q", err, c.want)
		}
	}
}

// A latent variable that explains y, and the term that compares.
func ExampleGraph() {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec(z)", Kind: graph.Module},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C(y,ȳ)", Kind: graph.Energy},
	)
	g.Connect("z", "Dec(z)", "ȳ", "C(y,ȳ)")
	g.Connect("y", "C(y,ȳ)")
	fmt.Println(len(g.Edges), g.Check())

	g.Connect("ȳ", "z")
	fmt.Println(g.Check())
	// Output:
	// 4 <nil>
	// graph: the cycle z → Dec(z) → ȳ → z has no feedback edge; expected one
}

// What is written in a node is its label, and the name where there is none.
func ExampleNode() {
	fmt.Println(graph.Node{Name: "We", Kind: graph.Module, Label: "W_{e}"}.Text())
	fmt.Println(graph.Node{Name: "z", Kind: graph.Latent}.Text())
	// Output:
	// W_{e}
	// z
}

// A loop: z takes part in its own next value.
func ExampleEdge() {
	g := new(graph.Graph)
	g.Add(graph.Node{Name: "+", Kind: graph.Sum}, graph.Node{Name: "z", Kind: graph.Latent}, graph.Node{Name: "S", Kind: graph.Module})
	g.Connect("+", "z")
	g.Feedback("z", "S", "+")
	fmt.Println(g.Edges[1].Feedback, g.Check())
	// Output: true <nil>
}

func ExampleKind() {
	fmt.Println(graph.Latent, graph.Latent.Variable(), graph.Energy.Variable())
	// Output: latent true false
}
