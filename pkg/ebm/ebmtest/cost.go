package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Cost checks c on vectors of d entries: its gradient against finite
// differences, the value that Grad returns against Value, dst = ybar against a
// separate dst, and a curvature that it claims against second differences.
// y is drawn by draw, which may be nil for standard normal values; give it where
// the cost takes only some y (probabilities, labels).
func Cost(c ebm.Cost, d int, draw func(rng *rand.Rand) []float64, rng *rand.Rand) error {
	if draw == nil {
		draw = func(rng *rand.Rand) []float64 { return point(d, 1, rng) }
	}
	for range trials {
		if err := cost(c, draw(rng), point(d, 2, rng)); err != nil {
			return fmt.Errorf("ebmtest: cost %T: %w", c, err)
		}
	}
	return nil
}

func cost(c ebm.Cost, y, ybar []float64) error {
	y0, ybar0 := slices.Clone(y), slices.Clone(ybar)
	grad := dirty(len(y))
	value := c.Grad(grad, y, ybar)
	if err := unchanged("y", y0, y); err != nil {
		return err
	}
	if err := unchanged("ȳ", ybar0, ybar); err != nil {
		return err
	}
	if v := c.Value(y, ybar); math.Abs(v-value) > 1e-12*math.Max(1, math.Abs(v)) {
		return fmt.Errorf("the value that Grad returns is %v, Value returns %v", value, v)
	}
	if err := gradient(func(u []float64) float64 { return c.Value(y, u) }, grad, ybar); err != nil {
		return err
	}
	c.Grad(ybar, y, ybar)
	if err := same("Grad with dst = ȳ", ybar, grad); err != nil {
		return err
	}
	return curvature(c, y, ybar0, grad)
}

// curvature checks ‖∇C(u) − ∇C(v)‖ ≤ Curvature·‖u − v‖ near ȳ.
func curvature(c ebm.Cost, y, ybar, grad []float64) error {
	curved, ok := c.(ebm.Curved)
	if !ok {
		return nil
	}
	for i := range ybar {
		moved, g := slices.Clone(ybar), dirty(len(ybar))
		moved[i] += 0.01
		c.Grad(g, y, moved)
		if slope := distance(g, grad) / 0.01; slope > curved.Curvature()*(1+1e-9) {
			return fmt.Errorf("the gradient changes at rate %v along ȳ[%d], Curvature claims at most %v", slope, i, curved.Curvature())
		}
	}
	return nil
}

func distance(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(s)
}
