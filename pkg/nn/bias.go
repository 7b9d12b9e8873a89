package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Bias is y = x + b, with b ("bias") one number a unit. x and y are n×Units. In a
// picture, Units is the number of channels: the rows are then its pixels.
type Bias[T Float] struct{ Units int }

func (l *Bias[T]) Spec() Spec { return Spec{Params: []Shape{{"bias", []int{l.Units}}}} }

func (l *Bias[T]) Forward(y, x, w []T, s *State[T]) {
	s.Open("Bias", y, x, w, l.Units, l.Units, l.Units)
	for i := 0; i < len(x); i += l.Units {
		kernel.Add(y[i:i+l.Units], x[i:i+l.Units], w)
	}
}

func (l *Bias[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.Close("Bias", dx, dw, dy, w, l.Units, l.Units)
	if dw != nil {
		addRows(dw, dy) // db += Σ_i dy_i
	}
	if dx != nil {
		copy(dx, dy)
	}
}
