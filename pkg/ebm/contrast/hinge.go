package contrast

import (
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Hinge asks that the sample's energy be lower by a margin than that of the most
// offending answer,
//
//	ℓ(y) = max(0, Margin + E(y) − E(ŷ)),   ŷ = argmin E(u) over u away from the samples,
//
// where away means further than Radius from every sample. The minimum is taken over Tries
// points drawn uniformly from the samples' box, widened by half its size on each side:
// fit for a few dimensions, not for many.
//
// Source: LeCun et al., A Tutorial on Energy-Based Learning, 2006, eq. 11, with their
// definition 2 (eq. 9) of the answer, in which only the one sample is left out.
type Hinge struct {
	Margin float64 // m; default 1
	Radius float64 // in the units of y; default 0.3
	Tries  int     // default 20
}

// Check refuses settings that are negative or not finite.
func (l Hinge) Check() error {
	return errors.Join(checkScale("Margin", l.Margin), checkScale("Radius", l.Radius), checkCount("Tries", l.Tries))
}

// Start returns the loss.
func (l Hinge) Start(Y *mat.Dense, places int, _ *rand.Rand) Term {
	n, d := Y.Dims()
	margin, radius, tries := orDefault(l.Margin, 1), orDefault(l.Radius, 0.3), orDefault(l.Tries, 20)
	low, size := box(Y)
	offending := mat.NewDense(places, d, nil)
	away := func(u []float64) bool {
		for i := range n {
			if squaredDistance(u, Y.RawRowView(i)) <= radius*radius {
				return false
			}
		}
		return true
	}
	return func(dst []float64, p *Pass, y []float64, j int, rng *rand.Rand) float64 {
		worst, u := offending.RawRowView(j), p.trial
		lowest := math.Inf(1)
		for range tries {
			for i := range u {
				u[i] = low[i] + size[i]*(2*rng.Float64()-0.5)
			}
			if !away(u) {
				continue
			}
			if e := p.Energy(u); e < lowest {
				lowest = e
				copy(worst, u)
			}
		}
		loss := max(0, margin+p.Energy(y)-lowest)
		if loss > 0 {
			p.AddParams(dst, y, 1)
			p.AddParams(dst, worst, -1)
		}
		return loss
	}
}

// box returns the least entries of the columns of Y, and their ranges.
func box(Y *mat.Dense) (low, size []float64) {
	n, d := Y.Dims()
	low, size = make([]float64, d), make([]float64, d)
	for c := range d {
		a, b := Y.At(0, c), Y.At(0, c)
		for i := range n {
			a, b = min(a, Y.At(i, c)), max(b, Y.At(i, c))
		}
		low[c], size[c] = a, b-a
	}
	return low, size
}

func squaredDistance(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += (v - b[i]) * (v - b[i])
	}
	return s
}
