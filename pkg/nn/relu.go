package nn

import "github.com/latentlab/latentlab/internal/kernel"

// ReLU is y = max(x, 0), with derivative 1 where y > 0 and 0 elsewhere, elementwise.
type ReLU[T Float] struct{}

func (*ReLU[T]) Spec() Spec { return Spec{} }

func (r *ReLU[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("ReLU", r, y, x, w) }

func (r *ReLU[T]) Backward(dx, dw, dy, w []T, s *State[T]) { s.plainBackward("ReLU", dx, dw, dy, w) }

func (*ReLU[T]) forward(y, x, _ []T) { kernel.ShrinkPos(y, x, 0) }

func (*ReLU[T]) backward(dx, dy, x, y, _ []T) { kernel.Gate(dx, dy, y, 0) }
