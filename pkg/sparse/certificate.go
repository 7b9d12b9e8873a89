package sparse

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Certificate says how exact a code is. With r = y − W·z and the dual point
// θ = r/max(1, ‖Wᵀr‖∞/λ), which is feasible (‖Wᵀθ‖∞ ≤ λ),
//
//	Primal = ½‖r‖² + λ‖z‖₁
//	Dual   = ⟨θ, y⟩ − ½‖θ‖²  ≤  min E  ≤  Primal
//	Gap    = (Primal − Dual)/Primal
//
// so that Primal exceeds the minimum by at most the part Gap of itself.
// Source: Kim et al., IEEE J. Sel. Top. Signal Process. 1 (2007), section III.
type Certificate struct {
	Primal, Dual float64
	Gap          float64 // relative; 0 where Primal is 0; never negative
	Active       int     // entries of z that are not zero
	Iterations   int
	Status       ebm.Status
}

// Certify computes the certificate of a code z for y from the definition, in
// 4·d·k flops. Iterations and Status are left at zero.
func Certify(D *Dictionary, y, z []float64, lambda float64) (Certificate, error) {
	if _, err := Lasso(D, y, lambda); err != nil {
		return Certificate{}, err
	}
	d, k := D.Dims()
	if len(z) != k {
		return Certificate{}, fmt.Errorf("sparse: z has %d entries, the dictionary has %d atoms", len(z), k)
	}
	if err := ebm.Finite("z", z); err != nil {
		return Certificate{}, err
	}
	r, c := make([]float64, d), make([]float64, k)
	D.Decode(r, nil, z)
	var rr, ry float64
	for i := range r {
		r[i] = y[i] - r[i]
		rr += r[i] * r[i]
		ry += r[i] * y[i]
	}
	D.Pullback(c, nil, z, r)
	return certificate(rr, ry, absMax(c), lambda, z), nil
}

// certificate puts it together from ‖r‖², ⟨r, y⟩ and ‖Wᵀr‖∞.
func certificate(rr, ry, corr, lambda float64, z []float64) Certificate {
	var c Certificate
	var l1 float64
	for _, v := range z {
		if v != 0 {
			c.Active++
			l1 += math.Abs(v)
		}
	}
	s := 1.0
	if corr > lambda {
		s = lambda / corr
	}
	c.Primal = rr/2 + lambda*l1
	c.Dual = s*ry - s*s*rr/2
	if c.Primal > 0 {
		c.Gap = math.Max(0, (c.Primal-c.Dual)/c.Primal)
	}
	return c
}

// Violation returns by how much z misses the optimality conditions of the lasso,
// as the largest distance of Wᵀr, r = y − W·z, from where it has to be:
//
//	z_j ≠ 0:  w_jᵀr = λ·sign(z_j)
//	z_j = 0:  |w_jᵀr| ≤ λ
//
// in the units of λ. It is 0 exactly at a minimiser. corr is Wᵀr.
func Violation(z, corr []float64, lambda float64) float64 {
	var worst float64
	for j, q := range corr {
		worst = math.Max(worst, violation(z[j], q, lambda))
	}
	return worst
}

func violation(z, q, lambda float64) float64 {
	switch {
	case z > 0:
		return math.Abs(q - lambda)
	case z < 0:
		return math.Abs(q + lambda)
	}
	return math.Max(0, math.Abs(q)-lambda)
}
