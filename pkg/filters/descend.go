package filters

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// descend lowers the cost from p by at most limit steps of Levenberg and
// Marquardt: with M = ∂g/∂p, H = MᵀM and its diagonal D,
//
//	(H + μD)·δ = Mᵀr,   p ← p + δ where the cost falls
//
// μ falls by 3 after a good step and grows by 4 after a bad one. It ends when a
// step lowers the cost by less than 1e-9 of itself, or none lowers it.
//
// Source: Marquardt, J. Soc. Indust. Appl. Math. 11 (1963) 431.
func (t *projection) descend(p params, limit int) (params, float64) {
	const small = 1e-9
	cost := t.cost(&p)
	mu := 1e-2
	for range limit {
		t.jacobian(&p)
		H, b := t.normal()
		next, lower := p, cost
		for ; mu < 1e9; mu *= 4 {
			delta, ok := solve(H, b, mu)
			if !ok {
				continue
			}
			for k := range next {
				next[k] = p[k] + delta[k]
			}
			if lower = t.cost(&next); lower < cost {
				break
			}
		}
		if !(lower < cost) {
			return p, cost
		}
		fell := cost - lower
		p, cost = next, lower
		if fell <= small*cost || cost < 1e-26 {
			return p, cost
		}
		mu = max(mu/3, 1e-9)
	}
	return p, cost
}

type square [numParams][numParams]float64

// normal returns MᵀM and Mᵀr.
func (t *projection) normal() (H square, b params) {
	for j, column := range t.jac {
		b[j] = floats.Dot(column, t.r)
		for k := range j + 1 {
			H[j][k] = floats.Dot(column, t.jac[k])
			H[k][j] = H[j][k]
		}
	}
	return H, b
}

// solve returns (H + μD)⁻¹·b by Cholesky's method. Directions that change nothing
// have no entry in D: a small share of the largest holds them still.
func solve(H square, b params, mu float64) (x params, ok bool) {
	top := 0.0
	for j := range H {
		top = max(top, H[j][j])
	}
	for j := range H {
		H[j][j] += mu * (H[j][j] + 1e-9*top)
		for k := range j + 1 {
			sum := H[j][k]
			for l := range k {
				sum -= H[j][l] * H[k][l]
			}
			if k < j {
				H[j][k] = sum / H[k][k]
			} else if sum > 0 {
				H[j][j] = math.Sqrt(sum)
			} else {
				return x, false
			}
		}
	}
	for j := range b { // L·y = b
		x[j] = b[j]
		for k := range j {
			x[j] -= H[j][k] * x[k]
		}
		x[j] /= H[j][j]
	}
	for j := numParams - 1; j >= 0; j-- { // Lᵀ·x = y
		for k := j + 1; k < numParams; k++ {
			x[j] -= H[k][j] * x[k]
		}
		x[j] /= H[j][j]
	}
	return x, true
}
