package ebm

import (
	"fmt"
	"math"
)

// Categorical is the cross-entropy between a distribution y and softmax(ȳ),
//
//	C(y, ȳ) = −Σ_i y_i·log softmax_i(ȳ) = Σ_i y_i·(log Σ_j exp(ȳ_j) − ȳ_i).
//
// The decoder's output ȳ is logits, any real numbers; y is one-hot, a label, or any point
// of the simplex: y ≥ 0, Σy_i = 1. The infimum is the entropy of y.
type Categorical struct{}

// labelSlack is how far from 1 the sum of y may be: probabilities in single precision
// are welcome.
const labelSlack = 1e-6

// Value returns Σ_i y_i·(log Σ_j exp(ȳ_j) − ȳ_i), with the largest ȳ_j taken out first, so
// that nothing overflows.
func (Categorical) Value(y, ybar []float64) float64 {
	mustMatch("y", len(y), "ȳ", len(ybar))
	top, logSum := logSumExp(ybar)
	var sum float64
	for i, v := range y {
		if v != 0 {
			sum += v * (logSum + (top - ybar[i]))
		}
	}
	return sum
}

// Grad sets dst = (Σy_i)·softmax(ȳ) − y and returns the value.
func (c Categorical) Grad(dst, y, ybar []float64) float64 {
	mustMatch("dst", len(dst), "ȳ", len(ybar))
	value := c.Value(y, ybar)
	top, logSum := logSumExp(ybar)
	var total float64
	for _, v := range y {
		total += v
	}
	for i, v := range y {
		dst[i] = total*math.Exp(ybar[i]-top-logSum) - v
	}
	return value
}

// Curvature returns ½: the second derivative is diag(p) − p·pᵀ with p = softmax(ȳ), and no
// row of it has absolute values of sum 2p_i(1 − p_i) above ½.
func (Categorical) Curvature() float64 { return 0.5 }

// CheckY refuses a negative entry, and a sum that is not 1.
func (Categorical) CheckY(y []float64) error {
	var sum float64
	for i, v := range y {
		if !(v >= 0) {
			return fmt.Errorf("ebm: y[%d] is %v, the categorical cost takes probabilities", i, v)
		}
		sum += v
	}
	if !(math.Abs(sum-1) <= labelSlack) {
		return fmt.Errorf("ebm: y has the sum %v, the categorical cost takes probabilities of sum 1", sum)
	}
	return nil
}

// Label returns H(y,softmax(ȳ)).
func (Categorical) Label() string { return "H(y,softmax(ȳ))" }

// logSumExp returns the largest entry of a, and log Σ exp(a_j − top).
func logSumExp(a []float64) (top, logSum float64) {
	top = math.Inf(-1)
	for _, v := range a {
		top = max(top, v)
	}
	var sum float64
	for _, v := range a {
		sum += math.Exp(v - top)
	}
	return top, math.Log(sum)
}
