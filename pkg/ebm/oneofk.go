package ebm

import (
	"fmt"
	"iter"
	"math"
)

// OneOfK is the constraint that z is one of the unit vectors e_1 … e_k: R(z) = 0 there and
// +Inf elsewhere. With a [Table] of prototypes and the squared error it makes the energy
// of k-means.
// Source: Lloyd, IEEE Trans. Inf. Theory 28 (1982).
type OneOfK struct{}

// Value returns 0 if one entry is 1 and the others are 0, and +Inf otherwise.
func (OneOfK) Value(z []float64) float64 {
	ones := 0
	for _, v := range z {
		switch v {
		case 0:
		case 1:
			ones++
		default:
			return math.Inf(1)
		}
	}
	if ones != 1 {
		return math.Inf(1)
	}
	return 0
}

// Prox sets dst to the nearest unit vector: 1 at the largest v_i, the first of them if
// there are several, 0 elsewhere. t does not matter.
func (OneOfK) Prox(dst, v []float64, _ float64) {
	mustMatch("dst", len(dst), "v", len(v))
	if len(v) == 0 {
		return
	}
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	clear(dst)
	dst[best] = 1
}

// Points yields e_1 … e_k.
func (OneOfK) Points(k int) iter.Seq[[]float64] {
	return func(yield func([]float64) bool) {
		z := make([]float64, k)
		for i := range z {
			clear(z)
			z[i] = 1
			if !yield(z) {
				return
			}
		}
	}
}

// CheckCode refuses k < 1: there is no unit vector.
func (OneOfK) CheckCode(k int) error {
	if k < 1 {
		return fmt.Errorf("ebm: OneOfK is to choose among %d entries, expected at least 1", k)
	}
	return nil
}

// Label returns z=e_j.
func (OneOfK) Label() string { return "z=e_{j}" }

// Constraint returns z=e_j.
func (OneOfK) Constraint() string { return "z=e_{j}" }
