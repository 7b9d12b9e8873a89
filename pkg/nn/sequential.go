package nn

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// Sequential is layers one after another, y = f_L(… f_2(f_1(x))). The parameters of
// layer i (from 0) are named "i.weight" and so on.
type Sequential[T Float] struct {
	layers []Layer[T]
	widths []int // numbers a sample before layer i and after the last
	first  []int // where the parameters of layer i begin; the last: the end
	params []Shape
}

// NewSequential returns the layers as one, for samples of in numbers. It returns an
// error where a layer does not fit to the one before it, or has a method Check() error
// that returns one.
func NewSequential[T Float](in int, layers ...Layer[T]) (*Sequential[T], error) {
	if in < 1 || len(layers) == 0 {
		return nil, fmt.Errorf("nn: a sequence of %d layers on %d inputs, expected at least one of each", len(layers), in)
	}
	q := &Sequential[T]{layers: layers, widths: []int{in}, first: []int{0}}
	for i, l := range layers {
		if c, ok := l.(interface{ Check() error }); ok {
			if err := c.Check(); err != nil {
				return nil, fmt.Errorf("nn: layer %d: %w", i, err)
			}
		}
		spec := l.Spec()
		if spec.In == 0 {
			spec.In, spec.Out = in, in
		}
		if spec.In != in {
			return nil, fmt.Errorf("nn: layer %d takes %d inputs, the one before it gives %d", i, spec.In, in)
		}
		if err := checkShapes(spec.Params); err != nil || spec.Out < 1 {
			return nil, fmt.Errorf("nn: layer %d gives %d outputs, parameters %v, expected positive sizes", i, spec.Out, spec.Params)
		}
		in = spec.Out
		q.widths = append(q.widths, in)
		q.first = append(q.first, q.first[i]+Sizes(spec.Params))
		q.params = append(q.params, Under(strconv.Itoa(i), spec.Params)...)
	}
	return q, nil
}

func (q *Sequential[T]) Spec() Spec {
	return Spec{q.widths[0], q.widths[len(q.layers)], q.params}
}

// Init draws the parameters of each layer, in order.
func (q *Sequential[T]) Init(w []T, rng *rand.Rand) {
	for i, l := range q.layers {
		if init, ok := l.(Initializer[T]); ok {
			init.Init(q.part(w, i), rng)
		}
	}
}

// part returns the parameters of layer i; nil of nil.
func (q *Sequential[T]) part(w []T, i int) []T {
	if w == nil {
		return nil
	}
	return w[q.first[i]:q.first[i+1]:q.first[i+1]]
}

func (q *Sequential[T]) Forward(y, x, w []T, s *State[T]) {
	last := len(q.layers) - 1
	n := s.Open("Sequential", y, x, w, q.widths[0], q.widths[last+1], q.first[last+1])
	if len(s.Parts) != last+1 {
		s.Parts = make([]State[T], last+1)
	}
	inner, widest := 0, 0
	for _, c := range q.widths[1 : last+1] {
		inner, widest = inner+c, max(widest, c)
	}
	buf := s.Save(n * (inner + 2*widest)) // outputs of all layers but the last; two gradients
	for i, l := range q.layers {
		out := y
		if i < last {
			out, buf = buf[:n*q.widths[i+1]], buf[n*q.widths[i+1]:]
		}
		l.Forward(out, x, q.part(w, i), &s.Parts[i])
		x = out
	}
}

func (q *Sequential[T]) Backward(dx, dw, dy, w []T, s *State[T]) {
	last := len(q.layers) - 1
	n := s.Close("Sequential", dx, dw, dy, w, q.widths[0], q.first[last+1])
	inner, widest := 0, 0
	for _, c := range q.widths[1 : last+1] {
		inner, widest = inner+c, max(widest, c)
	}
	grads := s.Saved[n*inner:]
	for i := last; i >= 0; i-- {
		to := dx
		if i > 0 {
			to = grads[i%2*n*widest:][:n*q.widths[i]]
		}
		q.layers[i].Backward(to, q.part(dw, i), dy, q.part(w, i), &s.Parts[i])
		dy = to
	}
}
