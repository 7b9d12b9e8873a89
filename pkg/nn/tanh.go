package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Tanh is y = tanh x, with derivative 1 − y², elementwise.
type Tanh[T Float] struct{}

func (*Tanh[T]) Spec() Spec { return Spec{} }

func (f *Tanh[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("Tanh", f, y, x, w) }

func (f *Tanh[T]) Backward(dx, dw, dy, w []T, s *State[T]) { s.plainBackward("Tanh", dx, dw, dy, w) }

func (*Tanh[T]) forward(y, x, _ []T) { kernel.Tanh(y, x) }

func (*Tanh[T]) backward(dx, dy, x, y, _ []T) { kernel.TanhBack(dx, dy, y) }
