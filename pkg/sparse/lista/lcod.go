package lista

import "github.com/latentlab/latentlab/pkg/sparse"

// CoordinateDescent is LCoD, coordinate descent with learned parameters. A layer changes
// one entry of the code, the one that is furthest from its shrinkage:
//
//	b = We·y, z = 0, then T times
//	  z̄ = sh_θ(b);  j = argmax |z̄ − z|
//	  b ← b + S_{·j}·(z̄_j − z_j);  z_j ← z̄_j
//	z = sh_θ(b)
//
// Learned: We (k×d), S (k×k), θ (k). They begin at Wᵀ, I − WᵀW and λ. Cost: d·k + T·k
// multiply-adds a sample. A network of this form can be run with more layers than
// it was trained with; with none it is sh_θ(We·y).
//
// Source: Gregor & LeCun, ICML 2010, algorithms 2 and 4; backward: algorithm 5.
type CoordinateDescent struct{}

func (CoordinateDescent) String() string { return "LCoD" }

func (CoordinateDescent) plan(D *sparse.Dictionary, lambda float64, _ int) (*plan, error) {
	d, k := D.Dims()
	g, s := D.Gram(), make([]float64, k*k)
	for i := range k {
		for j := range k {
			s[i*k+j] = -g.At(i, j)
		}
		s[i*k+i]++
	}
	p := &plan{kind: coordinateKind, shared: true}
	p.layers = []slots{{
		map1:  p.add("We", D.Atoms().RawMatrix().Data, false, k, d),
		map2:  p.add("S", s, false, k, k),
		theta: p.add("theta", filled(k, lambda), true, k),
		gain:  none,
	}}
	return p, nil
}
