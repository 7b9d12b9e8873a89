package lista

import "github.com/latentlab/latentlab/pkg/sparse"

// StepLISTA learns the steps of ISTA alone:
//
//	z_t = sh_{λγ_t}(z_{t−1} + γ_t·Wᵀ·(y − W·z_{t−1}))
//
// Learned: γ_t ≥ 0, a number a layer. It begins at 1/L. Cost: 2·d·k multiply-adds a
// layer and sample.
//
// Source: Ablin, Moreau, Massias & Gramfort, NeurIPS 2019, eq. 14.
type StepLISTA struct{}

func (StepLISTA) String() string { return "Step-LISTA" }

func (StepLISTA) plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error) {
	p := &plan{kind: residualKind, fixed: D.Atoms().RawMatrix().Data, ratio: lambda}
	for t := 1; t <= layers; t++ {
		gamma := p.add(layerName(t, "gamma"), filled(1, 1/D.SquaredNorm()), true, 1)
		p.layers = append(p.layers, slots{map1: none, map2: none, theta: none, gain: gamma})
	}
	return p, nil
}
