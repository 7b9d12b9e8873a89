package conv

import (
	"math"
	"math/bits"

	"github.com/latentlab/latentlab/internal/kernel"
)

// wave is the Fourier transform of columns of complex numbers, n of them a column,
//
//	x_k ← Σ_j e^(−2πi·j·k/n)·x_order[j],
//
// n a power of 2. The columns go side by side, a step being on whole rows. With the
// imaginary part for the real one it is the inverse transform, times n.
// Cost: 17/8·n·log₂n floating-point operations.
//
// Source: Cooley & Tukey, Math. Comp. 19 (1965), decimation in time, radix 4.
type wave[T Float] struct {
	n       int
	order   []int // what comes in as row j
	twiddle []T   // of each step six numbers for each of its transforms so far, …
}

// columnsTogether keeps the rows of a step in the cache.
const columnsTogether = 64

func newWave[T Float](n int) *wave[T] {
	w := &wave[T]{n: n, order: inOrder(nil, n, 0, 1)}
	for m := w.first(); m < n; m *= 4 {
		for j := range m {
			for r := 1; r < 4; r++ {
				s, c := math.Sincos(-2 * math.Pi * float64(j*r) / float64(4*m))
				w.twiddle = append(w.twiddle, T(c), T(s))
			}
		}
	}
	return w
}

// first is the length of transforms with which steps of radix 4 begin: 1, or 2 if n is no
// power of 4.
func (w *wave[T]) first() int {
	return 1 + bits.TrailingZeros(uint(w.n))%2
}

// inOrder appends the order of n rows, the first one given, each step apart.
func inOrder(order []int, n, first, step int) []int {
	switch n {
	case 1:
		return append(order, first)
	case 2:
		return append(order, first, first+step)
	}
	for r := range 4 {
		order = inOrder(order, n/4, first+r*step, 4*step)
	}
	return order
}

// columns transforms so many columns, a multiple of a block, in place. The stride of rows is ld.
func (w *wave[T]) columns(re, im []T, ld, count int) {
	for at := 0; at < count; at += columnsTogether {
		w.some(re[at:], im[at:], ld, min(columnsTogether, count-at))
	}
}

func (w *wave[T]) some(re, im []T, ld, count int) {
	if w.first() == 2 {
		for j := 0; j < w.n; j += 2 {
			half(re[j*ld:][:count], re[(j+1)*ld:][:count])
			half(im[j*ld:][:count], im[(j+1)*ld:][:count])
		}
	}
	twiddle := w.twiddle
	for m := w.first(); m < w.n; m *= 4 {
		for from := 0; from < w.n; from += 4 * m {
			for j := range m {
				at := (from + j) * ld
				kernel.Butterfly4(re[at:], im[at:], m*ld, twiddle[6*j:6*j+6], count)
			}
		}
		twiddle = twiddle[6*m:]
	}
}

// half sets a to a + b, and b to a − b.
func half[T Float](a, b []T) {
	kernel.Axpy(1, b, a)
	kernel.Axpby(1, a, -2, b)
}
