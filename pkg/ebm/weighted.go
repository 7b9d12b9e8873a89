package ebm

import (
	"fmt"
	"math"
)

// WeightedL1 is R(z) = Σ w_i·|z_i| with weights w_i ≥ 0, one an entry of the code.
type WeightedL1 struct {
	Weights []float64
}

// Value returns Σ w_i·|z_i|.
func (r WeightedL1) Value(z []float64) float64 {
	mustMatch("z", len(z), "Weights", len(r.Weights))
	var sum float64
	for i, v := range z {
		sum += r.Weights[i] * math.Abs(v)
	}
	return sum
}

// Prox sets dst_i = Shrink(v_i, t·w_i).
func (r WeightedL1) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	mustMatch("v", len(v), "Weights", len(r.Weights))
	for i, w := range r.Weights {
		Shrink(dst[i:i+1], v[i:i+1], t*w)
	}
}

// Dual returns max |v_i|/w_i: +Inf where a v_i ≠ 0 has no weight.
func (r WeightedL1) Dual(v []float64) float64 {
	mustMatch("v", len(v), "Weights", len(r.Weights))
	var m float64
	for i, x := range v {
		if x != 0 {
			m = max(m, math.Abs(x)/r.Weights[i])
		}
	}
	return m
}

// CheckCode refuses weights that are negative or not finite, and any other number of them
// than k.
func (r WeightedL1) CheckCode(k int) error {
	if len(r.Weights) != k {
		return fmt.Errorf("ebm: there are %d weights for codes of %d entries", len(r.Weights), k)
	}
	for i, w := range r.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("ebm: weight %d is %v, expected a finite number ≥ 0", i, w)
		}
	}
	return nil
}

// Label returns Σw_j|z_j|.
func (WeightedL1) Label() string { return "Σw_{j}|z_{j}|" }
