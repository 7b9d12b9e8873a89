package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Softplus is y = log(1+eˣ), with derivative 1/(1+e⁻ˣ), elementwise.
type Softplus[T Float] struct{}

func (*Softplus[T]) Spec() Spec { return Spec{} }

func (f *Softplus[T]) Forward(y, x, w []T, s *State[T]) { s.plainForward("Softplus", f, y, x, w) }

func (f *Softplus[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	s.plainBackward("Softplus", dx, dw, dy, w)
}

func (*Softplus[T]) forward(y, x, _ []T) { kernel.Softplus(y, x) }

func (*Softplus[T]) backward(dx, dy, x, y, _ []T) {
	var d [256]T
	for len(x) > 0 {
		n := min(len(x), len(d))
		kernel.Sigmoid(d[:n], x[:n])
		kernel.Mul(dx[:n], d[:n], dy[:n])
		dx, dy, x = dx[n:], dy[n:], x[n:]
	}
}
