package vae

import "github.com/latentlab/latentlab/pkg/graph"

// Graph describes the energy that training lowers, in the words of the lecture:
//
//	y → Enc(y) → z̄ → k‖z−z̄‖² ← z → Dec(z) → ȳ → C(y,ȳ) ← y,   z̄ → ‖z̄‖²
//
// z̄ is μ. z is not found by a minimum but drawn, with k‖z−z̄‖² = −log q(z|y) up to a
// constant, k = 1/2v. C is −log p(y|z), and ‖z̄‖² is the spring of the KL divergence.
// Where v is learned (Sigma is 0), the encoder computes it as well, and the rest of the
// KL divergence, v − log v − 1, is a term of its own.
func (m *Model[T]) Graph() *graph.Graph {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "spring", Kind: graph.Penalty, Label: "‖z̄‖^{2}"},
		graph.Node{Name: "Enc", Kind: graph.Module, Label: "Enc(y)"},
		graph.Node{Name: "z̄", Kind: graph.Deterministic},
		graph.Node{Name: "D", Kind: graph.Energy, Label: "k‖z−z̄‖^{2}"},
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec", Kind: graph.Module, Label: "Dec(z)"},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
	)
	if m.Sigma == 0 {
		g.Add(
			graph.Node{Name: "v", Kind: graph.Deterministic},
			graph.Node{Name: "size", Kind: graph.Penalty, Label: "v−log v−1"},
		)
	}
	g.Add(
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C", Kind: graph.Energy, Label: "C(y,ȳ)"},
	)
	g.Connect("z", "Dec", "ȳ", "C")
	g.Connect("y", "C")
	g.Connect("y", "Enc", "z̄", "D")
	g.Connect("z", "D")
	g.Connect("z̄", "spring")
	if m.Sigma == 0 {
		g.Connect("Enc", "v", "D")
		g.Connect("v", "size")
	}
	return g
}
