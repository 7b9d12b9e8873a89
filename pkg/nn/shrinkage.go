package nn

import (
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Shrinkage is the soft threshold with a learned threshold θ ("threshold") a unit:
//
//	y = sign(x)·max(|x| − t, 0),  t = max(θ, 0)
//
// Its derivative by x is 1 where y ≠ 0, that by θ is −sign(y) where θ ≥ 0; a θ below
// 0 acts as 0 and has no derivative. x and y are n×Units; as in [Bias], the units of
// a picture are its channels.
type Shrinkage[T Float] struct {
	Units int
	Start float64 // of all θ; default 0
}

func (l *Shrinkage[T]) Spec() Spec { return Spec{Params: []Shape{{"threshold", []int{l.Units}}}} }

// Init sets θ to Start.
func (l *Shrinkage[T]) Init(w []T, _ *rand.Rand) {
	for i := range w {
		w[i] = T(l.Start)
	}
}

func (l *Shrinkage[T]) Forward(y, x, w []T, s *State[T]) {
	s.Open("Shrinkage", y, x, w, l.Units, l.Units, l.Units)
	t := s.Save(2 * l.Units)[:l.Units] // thresholds; then room for a sum
	kernel.ShrinkPos(t, w, 0)
	s.forward(l, t)
}

func (l *Shrinkage[T]) forward(y, x, t []T) {
	for i := 0; i < len(x); i += len(t) {
		kernel.ShrinkEach(y[i:i+len(t)], x[i:i+len(t)], t)
	}
}

func (l *Shrinkage[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.Close("Shrinkage", dx, dw, dy, w, l.Units, l.Units)
	if dw != nil {
		sum := s.Saved[l.Units:]
		clear(sum)
		for i := 0; i < len(dy); i += l.Units {
			kernel.SubSigned(sum, dy[i:i+l.Units], s.Y[i:i+l.Units]) // −Σ_i sign(y_i)·dy_i
		}
		for j, v := range sum {
			if w[j] >= 0 {
				dw[j] += v
			}
		}
	}
	s.backward(dx, dy)
}

func (l *Shrinkage[T]) backward(dx, dy, _, y, _ []T) { kernel.Support(dx, dy, y) }
