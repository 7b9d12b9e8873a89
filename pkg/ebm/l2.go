package ebm

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// L2 is R(z) = ‖z‖₂: the code is zero as a whole, or not at all.
type L2 struct{}

// Value returns ‖z‖₂.
func (L2) Value(z []float64) float64 { return math.Sqrt(kernel.SumSquares(z)) }

// Prox scales the code: dst = max(0, 1 − t/‖v‖₂)·v.
// Source: Parikh & Boyd, Found. Trends Optim. 1 (2014), section 6.5.1.
func (L2) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	scale := 0.0
	if norm := math.Sqrt(kernel.SumSquares(v)); norm > t {
		scale = 1 - t/norm
	}
	for i, x := range v {
		dst[i] = scale * x
	}
}

// Dual returns ‖v‖₂.
func (L2) Dual(v []float64) float64 { return math.Sqrt(kernel.SumSquares(v)) }

// Label returns ‖z‖.
func (L2) Label() string { return "‖z‖" }
