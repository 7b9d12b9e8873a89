package ebm

import "github.com/latentlab/latentlab/internal/kernel"

// SquaredL2 is R(z) = ½‖z‖²: minus the logarithm of a standard normal density, up to a
// constant. It keeps codes small, and no entry exactly zero.
type SquaredL2 struct{}

// Value returns ½‖z‖².
func (SquaredL2) Value(z []float64) float64 { return kernel.SumSquares(z) / 2 }

// Grad sets dst = z, the gradient.
func (SquaredL2) Grad(dst, z []float64) {
	mustMatch("dst", len(dst), "z", len(z))
	copy(dst, z)
}

// Prox sets dst = v/(1 + t).
func (SquaredL2) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	for i, x := range v {
		dst[i] = x / (1 + t)
	}
}

// Label returns ½‖z‖².
func (SquaredL2) Label() string { return "½‖z‖²" }
