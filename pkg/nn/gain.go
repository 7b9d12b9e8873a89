package nn

import (
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Gain is y = x·g, with g ("gain") one number a unit. x and y are n×Units; as in
// [Bias], the units of a picture are its channels. The gains begin at 1.
type Gain[T Float] struct{ Units int }

func (l *Gain[T]) Spec() Spec { return Spec{Params: []Shape{{"gain", []int{l.Units}}}} }

// Init sets g to 1.
func (l *Gain[T]) Init(w []T, _ *rand.Rand) {
	for i := range w {
		w[i] = 1
	}
}

func (l *Gain[T]) Forward(y, x, w []T, s *State[T]) {
	s.Open("Gain", y, x, w, l.Units, l.Units, l.Units)
	s.forward(l, w)
}

func (l *Gain[T]) forward(y, x, w []T) {
	for i := 0; i < len(x); i += len(w) {
		kernel.Mul(y[i:i+len(w)], x[i:i+len(w)], w)
	}
}

func (l *Gain[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.Close("Gain", dx, dw, dy, w, l.Units, l.Units)
	if dw != nil {
		product := s.Save(l.Units)
		for i := 0; i < len(dy); i += l.Units {
			kernel.Mul(product, s.X[i:i+l.Units], dy[i:i+l.Units])
			kernel.Add(dw, dw, product) // dg += Σ_i x_i·dy_i
		}
	}
	s.backward(dx, dy)
}

func (l *Gain[T]) backward(dx, dy, _, _, w []T) { l.forward(dx, dy, w) } // dx = dy·g
