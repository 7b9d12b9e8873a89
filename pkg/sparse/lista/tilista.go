package lista

import "github.com/latentlab/latentlab/pkg/sparse"

// TiLISTA shares one matrix between the layers of LISTA-CP and learns a step for each:
//
//	z_t = sh_θt(z_{t−1} + γ_t·V·(y − W·z_{t−1}))
//
// Learned: V (k×d), γ_t and θ_t. They begin at Wᵀ/L, 1 and λ/L. Cost: 2·d·k
// multiply-adds a layer and sample.
//
// Source: Liu, Chen, Wang & Yin, ICLR 2019, eq. 12.
type TiLISTA struct{ Select Selection }

func (f TiLISTA) String() string { return "TiLISTA" + f.Select.suffix() }

func (f TiLISTA) plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error) {
	d, k := D.Dims()
	L := D.SquaredNorm()
	p := &plan{kind: residualKind, chosen: f.Select.parts(layers)}
	v := p.add("V", scaled(D.Atoms().RawMatrix().Data, 1/L), false, k, d)
	p.scalars(v, 1, lambda/L, layers)
	return p, f.Select.check()
}

// scalars adds γ_t and θ_t for each layer, beside the matrix in slot v.
func (p *plan) scalars(v int, gamma, theta float64, layers int) {
	for t := 1; t <= layers; t++ {
		p.layers = append(p.layers, slots{
			map1: v, map2: none,
			gain:  p.add(layerName(t, "gamma"), filled(1, gamma), false, 1),
			theta: p.add(layerName(t, "theta"), filled(1, theta), true, 1),
		})
	}
}
