package lista

import (
	"slices"

	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Graph describes the energy: that of sparse coding, and on a plate the encoder with
// the term that compares its code with z,
//
//	y → Enc(y) → z̄ → D(z,z̄) ← z.
func (a *AutoEncoder[T]) Graph() *graph.Graph {
	m := sparse.Model(a.Dictionary(), a.trainer.Net.lambda)
	m.Reg = a.learner.Settings.Regularizer()
	g := m.Graph()
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
