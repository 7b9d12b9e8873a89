package sparse

import (
	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/graph"
)

// Label returns Wz, the decoder's place in a diagram.
func (D *Dictionary) Label() string { return "Wz" }

// Graph describes the iteration that the method runs on a problem. For a decoder that is
// linear under the squared error it is the loop
//
//	z(t+1) = prox( W_e·y + S·z(t) ),   W_e = Wᵀ/L,   S = I − WᵀW/L,
//
// where prox, the shrinkage sh() for L1, is left out if there is no regularizer; for
// other problems the step is z − ∇f(z)/L. W_e and S are names: the method multiplies by
// W and Wᵀ instead, which is the same and costs less.
//
// Source: Gregor & LeCun, ICML 2010, eq. 2 and fig. 1 (top).
func (m ISTA) Graph(p *ebm.Problem) *graph.Graph {
	g := new(graph.Graph)
	g.Add(graph.Node{Name: "Y", Kind: graph.Observed, Note: "INPUT"})
	last := "z−f′(z)/L"
	if linear(p) {
		last = "+"
		g.Add(graph.Node{Name: "W_{e}", Kind: graph.Module}, graph.Node{Name: last, Kind: graph.Sum})
		g.Connect("Y", "W_{e}", last)
	} else {
		g.Add(graph.Node{Name: last, Kind: graph.Module})
		g.Connect("Y", last)
	}
	step := last
	if p.R != nil {
		last = "prox"
		g.Add(shrinkage(p))
		g.Connect(step, last)
	}
	g.Add(graph.Node{Name: "Z", Kind: graph.Latent}, graph.Node{Name: "out", Kind: graph.Port})
	g.Connect(last, "Z", "out")
	if !linear(p) {
		g.Feedback("Z", step)
		return g
	}
	g.Add(graph.Node{Name: "S", Kind: graph.Module})
	g.Feedback("Z", "S", step)
	return g
}

// linear says whether f(z) = ½‖y − Wz‖².
func linear(p *ebm.Problem) bool {
	f, ok := p.F.(*ebm.Composite)
	if !ok {
		return false
	}
	_, squared := f.Cost.(ebm.SquaredError)
	_, w := f.Dec.(ebm.Linear)
	return squared && w
}

// shrinkage returns the node of the regularizer's proximal operator. Where it treats
// each entry alone, the node has its curve, for a threshold of 0.4.
func shrinkage(p *ebm.Problem) graph.Node {
	n := graph.Node{Name: "prox", Kind: graph.Module, Label: "prox_{λR/L}()"}
	switch p.R.(type) {
	case ebm.L1:
		n.Label = "sh()"
	case ebm.NonNegativeL1, ebm.L0, ebm.ElasticNet:
	default:
		return n
	}
	n.Curve = func(v float64) float64 {
		z := []float64{v}
		p.R.Prox(z, z, 0.4)
		return z[0]
	}
	return n
}
