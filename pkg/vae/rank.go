package vae

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// RankCorrelation returns Spearman's ρ, the correlation of the ranks of a and b, from −1
// (where a rises, b falls) to 1. Equal values share the mean of their ranks. The errors
// are other lengths, fewer than two values, NaN, and values that are all equal.
//
// Source: Spearman, American Journal of Psychology 15, 1904.
func RankCorrelation(a, b []float64) (float64, error) {
	if len(a) != len(b) || len(a) < 2 {
		return 0, fmt.Errorf("vae: %d and %d values to correlate, expected as many, and at least 2", len(a), len(b))
	}
	for _, v := range [][]float64{a, b} {
		for i, x := range v {
			if x != x {
				return 0, fmt.Errorf("vae: value %d of %d to correlate is NaN, expected numbers", i, len(v))
			}
		}
		if slices.Min(v) == slices.Max(v) {
			return 0, fmt.Errorf("vae: all %d values to correlate are %v, expected different ones", len(v), v[0])
		}
	}
	return stat.Correlation(ranks(a), ranks(b), nil), nil
}

// ranks returns the place of each value in the order of all, from 0.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(v[i], v[j]) })
	r := make([]float64, len(v))
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && v[order[hi]] == v[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			r[i] = float64(lo+hi-1) / 2
		}
		lo = hi
	}
	return r
}
