package ebm

import (
	"fmt"
	"math"
)

// Part is a term w·R(z_From … z_{To−1}) of a sum over parts of the code.
type Part struct {
	From, To int // entries From ≤ i < To, counted from 0
	Reg      Regularizer
	Weight   float64 // w ≥ 0; default 1
}

// Parts is R(z) = Σ_p w_p·R_p(z_p) over parts of the code that do not overlap. Entries in
// no part are free.
//
//	ebm.Parts{
//		{From: 0, To: 10, Reg: ebm.OneOfK{}},                  // which of ten
//		{From: 10, To: 12, Reg: ebm.SquaredL2{}, Weight: 0.1}, // and in which way
//	}
type Parts []Part

// Value returns Σ_p w_p·R_p(z_p).
func (r Parts) Value(z []float64) float64 {
	var sum float64
	for _, p := range r {
		sum += p.weight() * p.Reg.Value(z[p.From:p.To])
	}
	return sum
}

// Prox takes each part alone: dst_p = Prox_p(v_p, t·w_p).
func (r Parts) Prox(dst, v []float64, t float64) {
	mustMatch("dst", len(dst), "v", len(v))
	copy(dst, v)
	for _, p := range r {
		z := dst[p.From:p.To]
		p.Reg.Prox(z, z, t*p.weight())
	}
}

func (p Part) weight() float64 {
	if p.Weight == 0 {
		return 1
	}
	return p.Weight
}

// CheckCode refuses parts that are empty, reach beyond the code, overlap, have a negative
// weight or no regularizer, and what these refuse.
func (r Parts) CheckCode(k int) error {
	taken := make([]int, k) // 1 + the part that has the entry
	for i, p := range r {
		switch {
		case p.From < 0 || p.From >= p.To || p.To > k:
			return fmt.Errorf("ebm: part %d is [%d, %d), expected 0 ≤ From < To ≤ %d", i, p.From, p.To, k)
		case p.Reg == nil:
			return fmt.Errorf("ebm: part %d has no regularizer", i)
		case !(p.Weight >= 0) || math.IsInf(p.Weight, 1):
			return fmt.Errorf("ebm: part %d has weight %v, expected a finite number ≥ 0", i, p.Weight)
		}
		for j := p.From; j < p.To; j++ {
			if taken[j] != 0 {
				return fmt.Errorf("ebm: parts %d and %d both have entry %d, expected parts that do not overlap", taken[j]-1, i, j)
			}
			taken[j] = i + 1
		}
		if c, ok := p.Reg.(CodeChecker); ok {
			if err := c.CheckCode(p.To - p.From); err != nil {
				return fmt.Errorf("ebm: part %d: %w", i, err)
			}
		}
	}
	return nil
}

// partsInSets says that the parts are constrained.
const partsInSets = "z_{p} in C_{p}"

// Label returns the sum over parts in letters, or the constraint if there is nothing else.
func (r Parts) Label() string {
	terms := len(r) == 0
	for _, p := range r {
		terms = terms || !indicator(p.Reg)
	}
	if terms {
		return "ΣR_{p}(z_{p})"
	}
	return partsInSets
}

// Constraint returns z_p in C_p, or "" if no part is constrained.
func (r Parts) Constraint() string {
	for _, p := range r {
		if constraint(p.Reg) != "" {
			return partsInSets
		}
	}
	return ""
}
