package kernel

import (
	"fmt"
	"math"
	"math/bits"
)

// NonZeros sets the beginning of idx and val to the places and values of the elements
// of x that are not zero, and returns how many there are; NaN is one of them. idx and val
// are at least as long as x, and what they hold beyond is any.
func NonZeros[T, S Float](idx []int, val []T, x []S) int {
	if len(idx) < len(x) || len(val) < len(x) {
		panic(fmt.Sprintf("kernel: NonZeros: room for %d places and %d values, expected %d", len(idx), len(val), len(x)))
	}
	idx, val = idx[:len(x)], val[:len(x)]
	var words [16]uint64
	n, at := 0, 0
	for asm() && len(x)-at >= 64 {
		w := words[:min(len(words), (len(x)-at)/64)]
		nonZeroBitsASM(w, x[at:])
		for _, word := range w {
			for ; word != 0; word &= word - 1 {
				i := at + bits.TrailingZeros64(word)
				idx[n], val[n] = i, T(x[i])
				n++
			}
			at += 64
		}
	}
	for i, v := range x[at:] { // without branches: the zeros of a code cannot be foreseen
		idx[n], val[n] = at+i, T(v)
		bits := math.Float64bits(float64(v)) << 1 // without the sign
		n += int((bits | -bits) >> 63)
	}
	return n
}
