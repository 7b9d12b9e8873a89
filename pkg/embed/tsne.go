package embed

import (
	"context"
	"fmt"
	"iter"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// TSNE places samples in the plane so that the probabilities with which points choose
// each other as neighbours stay the same as nearly as can be. It lowers
//
//	KL(P‖Q) = Σ p_ij log(p_ij/q_ij),  q_ij ∝ 1/(1 + ‖y_i − y_j‖²)
//
// where p_ij = (p_j|i + p_i|j)/2n and p_j|i ∝ exp(−β_i‖x_i − x_j‖²), with β_i such that the
// entropy of p_·|i is log Perplexity. It is the exact method: cost n²·d once and n² a
// step, memory n²; it is for up to a few thousand samples.
//
// It starts with the first two principal components, made small, and draws nothing
// (Kobak & Berens 2019). Distances between groups that are far apart mean little.
//
// Source: van der Maaten & Hinton, JMLR 9, 2008, algorithm 1 with the gradient of eq. 5;
// the rate is that of Belkina et al. 2019.
type TSNE struct {
	Perplexity   float64 // about how many neighbours a sample has; default 30, at most (n−1)/3
	Steps        int     // default 750
	Exaggeration float64 // factor of P in the first third of the steps; default 12
	Rate         float64 // default max(n/Exaggeration, 50)
}

// State is where the points are after some steps.
type State struct {
	Y  *mat.Dense // n×2, in use by the next step
	KL float64    // KL(P‖Q) before the step, without exaggeration
}

// Embed returns the places n×2 after all steps. If ctx ends, the error is ctx.Err(). The
// other errors are those of Iterate.
func (s TSNE) Embed(ctx context.Context, X mat.Matrix) (*mat.Dense, error) {
	states, err := s.Iterate(X)
	if err != nil {
		return nil, err
	}
	var Y *mat.Dense
	for _, st := range states {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		Y = st.Y
	}
	return Y, nil
}

// Iterate yields the state after each step, from 1. The errors are fewer than four
// samples, fewer than two dimensions, values that are not finite, settings below 0 or
// not finite, and a perplexity above (n−1)/3.
func (s TSNE) Iterate(X mat.Matrix) (iter.Seq2[int, *State], error) {
	n, d, err := check(X)
	if err != nil {
		return nil, err
	}
	if n < 4 || d < 2 {
		return nil, fmt.Errorf("embed: X is %d×%d, expected at least four rows and two columns", n, d)
	}
	if s, err = s.complete(n); err != nil {
		return nil, err
	}
	Y, err := start(X)
	if err != nil {
		return nil, err
	}
	f := newField(affinities(X, s.Perplexity))
	return func(yield func(int, *State) bool) { s.descend(f, Y, yield) }, nil
}

// complete fills in the defaults.
func (s TSNE) complete(n int) (TSNE, error) {
	most := float64(n-1) / 3
	for _, v := range []float64{s.Perplexity, s.Exaggeration, s.Rate, float64(s.Steps)} {
		if !(v >= 0) || math.IsInf(v, 1) {
			return s, fmt.Errorf("embed: a setting of %+v is %v, expected finite numbers ≥ 0", s, v)
		}
	}
	if s.Perplexity > most || s.Perplexity > 0 && s.Perplexity < 1 {
		return s, fmt.Errorf("embed: a perplexity of %v for %d samples, expected 1 to (n−1)/3 = %.3g", s.Perplexity, n, most)
	}
	if s.Perplexity == 0 {
		s.Perplexity = min(30, most)
	}
	if s.Steps == 0 {
		s.Steps = 750
	}
	if s.Exaggeration == 0 {
		s.Exaggeration = 12
	}
	if s.Rate == 0 {
		s.Rate = max(float64(n)/s.Exaggeration, 50)
	}
	return s, nil
}

// start returns the first two principal components, scaled so that the first has the
// standard deviation 1e-4.
func start(X mat.Matrix) (*mat.Dense, error) {
	p, err := FitPCA(X, 2)
	if err != nil {
		return nil, err
	}
	Y, err := p.Project(X)
	if err == nil && p.Variances[0] > 0 {
		Y.Scale(1e-4/math.Sqrt(p.Variances[0]), Y)
	}
	return Y, err
}

// descend takes the steps, with momentum 0.5, then 0.8, and a gain for each number that
// grows while its gradient keeps its sign.
func (s TSNE) descend(f *field, Y *mat.Dense, yield func(int, *State) bool) {
	y := Y.RawMatrix().Data
	grad, move, gain := make([]float64, len(y)), make([]float64, len(y)), make([]float64, len(y))
	for i := range gain {
		gain[i] = 1
	}
	for t := 1; t <= s.Steps; t++ {
		factor, momentum := 1.0, 0.8
		if t <= s.Steps/3 {
			factor, momentum = s.Exaggeration, 0.5
		}
		kl := f.gradient(grad, y, factor)
		for i, g := range grad {
			if (g > 0) != (move[i] > 0) {
				gain[i] += 0.2
			} else {
				gain[i] = max(0.01, 0.8*gain[i])
			}
			move[i] = momentum*move[i] - s.Rate*gain[i]*g
		}
		floats.Add(y, move)
		if !yield(t, &State{Y, kl}) {
			return
		}
	}
}
