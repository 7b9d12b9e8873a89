package embed

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// joint returns p_ij = (p_{j|i} + p_{i|j})/2n, n×n, which sums to 1.
func joint(X *mat.Dense, perplexity float64) []float64 {
	n, _ := X.Dims()
	cond := make([]float64, n*n)
	kernel.Parallel(n, func(i int) { conditional(cond[i*n:(i+1)*n], X, i, perplexity) })
	p := make([]float64, n*n)
	for i := range n {
		for j := range n {
			p[i*n+j] = (cond[i*n+j] + cond[j*n+i]) / float64(2*n)
		}
	}
	return p
}

// conditional sets p to p_{j|i} ∝ exp(−b·‖x_i − x_j‖²), with b = 1/2σ_i² found by halving so
// that the entropy is log perplexity. Where more points than that lie on x_i itself, they
// share it equally.
func conditional(p []float64, X *mat.Dense, i int, perplexity float64) {
	far, least := make([]float64, len(p)), math.Inf(1)
	for j := range far {
		for k, v := range X.RawRowView(j) {
			e := v - X.At(i, k)
			far[j] += e * e
		}
		if j != i {
			least = min(least, far[j])
		}
	}
	// b between lo and hi; hi is not known at first.
	lo, b, hi := 0.0, 1.0, math.Inf(1)
	for range 200 {
		h := weights(p, far, i, least, b)
		if math.Abs(h-math.Log(perplexity)) < 1e-12 {
			return
		}
		if h > math.Log(perplexity) {
			lo = b
			b = min(2*b, (b+hi)/2)
		} else {
			hi = b
			b = (lo + b) / 2
		}
	}
}

// weights sets p to the distribution with b and returns its entropy.
func weights(p, far []float64, i int, least, b float64) float64 {
	var sum, mean float64
	for j, d := range far {
		p[j] = math.Exp(-b * (d - least))
		if j == i {
			p[j] = 0
		}
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
		mean += p[j] * (far[j] - least)
	}
	return math.Log(sum) + b*mean
}
