package ebmtest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Predictor checks pred at random x: that it sets all of h, to numbers, the same ones when
// asked again, and leaves x alone; PullbackParams and PullbackX, where it has them,
// against finite differences of uᵀ·Pred(x). θ is moved for the check and put back.
func Predictor(pred ebm.Predictor, rng *rand.Rand) error {
	n, m := pred.Dims()
	if n < 1 || m < 1 {
		return fmt.Errorf("ebmtest: predictor %T: Dims returns %d, %d, expected positive lengths", pred, n, m)
	}
	for range trials {
		if err := predictor(pred, point(m, 1, rng), point(n, 1, rng), rng); err != nil {
			return fmt.Errorf("ebmtest: predictor %T: %w", pred, err)
		}
	}
	return nil
}

func predictor(pred ebm.Predictor, x, u []float64, rng *rand.Rand) error {
	x0, u0 := slices.Clone(x), slices.Clone(u)
	h, again := dirty(len(u)), dirty(len(u))
	pred.Predict(h, x)
	pred.Predict(again, x)
	if err := firstOf(unchanged("x", x0, x), ebm.Finite("Pred(x)", h), same("Pred(x), asked again", again, h)); err != nil {
		return err
	}
	value := func(x []float64) float64 {
		pred.Predict(h, x)
		return dot(u, h)
	}
	if d, ok := pred.(ebm.DifferentiablePredictor); ok && ebm.CanPullbackX(pred) {
		g := dirty(len(x))
		d.PullbackX(g, x, u)
		if err := gradient(value, g, x); err != nil {
			return fmt.Errorf("in PullbackX: %w", err)
		}
	}
	if p, ok := pred.(ebm.ParametricPredictor); ok {
		pull := func(dst []float64) error {
			p.PullbackParams(dst, x, u)
			return firstOf(unchanged("x", x0, x), unchanged("u", u0, u))
		}
		if err := params(p.Params(), func() float64 { return value(x) }, pull, rng); err != nil {
			return err
		}
	}
	return firstOf(unchanged("x", x0, x), unchanged("u", u0, u))
}
