package nn

import (
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// SparseDense is the affine map
//
//	y = x·W + b
//
// with W In×Out, for x of which most is zero, as in pictures of digits: a block of four
// zeros costs nothing, where fewer than half of the blocks have others. (W is [Dense]'s
// transposed, so that the rows that meet a block lie together.)
type SparseDense[T Float] struct {
	In, Out int
	Start   Draw[T] // draws W; default: [GlorotUniform]; b begins at 0
}

func (d *SparseDense[T]) Spec() Spec {
	return Spec{d.In, d.Out, []Shape{{"weight", []int{d.In, d.Out}}, {"bias", []int{d.Out}}}}
}

func (d *SparseDense[T]) size() int { return (d.In + 1) * d.Out }

// Init draws W and sets b to zero.
func (d *SparseDense[T]) Init(w []T, rng *rand.Rand) { draw(d.Start, w, d.In, d.Out, rng) }

func (d *SparseDense[T]) Forward(y, x, w []T, s *State[T]) {
	n := s.Open("SparseDense", y, x, w, d.In, d.Out, d.size())
	W, b := w[:d.In*d.Out], w[d.In*d.Out:] // In×Out, Out
	setRows(y, b)
	if s.pack(x, d.In) {
		s.quads.Product(y, W, d.Out)
		return
	}
	kernel.Gemm(false, false, n, d.Out, d.In, 1, x, d.In, W, d.Out, 1, y, d.Out) // y = x·W + b
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
func (s *State[T]) few() bool { return s.quads.Whole() && s.quads.Density() < kernel.FewBlocks }

func (d *SparseDense[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	n := s.Close("SparseDense", dx, dw, dy, w, d.In, d.size())
	if dw != nil {
		dW, db := dw[:d.In*d.Out], dw[d.In*d.Out:] // In×Out, Out
		if s.few() {
			s.quads.TransposedProduct(dW, dy, d.Out)
		} else {
			kernel.Gemm(true, false, d.In, d.Out, n, 1, s.X, d.In, dy, d.Out, 1, dW, d.Out) // dW += xᵀ·dy
		}
		addRows(db, dy) // db += Σ_i dy_i
	}
	if dx != nil {
		kernel.Gemm(false, true, n, d.In, d.Out, 1, dy, d.Out, w[:d.In*d.Out], d.Out, 0, dx, d.In) // dx = dy·Wᵀ
	}
}
