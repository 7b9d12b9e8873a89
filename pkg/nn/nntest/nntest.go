// Package nntest checks layers and losses against their definitions: gradients
// against finite differences, single against double precision, and the rules of
// package nn (inputs unchanged, gradients of parameters added, States apart).
//
// Each check takes one line and returns nil, or an error that names what was found,
// what was expected, and where:
//
//	err := nntest.Layer(&nn.Dense[float64]{In: 3, Out: 2}, 4, rng)
package nntest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// tol is how far a derivative may be from the finite difference, relative to the
// largest one.
const tol = 1e-7

// Layer checks l on a batch of n samples (of 6 numbers where l takes any) with
// parameters as they begin, moved a little.
func Layer(l nn.Layer[float64], n int, rng *rand.Rand) error {
	c := newProblem(l, n, rng)
	for _, check := range []func() error{c.gradients, c.accumulates, c.reentrant} {
		if err := check(); err != nil {
			return fmt.Errorf("nntest: %T: %w", l, err)
		}
	}
	return nil
}

// Loss checks l on n outputs, with targets drawn by draw.
func Loss(l nn.Loss[float64], n int, draw func(rng *rand.Rand) float64, rng *rand.Rand) error {
	y, target, dy := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range y {
		y[i], target[i], dy[i] = 2*rng.NormFloat64(), draw(rng), math.NaN()
	}
	const scale = 0.7
	value := l.Loss(dy, y, target, scale)
	if v := l.Loss(nil, y, target, scale); v != value {
		return fmt.Errorf("nntest: %T: with dy the value is %v, without it %v", l, value, v)
	}
	err := differences("dy", dy, y, func() float64 { return l.Loss(nil, y, target, scale) })
	if err != nil {
		return fmt.Errorf("nntest: %T: %w", l, err)
	}
	return nil
}

// Precision checks that a layer in single precision gives what it gives in double
// precision, to 1e-4 of the largest number: outputs and both gradients.
func Precision(single nn.Layer[float32], double nn.Layer[float64], n int, rng *rand.Rand) error {
	c := newProblem(double, n, rng)
	dx, dw := c.backward()
	var s nn.State[float32]
	y, dx32, dw32 := make([]float32, len(c.y)), make([]float32, len(dx)), make([]float32, len(dw))
	single.Forward(y, narrow(c.x), narrow(c.w), &s)
	single.Backward(dx32, dw32, narrow(c.dy), narrow(c.w), &s)
	for _, p := range []struct {
		name string
		a    []float32
		b    []float64
	}{{"y", y, c.y}, {"dx", dx32, dx}, {"dw", dw32, dw}} {
		size := largest(p.b)
		for i, v := range p.b {
			if !(math.Abs(float64(p.a[i])-v) <= 1e-4*size) {
				return fmt.Errorf("nntest: %T: %s[%d] is %v, in double precision %v", single, p.name, i, p.a[i], v)
			}
		}
	}
	return nil
}

func narrow(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

func largest(v []float64) float64 {
	m := 0.0
	for _, x := range v {
		m = math.Max(m, math.Abs(x))
	}
	return m
}

// differences compares grad with differences of value along each entry of x, of
// fourth order, at falling distances: near a kink only the smaller ones are right.
func differences(name string, grad, x []float64, value func() float64) error {
	size := math.Max(largest(grad), 1e-3)
	for i, xi := range x {
		at := func(d float64) float64 {
			x[i] = xi + d
			defer func() { x[i] = xi }()
			return value()
		}
		best, off := 0.0, math.Inf(1)
		for _, h := range []float64{1e-3, 1e-4, 1e-5, 1e-6} {
			d := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
			if e := math.Abs(d - grad[i]); e < off {
				best, off = d, e
			}
			if off <= tol*size {
				break
			}
		}
		if !(off <= tol*size) {
			return fmt.Errorf("%s[%d] is %v, finite differences give %v", name, i, grad[i], best)
		}
	}
	return nil
}
