package ebm

import (
	"fmt"
	"math"
)

// ElasticNet is R(z) = ‖z‖₁ + Ridge/2·‖z‖²: with atoms that resemble each other it
// shares a code among them, where L1 picks one.
// Source: Zou & Hastie, J. R. Stat. Soc. B 67 (2005), eq. 3 ("naïve").
type ElasticNet struct {
	Ridge       float64 // ≥ 0
	NonNegative bool    // R is +Inf unless z ≥ 0
}

// Value returns ‖z‖₁ + Ridge/2·‖z‖².
func (e ElasticNet) Value(z []float64) float64 {
	var squares float64
	for _, v := range z {
		squares += v * v
	}
	if e.NonNegative {
		return NonNegativeL1{}.Value(z) + e.Ridge/2*squares
	}
	return L1{}.Value(z) + e.Ridge/2*squares
}

// Prox sets dst = Shrink(v, t)/(1 + t·Ridge), with max(v − t, 0) for Shrink where
// codes are not negative.
func (e ElasticNet) Prox(dst, v []float64, t float64) {
	if e.NonNegative {
		NonNegativeL1{}.Prox(dst, v, t)
	} else {
		Shrink(dst, v, t)
	}
	for i := range dst {
		dst[i] /= 1 + t*e.Ridge
	}
}

// CheckCode refuses a Ridge that is negative or not finite.
func (e ElasticNet) CheckCode(int) error {
	if !(e.Ridge >= 0) || math.IsInf(e.Ridge, 1) {
		return fmt.Errorf("ebm: the Ridge is %v, expected a finite number ≥ 0", e.Ridge)
	}
	return nil
}

// Label returns the sum, with μ for the Ridge, and the constraint if there is one.
func (e ElasticNet) Label() string {
	if e.NonNegative {
		return "(‖z‖_{1}+½μ‖z‖²), z≥0"
	}
	return "(‖z‖_{1}+½μ‖z‖²)"
}

// Constraint returns z≥0 where codes are not negative, or "".
func (e ElasticNet) Constraint() string {
	if e.NonNegative {
		return "z≥0"
	}
	return ""
}
