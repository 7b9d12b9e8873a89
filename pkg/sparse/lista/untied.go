package lista

import "github.com/latentlab/latentlab/pkg/sparse"

// Untied is LISTA with parameters of its own in each layer:
//
//	z_1 = sh_θ1(We_1·y)
//	z_t = sh_θt(We_t·y + S_t·z_{t−1})
//
// Learned: We_t (k×d), θ_t (k), and S_t (k×k) from the second layer on. They begin as
// in [Tied]. Cost: T·d·k + (T−1)·k² multiply-adds a sample.
//
// Source: Chen, Liu, Wang & Yin, NeurIPS 2018, eq. 3.
type Untied struct {
	NonNegative bool // codes z ≥ 0: max(v − θ, 0) in place of sh_θ(v)
}

func (f Untied) String() string { return named("untied LISTA", f.NonNegative) }

func (f Untied) plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error) {
	d, k := D.Dims()
	we, s, L := ista(D)
	p := &plan{kind: gramKind, positive: f.NonNegative}
	for t := 1; t <= layers; t++ {
		l := slots{map1: p.add(layerName(t, "We"), we, false, k, d), map2: none, gain: none}
		if t > 1 {
			l.map2 = p.add(layerName(t, "S"), s, false, k, k)
		}
		l.theta = p.add(layerName(t, "theta"), filled(k, lambda/L), true, k)
		p.layers = append(p.layers, l)
	}
	return p, nil
}
