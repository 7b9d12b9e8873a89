package nntest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// anyWidth is the width for layers that take any.
const anyWidth = 6

// A problem is a layer with a batch and the gradient of its outputs.
type problem struct {
	l           nn.Layer[float64]
	w, x, y, dy []float64
	s           nn.State[float64]
}

func newProblem(l nn.Layer[float64], n int, rng *rand.Rand) *problem {
	spec := l.Spec()
	if spec.In == 0 {
		spec.In, spec.Out = anyWidth, anyWidth
		if len(spec.Params) > 0 {
			spec.In = spec.Params[0].Size()
			spec.Out = spec.In
		}
	}
	c := &problem{l: l, w: nn.New(l, rng).Value, x: make([]float64, n*spec.In), y: make([]float64, n*spec.Out), dy: make([]float64, n*spec.Out)}
	for _, v := range [][]float64{c.x, c.dy} {
		for i := range v {
			v[i] = rng.NormFloat64()
		}
	}
	for i := range c.w {
		c.w[i] += 0.1 * rng.Float64()
	}
	return c
}

// value is dyᵀ·f(w, x).
func (c *problem) value() float64 {
	for i := range c.y {
		c.y[i] = math.NaN()
	}
	c.l.Forward(c.y, c.x, c.w, &c.s)
	sum := 0.0
	for i, v := range c.y {
		sum += v * c.dy[i]
	}
	return sum
}

// backward returns the gradients at the current point.
func (c *problem) backward() (dx, dw []float64) {
	c.value()
	dx, dw = make([]float64, len(c.x)), make([]float64, len(c.w))
	for i := range dx {
		dx[i] = math.NaN()
	}
	c.l.Backward(dx, dw, c.dy, c.w, &c.s)
	return dx, dw
}

func (c *problem) gradients() error {
	x, w, dy := clone(c.x), clone(c.w), clone(c.dy)
	dx, dw := c.backward()
	for _, err := range []error{
		same("x after a step", c.x, x), same("w after a step", c.w, w), same("dy after a step", c.dy, dy),
		differences("dx", dx, c.x, c.value), differences("dw", dw, c.w, c.value),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// accumulates checks that Backward adds to dw, and that nil leaves out a part.
func (c *problem) accumulates() error {
	dx, dw := c.backward()
	twice, alone := clone(dw), make([]float64, len(dx))
	c.l.Backward(nil, twice, c.dy, c.w, &c.s)
	c.l.Backward(alone, nil, c.dy, c.w, &c.s)
	for i, v := range dw {
		if math.Abs(twice[i]-2*v) > 1e-12*(1+math.Abs(v)) {
			return fmt.Errorf("dw[%d] is %v after one Backward and %v after two, expected twice as much", i, v, twice[i])
		}
	}
	return same("dx with dw nil", alone, dx)
}

// reentrant checks that a second use of the layer, with a State of its own, leaves the
// first one alone.
func (c *problem) reentrant() error {
	dx, dw := c.backward()
	c.value()
	var other nn.State[float64]
	x, y := make([]float64, len(c.x)), make([]float64, len(c.y))
	for i := range x {
		x[i] = -c.x[i]
	}
	c.l.Forward(y, x, c.w, &other)
	again, dwAgain := make([]float64, len(dx)), make([]float64, len(dw))
	c.l.Backward(again, dwAgain, c.dy, c.w, &c.s)
	if err := same("dx after another Forward with its own State", again, dx); err != nil {
		return err
	}
	return same("dw after another Forward with its own State", dwAgain, dw)
}

func clone(v []float64) []float64 { return append([]float64(nil), v...) }

func same(what string, got, want []float64) error {
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			return fmt.Errorf("%s: entry %d is %v, expected %v", what, i, got[i], want[i])
		}
	}
	return nil
}
