package nn

import "github.com/latentlab/latentlab/internal/kernel"

// chunk is how many elements one call of a parallel loop gets.
const chunk = 8192

// A spanner does elements lo … hi-1 of a loop, the part number i of it.
type spanner interface{ span(i, lo, hi int) }

// spans runs a loop in parts of chunk elements on several goroutines. It keeps what
// the runtime would otherwise allocate in each call.
type spans struct {
	n    int
	body spanner
	run  func(i int)
}

func (s *spans) do(n int, body spanner) {
	if n <= chunk {
		body.span(0, 0, n)
		return
	}
	if s.run == nil {
		s.run = func(i int) { s.body.span(i, i*chunk, min((i+1)*chunk, s.n)) }
	}
	s.n, s.body = n, body
	kernel.Parallel(parts(n), s.run)
	s.body = nil
}

// parts is the number of parts of a loop over n elements.
func parts(n int) int { return (n + chunk - 1) / chunk }

// An element is a function of one number with its derivative: y = f(x), and
// dx = dy·f′, where f′ is written in x and y.
type element[T Float] interface {
	forward(y, x []T)
	backward(dx, dy, x, y []T)
}

// elements runs an element over a batch.
type elements[T Float] struct {
	spans
	f            element[T]
	y, x, dx, dy []T // dx is nil on the way forward
}

func (e *elements[T]) span(_, lo, hi int) {
	if e.dx == nil {
		e.f.forward(e.y[lo:hi], e.x[lo:hi])
		return
	}
	e.f.backward(e.dx[lo:hi], e.dy[lo:hi], e.x[lo:hi], e.y[lo:hi])
}

// forward is the Forward of a layer that is an element.
func (s *State[T]) forward(layer string, f element[T], y, x, w []T) {
	s.Open(layer, y, x, w, 1, 1, 0)
	s.loop.f, s.loop.y, s.loop.x, s.loop.dx = f, y, x, nil
	s.loop.do(len(x), &s.loop)
}

// backward is the Backward of a layer that is an element.
func (s *State[T]) backward(layer string, dx, dw, dy, w []T) {
	s.Close(layer, dx, nil, dy, w, 1, 0)
	if dx == nil {
		return
	}
	s.loop.dx, s.loop.dy = dx, dy
	s.loop.do(len(dx), &s.loop)
}
