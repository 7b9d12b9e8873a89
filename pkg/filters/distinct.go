package filters

import (
	"fmt"
	"math"
	"slices"
)

// Distinct returns how many of the angles differ: the size of the largest set of
// them in which any two are at least apart radians from each other on a circle of
// the given period, π for orientations and 2π for directions. It panics unless
// apart and period are positive and finite, and the angles finite.
//
// Cost: O(n²).
func Distinct(angles []float64, period, apart float64) int {
	if !(apart > 0 && period > 0) || math.IsInf(apart+period, 1) {
		panic(fmt.Sprintf("filters: angles %v apart on a circle of %v, expected finite numbers > 0", apart, period))
	}
	on := make([]float64, len(angles))
	for i, a := range angles {
		if math.IsNaN(a) || math.IsInf(a, 0) {
			panic(fmt.Sprintf("filters: angle %d is %v, expected a finite number", i, a))
		}
		if on[i] = math.Mod(a, period); on[i] < 0 {
			on[i] += period
		}
	}
	slices.Sort(on)
	most := 0
	for first := range on {
		most = max(most, around(on, first, period, apart))
	}
	return most
}

// around goes once around the circle from the angle first, and takes the next one
// that is far enough from the last taken and from the first.
func around(on []float64, first int, period, apart float64) int {
	const rounding = 1e-12
	count, last := 1, on[first]
	for i := 1; i < len(on); i++ {
		a := on[(first+i)%len(on)]
		if first+i >= len(on) {
			a += period
		}
		if a-last >= apart-rounding && on[first]+period-a >= apart-rounding {
			count, last = count+1, a
		}
	}
	return count
}
