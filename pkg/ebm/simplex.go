package ebm

import (
	"fmt"
	"math"
)

// Simplex is the constraint that z is a distribution, z ≥ 0 and Σz_i = 1: R(z) = 0 there
// and +Inf elsewhere. With a [Table] of prototypes, ȳ is then one of their mixtures.
type Simplex struct{}

// simplexSlack is how far from 1 a sum may be because of rounding.
const simplexSlack = 1e-9

// Value returns 0, or +Inf if an entry is negative or the sum is not 1 up to rounding.
func (Simplex) Value(z []float64) float64 {
	var sum float64
	for _, v := range z {
		if !(v >= 0) {
			return math.Inf(1)
		}
		sum += v
	}
	if !(math.Abs(sum-1) <= simplexSlack) {
		return math.Inf(1)
	}
	return 0
}

// Prox is the projection dst_i = max(v_i − τ, 0) with τ such that the sum is 1. t does
// not matter.
//
// τ is found by leaving out, again and again, the entries that would become negative: at
// most k passes, few in practice, and no memory.
// Source: Michelot, J. Optim. Theory Appl. 50 (1986), section 3.
func (Simplex) Prox(dst, v []float64, _ float64) {
	mustMatch("dst", len(dst), "v", len(v))
	if len(v) == 0 {
		return
	}
	top := v[0]
	for _, x := range v {
		top = max(top, x)
	}
	// τ is in [top−1, top), so that u = v − top holds all digits that matter.
	tau, left := -1.0, len(v)+1
	for {
		var sum float64
		n := 0
		for _, x := range v {
			if u := x - top; u > tau {
				sum += u
				n++
			}
		}
		if n >= left || n == 0 { // 0 if v has a NaN
			break
		}
		tau, left = (sum-1)/float64(n), n
	}
	for i, x := range v {
		dst[i] = max(x-top-tau, 0)
	}
}

// CheckCode refuses k < 1: there is nothing that could sum to 1.
func (Simplex) CheckCode(k int) error {
	if k < 1 {
		return fmt.Errorf("ebm: Simplex is to hold for %d entries, expected at least 1", k)
	}
	return nil
}

// Label returns z≥0, Σz=1.
func (Simplex) Label() string { return "z≥0, Σz=1" }

// Constraint returns z≥0, Σz=1.
func (Simplex) Constraint() string { return "z≥0, Σz=1" }
