package sparse

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// penalty is λ·R(z) for the regularizers that look at one entry at a time,
//
//	λ·Σ_j w_j·|z_j| + ridge/2·‖z‖²,   z ≥ 0 where positive is set:
//
// L1, NonNegativeL1, WeightedL1 and ElasticNet (ridge = λ·Ridge).
type penalty struct {
	lambda   float64
	weights  []float64 // nil: all 1
	ridge    float64
	positive bool
}

// penaltyOf returns λ·R, or an error that names an R of another kind.
func penaltyOf(R ebm.Regularizer, lambda float64, k int) (penalty, error) {
	p := penalty{lambda: lambda}
	switch r := R.(type) {
	case ebm.L1:
	case ebm.NonNegativeL1:
		p.positive = true
	case ebm.ElasticNet:
		if !(r.Ridge >= 0) || math.IsInf(r.Ridge, 1) {
			return p, fmt.Errorf("the Ridge is %v, expected a finite number ≥ 0", r.Ridge)
		}
		p.ridge, p.positive = lambda*r.Ridge, r.NonNegative
	case ebm.WeightedL1:
		if len(r.Weights) != k {
			return p, fmt.Errorf("there are %d weights for %d atoms", len(r.Weights), k)
		}
		for j, w := range r.Weights {
			if !(w >= 0) || math.IsInf(w, 1) {
				return p, fmt.Errorf("weight %d is %v, expected a finite number ≥ 0", j, w)
			}
		}
		p.weights = r.Weights
	default:
		return p, fmt.Errorf("the regularizer is %T, expected L1, NonNegativeL1, WeightedL1 or ElasticNet", R)
	}
	return p, nil
}

// cut returns the threshold of entry j, λ·w_j.
func (p *penalty) cut(j int) float64 {
	if p.weights == nil {
		return p.lambda
	}
	return p.lambda * p.weights[j]
}

// missed returns how far q_j = w_jᵀ(y − W·z) is from what optimality asks of it:
// q_j − ridge·z_j = cut·sign(z_j) where z_j ≠ 0, |q_j| ≤ cut where z_j = 0, of
// which only q_j ≤ cut remains if codes are positive.
func (p *penalty) missed(j int, z, q float64) float64 {
	q -= p.ridge * z
	switch cut := p.cut(j); {
	case z > 0:
		return math.Abs(q - cut)
	case z < 0:
		return math.Abs(q + cut)
	case p.positive:
		return math.Max(0, q-cut)
	default:
		return math.Max(0, math.Abs(q)-cut)
	}
}

// shrunk returns the minimiser of ½·g·u² − c·u + cut·|u| + ridge/2·u² over u.
func (p *penalty) shrunk(j int, c, g float64) float64 {
	cut := p.cut(j)
	switch {
	case c > cut:
		return (c - cut) / (g + p.ridge)
	case c < -cut && !p.positive:
		return (c + cut) / (g + p.ridge)
	}
	return 0
}
