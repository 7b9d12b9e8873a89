package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Abs is y = |x|, with derivative 1 where x > 0 and −1 elsewhere, elementwise: the
// rectification after a filter whose sign says only which side of an edge is light
// (Jarrett et al. 2009, section 2.1).
type Abs[T Float] struct{}

func (*Abs[T]) Spec() Spec { return Spec{} }

func (f *Abs[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("Abs", f, y, x, w) }

func (f *Abs[T]) Backward(dx, dw, dy, w []T, s *State[T]) { s.plainBackward("Abs", dx, dw, dy, w) }

func (*Abs[T]) forward(y, x, _ []T) { kernel.Gate(y, x, x, -1) }

func (*Abs[T]) backward(dx, dy, x, _, _ []T) { kernel.Gate(dx, dy, x, -1) }
