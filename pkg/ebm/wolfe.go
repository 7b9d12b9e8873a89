package ebm

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

// weakWolfe searches a step s along a direction, φ(s) = E(z + s·dir), for which
//
//	φ(s) ≤ φ(0) + 1e-4·s·φ′(0)   and   φ′(s) ≥ 0.9·φ′(0),
//
// by doubling and bisection. Where φ differs from φ(0) by no more than rounding, the
// slope stands in for the value, φ′(s) ≤ 0.9·|φ′(0)|: so the gradient can fall below the
// root of the rounding error. A value that is not finite counts as too high.
//
// Source: Nocedal & Wright 2006, eq. 3.6; Hager & Zhang, SIAM J. Optim. 16 (2005),
// eq. 4.1, for the slope.
type weakWolfe struct {
	value, slope float64 // φ(0), φ′(0)
	step         float64
	low, high    float64 // the step sought is between
	tries        int
}

var _ optimize.Linesearcher = (*weakWolfe)(nil)

// Init starts a search at φ(0), φ′(0) and a first step.
func (w *weakWolfe) Init(value, slope, step float64) optimize.Operation {
	*w = weakWolfe{value: value, slope: slope, step: step, high: math.Inf(1)}
	return optimize.FuncEvaluation | optimize.GradEvaluation
}

// Iterate takes φ and φ′ at the step that was tried, and gives the next.
func (w *weakWolfe) Iterate(value, slope float64) (optimize.Operation, float64, error) {
	if w.tries++; w.tries > shortest {
		return optimize.NoOperation, w.step, optimize.ErrLinesearcherFailure
	}
	switch {
	case !w.fell(value, slope):
		w.high = w.step
	case slope < 0.9*w.slope:
		w.low = w.step
	default:
		return optimize.MajorIteration, w.step, nil
	}
	if math.IsInf(w.high, 1) {
		w.step *= 2
	} else {
		w.step = (w.low + w.high) / 2
	}
	return optimize.FuncEvaluation | optimize.GradEvaluation, w.step, nil
}

func (w *weakWolfe) fell(value, slope float64) bool {
	if value <= w.value+1e-4*w.step*w.slope {
		return !math.IsNaN(slope) && !math.IsInf(value, -1)
	}
	return value-w.value <= rounding*math.Abs(w.value) && slope <= -0.9*w.slope
}
