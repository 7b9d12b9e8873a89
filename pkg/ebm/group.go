package ebm

import (
	"fmt"
	"math"
)

// GroupL1 is R(z) = Σ_g √|g|·‖z_g‖₂ over groups of entries: a group is used whole or
// not at all. An entry may be in one group at most; entries in none are free.
// Source: Yuan & Lin, J. R. Stat. Soc. B 68 (2006), eq. 2.1 and 2.4.
type GroupL1 struct {
	Groups [][]int
}

// Value returns Σ_g √|g|·‖z_g‖₂.
func (r GroupL1) Value(z []float64) float64 {
	var sum float64
	for _, g := range r.Groups {
		sum += math.Sqrt(float64(len(g))) * groupNorm(z, g)
	}
	return sum
}

// Prox scales each group: dst_g = max(0, 1 − t·√|g|/‖v_g‖)·v_g.
func (r GroupL1) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	if len(v) > 0 && &dst[0] != &v[0] {
		copy(dst, v)
	}
	for _, g := range r.Groups {
		norm := groupNorm(dst, g)
		scale := 0.0
		if cut := t * math.Sqrt(float64(len(g))); norm > cut {
			scale = 1 - cut/norm
		}
		for _, i := range g {
			dst[i] *= scale
		}
	}
}

// Dual returns max_g ‖v_g‖₂/√|g|, or +Inf if v is not zero outside the groups.
func (r GroupL1) Dual(v []float64) float64 {
	free := make([]bool, len(v))
	for i := range free {
		free[i] = true
	}
	var m float64
	for _, g := range r.Groups {
		m = max(m, groupNorm(v, g)/math.Sqrt(float64(len(g))))
		for _, i := range g {
			free[i] = false
		}
	}
	for i, x := range v {
		if free[i] && x != 0 {
			return math.Inf(1)
		}
	}
	return m
}

func groupNorm(z []float64, g []int) float64 {
	var s float64
	for _, i := range g {
		s += z[i] * z[i]
	}
	return math.Sqrt(s)
}

// CheckCode refuses an empty group, an index outside the code, and an entry that is in two
// groups or twice in one.
func (r GroupL1) CheckCode(k int) error {
	taken := make([]bool, k)
	for n, g := range r.Groups {
		if len(g) == 0 {
			return fmt.Errorf("ebm: group %d is empty", n)
		}
		for _, i := range g {
			switch {
			case i < 0 || i >= k:
				return fmt.Errorf("ebm: group %d has entry %d, expected 0 to %d", n, i, k-1)
			case taken[i]:
				return fmt.Errorf("ebm: group %d has entry %d, which a group has already", n, i)
			}
			taken[i] = true
		}
	}
	return nil
}

// Label returns Σ‖z_g‖.
func (GroupL1) Label() string { return "Σ‖z_{g}‖" }
