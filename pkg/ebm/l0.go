package ebm

import "math"

// L0 is R(z) = number of entries that are not zero. It is not convex: methods find
// a point where no step of theirs helps, not always the minimum.
type L0 struct{}

// Value returns the number of entries that are not zero.
func (L0) Value(z []float64) float64 {
	var n float64
	for _, v := range z {
		if v != 0 {
			n++
		}
	}
	return n
}

// Prox is the hard threshold: dst_i = v_i where ½v_i² > t, else 0.
// Source: Blumensath & Davies, J. Fourier Anal. Appl. 14 (2008), eq. 2.3.
func (L0) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	cut := math.Sqrt(2 * t)
	for i, x := range v {
		if math.Abs(x) <= cut {
			x = 0
		}
		dst[i] = x
	}
}

// Label returns ‖z‖₀.
func (L0) Label() string { return "‖z‖_{0}" }
