package ebm

import "math"

// NonNegativeL1 is R(z) = Σ z_i for z ≥ 0 and +Inf otherwise: the ℓ₁ norm of codes
// that may only add.
type NonNegativeL1 struct{}

// Value returns Σ z_i, or +Inf if an entry is negative.
func (NonNegativeL1) Value(z []float64) float64 {
	var sum float64
	for _, v := range z {
		if v < 0 {
			return math.Inf(1)
		}
		sum += v
	}
	return sum
}

// Prox sets dst_i = max(v_i − t, 0).
func (NonNegativeL1) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	for i, x := range v {
		dst[i] = max(x-t, 0)
	}
}

// Dual returns max(0, max v_i).
func (NonNegativeL1) Dual(v []float64) float64 {
	var m float64
	for _, x := range v {
		m = max(m, x)
	}
	return m
}

// Label returns ‖z‖₁ with the constraint z ≥ 0.
func (NonNegativeL1) Label() string { return "‖z‖_{1}, z≥0" }

// Constraint returns z≥0.
func (NonNegativeL1) Constraint() string { return "z≥0" }
