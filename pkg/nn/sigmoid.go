package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Sigmoid is y = 1/(1+e⁻ˣ), with derivative y·(1 − y), elementwise. Before a
// Bernoulli likelihood leave it out: [Bernoulli] takes logits.
type Sigmoid[T Float] struct{}

func (*Sigmoid[T]) Spec() Spec { return Spec{} }

func (f *Sigmoid[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("Sigmoid", f, y, x, w) }

func (f *Sigmoid[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.plainBackward("Sigmoid", dx, dw, dy, w)
}

func (*Sigmoid[T]) forward(y, x, _ []T) { kernel.Sigmoid(y, x) }

func (*Sigmoid[T]) backward(dx, dy, x, y, _ []T) { kernel.SigmoidBack(dx, dy, y) }
