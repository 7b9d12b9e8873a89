package nn

import "github.com/latentlab/latentlab/internal/kernel"

// Bernoulli is the negative log-likelihood of targets t in [0, 1], given logits a:
//
//	Σ log(1+eᵃ) − t·a,  da = 1/(1+e⁻ᵃ) − t
//
// (times scale), with one exponential an entry. It costs about 40 operations an
// entry.
type Bernoulli[T Float] struct {
	spans
	dy, y, target []T
	scale         T
	sums          []float64
}

func (l *Bernoulli[T]) Loss(dy, y, target []T, scale float64) float64 {
	checkLoss("Bernoulli", dy, y, target)
	l.dy, l.y, l.target, l.scale = dy, y, target, T(scale)
	l.sums = grow(l.sums, parts(len(y)))
	l.do(len(y), l)
	return scale * total(l.sums)
}

func (l *Bernoulli[T]) span(i, lo, hi int) {
	var terms, unused [512]T
	sum := 0.0
	for ; lo < hi; lo += len(terms) {
		n := min(len(terms), hi-lo)
		d := unused[:n]
		if l.dy != nil {
			d = l.dy[lo : lo+n]
		}
		kernel.Bernoulli(terms[:n], d, l.y[lo:lo+n], l.target[lo:lo+n], l.scale)
		sum += float64(kernel.Sum(terms[:n]))
	}
	l.sums[i] = sum
}
