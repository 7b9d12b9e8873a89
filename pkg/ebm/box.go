package ebm

import (
	"fmt"
	"math"
	"strings"
)

// NonNegative is the constraint z ≥ 0: R(z) = 0 there and +Inf elsewhere.
type NonNegative struct{}

// Value returns 0, or +Inf if an entry is negative.
func (NonNegative) Value(z []float64) float64 { return nonNegative.Value(z) }

// Prox sets dst_i = max(v_i, 0). t does not matter.
func (NonNegative) Prox(dst, v []float64, t float64) { nonNegative.Prox(dst, v, t) }

// Label returns z≥0.
func (NonNegative) Label() string { return "z≥0" }

// Constraint returns z≥0.
func (NonNegative) Constraint() string { return "z≥0" }

var nonNegative = Box{0, math.Inf(1)}

// Box is the constraint Lo ≤ z_i ≤ Hi for every entry: R(z) = 0 there and +Inf elsewhere.
// A bound may be infinite. The zero value holds z at 0.
type Box struct {
	Lo, Hi float64 // Lo ≤ Hi
}

// Value returns 0, or +Inf if an entry is outside.
func (b Box) Value(z []float64) float64 {
	for _, v := range z {
		if !(v >= b.Lo && v <= b.Hi) {
			return math.Inf(1)
		}
	}
	return 0
}

// Prox moves each entry to the nearest number in the box, dst_i = min(max(v_i, Lo), Hi).
// t does not matter.
func (b Box) Prox(dst, v []float64, _ float64) {
	mustMatch("dst", len(dst), "v", len(v))
	for i, x := range v {
		dst[i] = min(max(x, b.Lo), b.Hi)
	}
}

// CheckCode refuses a box without numbers: Lo > Hi, NaN, or infinite on the wrong side.
func (b Box) CheckCode(int) error {
	if !(b.Lo <= b.Hi) || math.IsInf(b.Lo, 1) || math.IsInf(b.Hi, -1) {
		return fmt.Errorf("ebm: Box has Lo %v and Hi %v, expected Lo ≤ Hi", b.Lo, b.Hi)
	}
	return nil
}

// Label returns Lo≤z≤Hi in numbers.
func (b Box) Label() string { return b.Constraint() }

// Constraint returns Lo≤z≤Hi in numbers, without bounds that are infinite; it is empty
// where both are.
func (b Box) Constraint() string {
	s := ""
	if !math.IsInf(b.Lo, -1) {
		s = fmt.Sprintf("%.4g≤z", b.Lo)
	}
	if !math.IsInf(b.Hi, 1) {
		if s == "" {
			s = "z"
		}
		s += fmt.Sprintf("≤%.4g", b.Hi)
	}
	return strings.ReplaceAll(s, "-", "−")
}
