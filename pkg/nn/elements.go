package nn

import "github.com/latentlab/latentlab/internal/kernel"

// chunk is how many elements one call of a parallel loop gets.
const chunk = 8192

// A spanner does elements lo … hi-1 of a loop, the part number i of it.
type spanner interface{ span(i, lo, hi int) }

// spans runs a loop in parts of about chunk elements on several goroutines. It keeps what
// the runtime would otherwise allocate in each call.
type spans struct {
	n, size int
	body    spanner
	run     func(i int)
}

func (s *spans) do(n int, body spanner) { s.rows(n, 1, body) }

// rows is do with parts of whole rows of that width.
func (s *spans) rows(n, width int, body spanner) {
	size := max(chunk/width, 1) * width
	if n <= size {
		body.span(0, 0, n)
		return
	}
	if s.run == nil {
		s.run = func(i int) { s.body.span(i, i*s.size, min((i+1)*s.size, s.n)) }
	}
	s.n, s.size, s.body = n, size, body
	kernel.Parallel((n+size-1)/size, s.run)
	s.body = nil
}

// parts is the number of parts of do.
func parts(n int) int { return (n + chunk - 1) / chunk }

// An element is a function of one number, and perhaps of a parameter of its unit, with
// its derivative: y = f(x), and dx = dy·f′, where f′ is written in x and y. The
// arguments are whole rows where there are parameters, and any stretch elsewhere.
type element[T Float] interface {
	forward(y, x, w []T)
	backward(dx, dy, x, y, w []T)
}

// elements runs an element over a batch.
type elements[T Float] struct {
	spans
	f               element[T]
	y, x, dx, dy, w []T // dx is nil on the way forward
}

func (e *elements[T]) span(_, lo, hi int) {
	if e.dx == nil {
		e.f.forward(e.y[lo:hi], e.x[lo:hi], e.w)
		return
	}
	e.f.backward(e.dx[lo:hi], e.dy[lo:hi], e.x[lo:hi], e.y[lo:hi], e.w)
}

// forward runs f on the batch that is open.
func (s *State[T]) forward(f element[T], w []T) {
	s.loop.f, s.loop.y, s.loop.x, s.loop.w, s.loop.dx = f, s.Y, s.X, w, nil
	s.loop.rows(len(s.X), max(len(w), 1), &s.loop)
}

// backward sets dx, unless it is nil.
func (s *State[T]) backward(dx, dy []T) {
	if dx == nil {
		return
	}
	s.loop.dx, s.loop.dy = dx, dy
	s.loop.rows(len(dx), max(len(s.loop.w), 1), &s.loop)
}

// plainForward is the Forward of a layer that is an element without parameters.
func (s *State[T]) plainForward(layer string, f element[T], y, x, w []T) {
	s.Open(layer, y, x, w, 1, 1, 0)
	s.forward(f, nil)
}

// plainBackward is its Backward.
func (s *State[T]) plainBackward(layer string, dx, dw, dy, w []T) {
	s.Close(layer, dx, dw, dy, w, 1, 0)
	s.backward(dx, dy)
}
