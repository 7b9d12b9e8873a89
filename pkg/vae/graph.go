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
		graph.Node{Name: "‖z̄‖^{2}", Kind: graph.Penalty},
		graph.Node{Name: "Enc(y)", Kind: graph.Module},
		graph.Node{Name: "z̄", Kind: graph.Deterministic},
		graph.Node{Name: "k‖z−z̄‖^{2}", Kind: graph.Energy},
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec(z)", Kind: graph.Module},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
	)
	if m.Sigma == 0 {
		g.Add(
			graph.Node{Name: "v", Kind: graph.Deterministic},
			graph.Node{Name: "v−log v−1", Kind: graph.Penalty},
		)
	}
	g.Add(
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C(y,ȳ)", Kind: graph.Energy},
	)
	g.Connect("z", "Dec(z)", "ȳ", "C(y,ȳ)")
	g.Connect("y", "C(y,ȳ)")
	g.Connect("y", "Enc(y)", "z̄", "k‖z−z̄‖^{2}")
	g.Connect("z", "k‖z−z̄‖^{2}")
	g.Connect("z̄", "‖z̄‖^{2}")
	if m.Sigma == 0 {
		g.Connect("Enc(y)", "v", "k‖z−z̄‖^{2}")
		g.Connect("v", "v−log v−1")
	}
	return g
}
