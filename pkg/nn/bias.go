package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Bias is y = x + b, with b ("bias") one number a unit. x and y are n×Units. In a
// picture, Units is the number of channels: the rows are then its pixels.
type Bias[T Float] struct{ Units int }

func (l *Bias[T]) Spec() Spec { return Spec{Params: []Shape{{"bias", []int{l.Units}}}} }

func (l *Bias[T]) Forward(y, x, w []T, s *State[T]) {
	s.Open("Bias", y, x, w, l.Units, l.Units, l.Units)
	s.forward(l, w)
}

func (l *Bias[T]) forward(y, x, w []T) {
	for i := 0; i < len(x); i += len(w) {
		kernel.Add(y[i:i+len(w)], x[i:i+len(w)], w)
	}
}

func (l *Bias[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.Close("Bias", dx, dw, dy, w, l.Units, l.Units)
	if dw != nil {
		addRows(dw, dy) // db += Σ_i dy_i
	}
	s.backward(dx, dy)
}

func (l *Bias[T]) backward(dx, dy, _, _, _ []T) { copy(dx, dy) }
