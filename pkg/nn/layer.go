package nn

import (
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// A Layer is a differentiable map of rows, y = f(w, x), with parameters w.
//
//	Forward:  y = f(w, x)
//	Backward: dx = (∂y/∂x)ᵀ·dy,  dw += (∂y/∂w)ᵀ·dy
//
// x is n×In, y and dy are n×Out, dx is n×In; w and dw have Sizes(Params) elements.
// Forward keeps x and y, not copies, in s for Backward, which must see them
// unchanged. dx or dw may be nil: then it is not computed. Both panic where lengths
// do not fit.
type Layer[T Float] interface {
	Spec() Spec
	Forward(y, x, w []T, s *State[T])
	Backward(dx, dw, dy, w []T, s *State[T])
}

// A Spec says what a layer takes, gives and owns.
type Spec struct {
	In, Out int     // numbers a sample; both 0: any, Out = In
	Params  []Shape // in the order of storage
}

// A State is what one Forward leaves for its Backward. The zero State is ready.
type State[T Float] struct {
	X, Y  []T        // the input and the output
	Saved []T        // the layer's own numbers
	Parts []State[T] // of the layers inside it
	loop  elements[T]
	conv  windowed[T]
	quads *kernel.QuadBatch[T]
	pool  pooling[T]
}

// Save returns Saved with n elements of any value. It allocates where n is larger
// than ever before.
func (s *State[T]) Save(n int) []T {
	if cap(s.Saved) < n {
		s.Saved = make([]T, n)
	}
	s.Saved = s.Saved[:n]
	return s.Saved
}

// Open sets X and Y, for a Forward to begin with, and returns the number of rows.
// in and out are the numbers a sample. It panics where x and y do not have the same
// number of whole rows, or w not its size.
func (s *State[T]) Open(layer string, y, x, w []T, in, out, size int) int {
	n := len(x) / in
	if len(x) != n*in || len(y) != n*out {
		panic(fmt.Sprintf("nn: %s: x has %d elements in rows of %d, y has %d in rows of %d", layer, len(x), in, len(y), out))
	}
	if len(w) != size {
		panic(fmt.Sprintf("nn: %s: w has %d elements, expected %d", layer, len(w), size))
	}
	s.X, s.Y = x, y
	return n
}

// Close checks the arguments of a Backward and returns the number of rows.
func (s *State[T]) Close(layer string, dx, dw, dy, w []T, in, size int) int {
	if len(dy) != len(s.Y) || dx != nil && len(dx) != len(s.X) {
		panic(fmt.Sprintf("nn: %s: dy and dx have %d and %d elements, Forward had y and x of %d and %d", layer, len(dy), len(dx), len(s.Y), len(s.X)))
	}
	if len(w) != size || dw != nil && len(dw) != size {
		panic(fmt.Sprintf("nn: %s: w and dw have %d and %d elements, expected %d", layer, len(w), len(dw), size))
	}
	return len(s.X) / in
}

// An Initializer is a layer that knows how its parameters begin. Those of other
// layers begin at zero.
type Initializer[T Float] interface {
	Init(w []T, rng *rand.Rand)
}

// New returns the parameters of a layer, drawn where it is an [Initializer].
func New[T Float](l Layer[T], rng *rand.Rand) *Params[T] {
	p := NewParams[T](l.Spec().Params...)
	if i, ok := l.(Initializer[T]); ok {
		i.Init(p.Value, rng)
	}
	return p
}
