package nn

import "github.com/latentlab/latentlab/internal/kernel"

// LeakyReLU is y = x where x > 0 and Slope·x elsewhere, elementwise. Slope is not
// negative.
type LeakyReLU[T Float] struct {
	Slope float64 // default 0.01
}

func (*LeakyReLU[T]) Spec() Spec { return Spec{} }

func (f *LeakyReLU[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("LeakyReLU", f, y, x, w) }

func (f *LeakyReLU[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.plainBackward("LeakyReLU", dx, dw, dy, w)
}

func (f *LeakyReLU[T]) forward(y, x, _ []T) { kernel.Gate(y, x, x, T(or(f.Slope, 0.01))) }

func (f *LeakyReLU[T]) backward(dx, dy, x, y, _ []T) { kernel.Gate(dx, dy, x, T(or(f.Slope, 0.01))) }
