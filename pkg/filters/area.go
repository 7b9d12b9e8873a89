package filters

import (
	"math"
	"slices"
)

// Area returns how many entries of f it takes to hold the part share of its energy
// Σf²: the fewest, so the largest ones. A filter that is local has a small area.
// It panics unless 0 ≤ share ≤ 1.
func Area(f []float64, share float64) int {
	if !(share >= 0 && share <= 1) {
		panic("filters: share is not between 0 and 1")
	}
	squares := make([]float64, len(f))
	var total float64
	for i, v := range f {
		squares[i] = v * v
		total += squares[i]
	}
	slices.Sort(squares)
	var held float64
	for n := range squares {
		if held >= share*total*(1-0x1p-40) || math.IsNaN(total) {
			return n
		}
		held += squares[len(squares)-1-n]
	}
	return len(squares)
}
