package kernel

import (
	"fmt"
	"math"
)

// NonZeros sets the beginning of idx and val to the places and values of the elements
// of x that are not zero, and returns how many there are; NaN is one of them. idx and val
// are at least as long as x, and what they hold beyond is any. There are no branches:
// those of a code or a digit cannot be foreseen.
func NonZeros[T, S Float](idx []int, val []T, x []S) int {
	if len(idx) < len(x) || len(val) < len(x) {
		panic(fmt.Sprintf("kernel: NonZeros: room for %d places and %d values, expected %d", len(idx), len(val), len(x)))
	}
	idx, val = idx[:len(x)], val[:len(x)]
	n := 0
	for i, v := range x {
		idx[n], val[n] = i, T(v)
		bits := math.Float64bits(float64(v)) << 1 // without the sign
		n += int((bits | -bits) >> 63)
	}
	return n
}
