package ebm

import (
	"fmt"
	"math"
)

// Bernoulli is the cross-entropy between y and the probabilities σ(ȳ_i) = 1/(1 + exp(−ȳ_i)),
//
//	C(y, ȳ) = −Σ_i y_i·log σ(ȳ_i) + (1 − y_i)·log(1 − σ(ȳ_i)) = Σ_i softplus(ȳ_i) − y_i·ȳ_i.
//
// The decoder's output ȳ is logits, any real numbers; y_i is in [0, 1]. Where y_i is 0 or
// 1, the infimum is 0 and no finite ȳ_i takes it; between them it is the entropy of y_i.
type Bernoulli struct{}

// Value returns Σ_i max(ȳ_i, 0) − y_i·ȳ_i + log(1 + exp(−|ȳ_i|)), which does not overflow.
func (Bernoulli) Value(y, ybar []float64) float64 {
	mustMatch("y", len(y), "ȳ", len(ybar))
	var sum float64
	for i, v := range y {
		a := ybar[i]
		// max(a, 0) − v·a, without a difference of large numbers at v = 1
		linear := -v * a
		if a > 0 {
			linear = (1 - v) * a
		}
		sum += linear + math.Log1p(math.Exp(-math.Abs(a)))
	}
	return sum
}

// Grad sets dst_i = σ(ȳ_i) − y_i and returns the value.
func (c Bernoulli) Grad(dst, y, ybar []float64) float64 {
	mustMatch("dst", len(dst), "ȳ", len(ybar))
	value := c.Value(y, ybar)
	for i, v := range y {
		// (1 − v)·σ(a) − v·σ(−a): small where σ(a) is near v, to the last digit for v = 0 and 1
		e := math.Exp(-math.Abs(ybar[i]))
		if ybar[i] > 0 {
			dst[i] = (1 - v - v*e) / (1 + e)
		} else {
			dst[i] = ((1-v)*e - v) / (1 + e)
		}
	}
	return value
}

// Curvature returns ¼, the largest slope of σ.
func (Bernoulli) Curvature() float64 { return 0.25 }

// CheckY refuses an entry outside [0, 1].
func (Bernoulli) CheckY(y []float64) error {
	for i, v := range y {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("ebm: y[%d] is %v, the Bernoulli cost takes numbers in [0, 1]", i, v)
		}
	}
	return nil
}

// Label returns H(y,σ(ȳ)).
func (Bernoulli) Label() string { return "H(y,σ(ȳ))" }
