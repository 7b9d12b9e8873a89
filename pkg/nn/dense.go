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

	// Sparse says that most of x is zero, as in pictures of digits. Blocks of four zeros
	// are then left out of the products, where fewer than half of them are kept.
	Sparse bool
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
func (d *Dense[T]) Init(w []T, rng *rand.Rand) {
	start := d.Start
	if start == nil {
		start = GlorotUniform[T]
	}
	start(w[:d.Out*d.In], d.In, d.Out, rng)
	clear(w[d.Out*d.In:])
}

func (d *Dense[T]) Forward(y, x, w []T, s *State[T]) {
	n := s.Open("Dense", y, x, w, d.In, d.Out, d.size())
	W, b := w[:d.Out*d.In], w[d.Out*d.In:] // Out×In, Out
	beta := T(0)
	if !d.NoBias {
		beta = 1
		for i := range n {
			copy(y[i*d.Out:(i+1)*d.Out], b)
		}
	}
	if d.Sparse && s.pack(x, d.In) {
		if d.NoBias {
			clear(y)
		}
		s.quads.Times(y, W, d.Out)
		return
	}
	kernel.Gemm(false, true, n, d.Out, d.In, 1, x, d.In, W, d.In, beta, y, d.Out) // y = x·Wᵀ + b
}

// pack lists the blocks of x that are not zero, and reports whether they are few.
func (s *State[T]) pack(x []T, m int) bool {
	if s.quads == nil {
		s.quads = new(kernel.QuadBatch[T])
	}
	s.quads.Pack(x, m)
	return s.few()
}

// few reports whether the blocks listed are few enough to pay.
func (s *State[T]) few() bool { return s.quads.Density() < kernel.FewBlocks }

func (d *Dense[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	n := s.Close("Dense", dx, dw, dy, w, d.In, d.size())
	W := w[:d.Out*d.In] // Out×In
	if dw != nil {
		dW, db := dw[:d.Out*d.In], dw[d.Out*d.In:]
		if d.Sparse && s.few() {
			s.quads.TransposedTimes(dW, dy, d.Out)
		} else {
			kernel.Gemm(true, false, d.Out, d.In, n, 1, dy, d.Out, s.X, d.In, 1, dW, d.In) // dW += dyᵀ·x
		}
		if !d.NoBias {
			addRows(db, dy) // db += Σ_i dy_i
		}
	}
	if dx != nil {
		kernel.Gemm(false, false, n, d.In, d.Out, 1, dy, d.Out, W, d.In, 0, dx, d.In) // dx = dy·W
	}
}

// addRows adds the rows of x, n×len(dst), to dst, in their order.
func addRows[T Float](dst, x []T) {
	for c := len(dst); len(x) > 0; x = x[c:] {
		kernel.Add(dst, dst, x[:c])
	}
}
