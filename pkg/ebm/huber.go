package ebm

import (
	"fmt"
	"math"
)

// Huber is the cost Σ_i ρ(ȳ_i − y_i) with
//
//	ρ(r) = ½r²              for |r| ≤ Delta
//	       Delta·(|r| − ½Delta)   else:
//
// the squared error for small residuals, and no more than linear for outliers.
// Source: Huber, Ann. Math. Stat. 35 (1964), eq. 3.3.
type Huber struct {
	Delta float64 // > 0; default 1
}

// Value returns Σ_i ρ(ȳ_i − y_i).
func (h Huber) Value(y, ybar []float64) float64 {
	mustMatch("y", len(y), "ȳ", len(ybar))
	delta, sum := h.delta(), 0.0
	for i, v := range y {
		if r := math.Abs(ybar[i] - v); r > delta {
			sum += delta * (r - delta/2)
		} else {
			sum += r * r / 2
		}
	}
	return sum
}

// Grad sets dst_i to ȳ_i − y_i, cut to [−Delta, Delta], and returns the value.
func (h Huber) Grad(dst, y, ybar []float64) float64 {
	mustMatch("dst", len(dst), "ȳ", len(ybar))
	value, delta := h.Value(y, ybar), h.delta()
	for i, v := range y {
		dst[i] = max(-delta, min(ybar[i]-v, delta))
	}
	return value
}

// Curvature returns 1.
func (Huber) Curvature() float64 { return 1 }

// CheckY takes any y; it refuses a Delta that is negative or NaN.
func (h Huber) CheckY([]float64) error {
	if !(h.Delta >= 0) {
		return fmt.Errorf("ebm: Huber has Delta %v, expected a number > 0", h.Delta)
	}
	return nil
}

// Label returns huber(y−ȳ).
func (Huber) Label() string { return "huber(y−ȳ)" }

func (h Huber) delta() float64 {
	if h.Delta == 0 {
		return 1
	}
	return h.Delta
}
