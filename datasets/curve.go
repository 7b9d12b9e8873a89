package datasets

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Curve is a one-dimensional manifold in the plane, or several pieces of one: the
// points At(t) for t in [0, 1). [Ellipse], [Spiral], [TwoMoons] and [GappedWave] are
// curves.
type Curve interface {
	At(t float64) (y1, y2 float64)
}

// SampleCurve returns n points of the curve with noise added, rows (y1, y2), n×2:
//
//	y = c(t) + ε,   t uniform in [0, 1),   ε normal with standard deviation noise.
//
// The noise is in the units of the curve, and the same in both directions. Point i
// depends on the seed and on i alone: the first rows of a larger set are the smaller
// set.
//
// The errors are n < 1, a noise that is negative or not finite, no curve, and a point
// of the curve that is not finite.
func SampleCurve(c Curve, n int, noise float64, seed uint64) (*mat.Dense, error) {
	if err := checkSample(n, noise); err != nil {
		return nil, err
	}
	return onCurve(c, n, func(i int) (t, e1, e2 float64) {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		return rng.Float64(), noise * rng.NormFloat64(), noise * rng.NormFloat64()
	})
}

// TraceCurve returns the points c(0), c(1/n), …, c((n−1)/n), in this order and without
// noise, n×2: the manifold itself, to draw or to compare with. The errors are n < 1, no
// curve, and a point that is not finite.
func TraceCurve(c Curve, n int) (*mat.Dense, error) {
	if err := checkSample(n, 0); err != nil {
		return nil, err
	}
	return onCurve(c, n, func(i int) (t, e1, e2 float64) { return float64(i) / float64(n), 0, 0 })
}

// onCurve fills n rows with c(t) + (e1, e2).
func onCurve(c Curve, n int, draw func(i int) (t, e1, e2 float64)) (*mat.Dense, error) {
	if c == nil {
		return nil, errors.New("no curve to take points of: expected one, as Ellipse{}")
	}
	Y := mat.NewDense(n, 2, nil)
	for i := range n {
		t, e1, e2 := draw(i)
		y1, y2 := c.At(t)
		if s := y1 + y2; s-s != 0 {
			return nil, fmt.Errorf("%T is (%v, %v) at t = %v: expected finite numbers", c, y1, y2, t)
		}
		Y.Set(i, 0, y1+e1)
		Y.Set(i, 1, y2+e2)
	}
	return Y, nil
}

func checkSample(n int, noise float64) error {
	if n < 1 {
		return fmt.Errorf("%d points: expected at least 1", n)
	}
	if !(noise >= 0) || math.IsInf(noise, 1) {
		return fmt.Errorf("noise of %v: expected a finite standard deviation ≥ 0", noise)
	}
	return nil
}
