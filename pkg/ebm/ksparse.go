package ebm

import (
	"fmt"
	"math"
)

// KSparse is the constraint that at most K entries are not zero: R(z) = 0 there and +Inf
// elsewhere. The set is not convex: methods find a point where no step of theirs helps,
// not always the minimum.
type KSparse struct {
	K int // ≥ 1
}

// Value returns 0, or +Inf if more than K entries are not zero.
func (r KSparse) Value(z []float64) float64 {
	if (L0{}).Value(z) > float64(r.K) {
		return math.Inf(1)
	}
	return 0
}

// Prox keeps the K entries with the largest |v_i|, of equal ones those that come first,
// and sets the others to 0. t does not matter. Cost: 64 passes over v
// at most, about 15 where no two are equal, no memory.
// Source: Blumensath & Davies, Appl. Comput. Harmon. Anal. 27 (2009), eq. 11.
func (r KSparse) Prox(dst, v []float64, _ float64) {
	mustMatch("dst", len(dst), "v", len(v))
	cut := r.cut(v)
	ties := r.K - reach(v, cut+1) // how many of those at the cut stay
	for i, x := range v {
		switch size := magnitude(x); {
		case size > cut:
		case size == cut && ties > 0:
			ties--
		default:
			x = 0
		}
		dst[i] = x
	}
}

// cut returns a magnitude that K entries reach, or with ties more, of which fewer than K
// exceed it; 0 if there are no more than K entries. For numbers ≥ 0 the order of the bits
// is the order of the numbers, so that the cut is found bit by bit, until exactly K
// entries reach it.
func (r KSparse) cut(v []float64) uint64 {
	var cut uint64
	if r.K >= len(v) {
		return cut
	}
	for bit := uint64(1) << 62; bit > 0; bit >>= 1 {
		if n := reach(v, cut|bit); n >= r.K {
			cut |= bit
			if n == r.K {
				break
			}
		}
	}
	return cut
}

// reach counts the entries whose magnitude is not below a cut.
func reach(v []float64, cut uint64) int {
	var below uint64
	for _, x := range v {
		below += (magnitude(x) - cut) >> 63 // both are below 2⁶³: a difference < 0 has the top bit
	}
	return len(v) - int(below)
}

// magnitude returns the bits of |x|.
func magnitude(x float64) uint64 { return math.Float64bits(x) &^ (1 << 63) }

// CheckCode refuses K < 1.
func (r KSparse) CheckCode(int) error {
	if r.K < 1 {
		return fmt.Errorf("ebm: KSparse has K = %d, expected at least 1", r.K)
	}
	return nil
}

// Label returns ‖z‖₀≤K, K in numbers.
func (r KSparse) Label() string { return r.Constraint() }

// Constraint returns ‖z‖₀≤K, K in numbers.
func (r KSparse) Constraint() string { return fmt.Sprintf("‖z‖_{0}≤%d", r.K) }
