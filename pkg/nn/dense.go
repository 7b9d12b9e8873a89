package nn

import (
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Dense is the affine map
//
//	y = x·Wᵀ + b
//
// with x n×In, W Out×In ("weight"), b Out ("bias"), y n×Out. Forward costs
// 2·n·In·Out operations, Backward twice that, or once where dx is nil.
type Dense[T Float] struct {
	In, Out int
	NoBias  bool    // leave b out; default: with
	Start   Draw[T] // draws W; default: [GlorotUniform]; b begins at 0
}

func (d *Dense[T]) Spec() Spec {
	shapes := []Shape{{"weight", []int{d.Out, d.In}}, {"bias", []int{d.Out}}}
	if d.NoBias {
		shapes = shapes[:1]
	}
	return Spec{d.In, d.Out, shapes}
}

func (d *Dense[T]) size() int {
	if d.NoBias {
		return d.Out * d.In
	}
	return d.Out * (d.In + 1)
}

// Init draws W and sets b to zero.
func (d *Dense[T]) Init(w []T, rng *rand.Rand) { draw(d.Start, w, d.In, d.Out, rng) }

// draw draws in·out weights, by [GlorotUniform] where start is nil, and sets the rest of
// w to zero.
func draw[T Float](start Draw[T], w []T, in, out int, rng *rand.Rand) {
	if start == nil {
		start = GlorotUniform[T]
	}
	start(w[:in*out], in, out, rng)
	clear(w[in*out:])
}

func (d *Dense[T]) Forward(y, x, w []T, s *State[T]) {
	n := s.Open("Dense", y, x, w, d.In, d.Out, d.size())
	W, b := w[:d.Out*d.In], w[d.Out*d.In:] // Out×In, Out
	beta := T(0)
	if !d.NoBias {
		beta = 1
		setRows(y, b)
	}
	kernel.Gemm(false, true, n, d.Out, d.In, 1, x, d.In, W, d.In, beta, y, d.Out) // y = x·Wᵀ + b
}

func (d *Dense[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	n := s.Close("Dense", dx, dw, dy, w, d.In, d.size())
	W := w[:d.Out*d.In] // Out×In
	if dw != nil {
		dW, db := dw[:d.Out*d.In], dw[d.Out*d.In:]
		kernel.Gemm(true, false, d.Out, d.In, n, 1, dy, d.Out, s.X, d.In, 1, dW, d.In) // dW += dyᵀ·x
		if !d.NoBias {
			addRows(db, dy) // db += Σ_i dy_i
		}
	}
	if dx != nil {
		kernel.Gemm(false, false, n, d.In, d.Out, 1, dy, d.Out, W, d.In, 0, dx, d.In) // dx = dy·W
	}
}

// setRows sets each row of x, n×len(row).
func setRows[T Float](x, row []T) {
	for c := len(row); len(x) > 0; x = x[c:] {
		copy(x[:c], row)
	}
}

// addRows adds the rows of x, n×len(dst), to dst, in their order.
func addRows[T Float](dst, x []T) {
	for c := len(dst); len(x) > 0; x = x[c:] {
		kernel.Add(dst, dst, x[:c])
	}
}
