package lista

import "github.com/latentlab/latentlab/pkg/sparse"

// Tied is LISTA as it was first written, one set of parameters for all layers:
//
//	z_1 = sh_θ(We·y)
//	z_t = sh_θ(We·y + S·z_{t−1})
//
// Learned: We (k×d), S (k×k), and θ (k), a threshold an entry. They begin at W/L,
// I − WᵀW/L and λ/L, L = ‖W‖₂². Cost: d·k + (T−1)·k² multiply-adds a sample, less
// where codes have zeros. A network of this form can be run with more layers than
// it was trained with.
//
// Source: Gregor & LeCun, ICML 2010, eq. 4 and algorithm 3.
type Tied struct {
	NonNegative bool // codes z ≥ 0: max(v − θ, 0) in place of sh_θ(v)
}

func (f Tied) String() string { return named("LISTA", f.NonNegative) }

func (f Tied) plan(D *sparse.Dictionary, lambda float64, _ int) (*plan, error) {
	d, k := D.Dims()
	we, s, L := ista(D)
	p := &plan{kind: gramKind, shared: true, positive: f.NonNegative}
	p.layers = []slots{{
		map1:  p.add("We", we, false, k, d),
		map2:  p.add("S", s, false, k, k),
		theta: p.add("theta", filled(k, lambda/L), true, k),
		gain:  none,
	}}
	return p, nil
}
