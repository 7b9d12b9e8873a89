package ebm

import "github.com/latentlab/latentlab/internal/kernel"

// L1 is R(z) = ‖z‖₁ = Σ|z_i|, the regularizer of sparse coding: its minimisers
// have entries that are exactly zero. Its proximal operator is shrinkage.
type L1 struct{}

// Value returns ‖z‖₁.
func (L1) Value(z []float64) float64 { return kernel.Asum(z) }

// Prox sets dst = Shrink(v, t).
func (L1) Prox(dst, v []float64, t float64) { Shrink(dst, v, t) }

// Dual returns ‖v‖_∞.
func (L1) Dual(v []float64) float64 { return absMax(v) }

// Label returns ‖z‖₁.
func (L1) Label() string { return "‖z‖_{1}" }

// Shrink is the shrinkage, or soft-thresholding, function
//
//	dst_i = sign(v_i)·max(|v_i| − t, 0),   t ≥ 0.
//
// dst may be v itself. A NaN stays a NaN.
// Source: Donoho, De-noising by soft-thresholding, 1995, eq. 2.
func Shrink(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	kernel.Shrink(dst, v, t)
}
