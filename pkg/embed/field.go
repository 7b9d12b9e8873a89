package embed

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// field computes the gradient of KL(P‖Q).
type field struct {
	n    int
	p    []float64 // n×n
	sums []float64 // n: Σ_j 1/(1+‖y_i−y_j‖²)
	kls  []float64 // n
}

func newField(p []float64, n int) *field {
	return &field{n: n, p: p, sums: make([]float64, n), kls: make([]float64, n)}
}

// gradient sets dst (n×2) to the gradient at y (n×2) with P times factor,
//
//	4 Σ_j (factor·p_ij − q_ij)(y_i − y_j)/(1 + ‖y_i − y_j‖²),
//
// and returns KL(P‖Q) without the factor.
func (f *field) gradient(dst, y []float64, factor float64) (kl float64) {
	rows := max(16, 1<<14/f.n) // of few samples all at once
	parts := (f.n + rows - 1) / rows
	each := func(row func(i int)) {
		kernel.Parallel(parts, func(part int) {
			for i := part * rows; i < min((part+1)*rows, f.n); i++ {
				row(i)
			}
		})
	}
	each(func(i int) {
		f.sums[i] = 0
		for j := range f.n {
			if j != i {
				f.sums[i] += nearness(y, i, j)
			}
		}
	})
	var z float64
	for _, s := range f.sums {
		z += s
	}
	each(func(i int) { dst[2*i], dst[2*i+1], f.kls[i] = f.pull(y, i, z, factor) })
	for _, v := range f.kls {
		kl += v
	}
	return kl
}

// nearness returns 1/(1 + ‖y_i − y_j‖²).
func nearness(y []float64, i, j int) float64 {
	a, b := y[2*i]-y[2*j], y[2*i+1]-y[2*j+1]
	return 1 / (1 + a*a + b*b)
}

// pull returns row i of the gradient, and of the divergence.
func (f *field) pull(y []float64, i int, z, factor float64) (gx, gy, kl float64) {
	for j, p := range f.p[i*f.n : (i+1)*f.n] {
		if j == i {
			continue
		}
		w := nearness(y, i, j)
		q := w / z
		c := 4 * (factor*p - q) * w
		gx += c * (y[2*i] - y[2*j])
		gy += c * (y[2*i+1] - y[2*j+1])
		if p > 0 {
			kl += p * math.Log(p/q)
		}
	}
	return gx, gy, kl
}

// affinities returns p_ij (n×n), symmetric, with sum 1.
func affinities(X mat.Matrix, perplexity float64) ([]float64, int) {
	x := mat.DenseCopyOf(X)
	n, _ := x.Dims()
	p := make([]float64, n*n)
	kernel.Parallel(n, func(i int) {
		row := p[i*n : (i+1)*n]
		for j := range n {
			var d float64
			other := x.RawRowView(j)
			for l, v := range x.RawRowView(i) {
				e := v - other[l]
				d += e * e
			}
			row[j] = d
		}
		choose(row, i, math.Log(perplexity))
	})
	for i := range n {
		for j := range i {
			v := (p[i*n+j] + p[j*n+i]) / float64(2*n)
			p[i*n+j], p[j*n+i] = v, v
		}
	}
	return p, n
}

// choose turns squared distances from sample i into the probabilities p_j|i of the given
// entropy, by bisection for log β. Samples that are all as far away have all the same.
func choose(row []float64, i int, entropy float64) {
	least := math.Inf(1)
	for j, d := range row {
		if j != i {
			least = min(least, d)
		}
	}
	mean := 0.0
	for j := range row {
		row[j] = max(0, row[j]-least) // the smallest exponent is 0
		mean += row[j] / float64(len(row))
	}
	if mean == 0 {
		mean = 1
	}
	p := make([]float64, len(row))
	lo, hi := -60.0, 60.0
	for range 100 {
		mid := (lo + hi) / 2
		if weigh(p, row, i, math.Exp(mid)/mean) > entropy {
			lo = mid
		} else {
			hi = mid
		}
	}
	copy(row, p)
}

// weigh sets p ∝ exp(−β·d), 0 at i, and returns its entropy.
func weigh(p, d []float64, i int, beta float64) (entropy float64) {
	var sum, cross float64
	for j, v := range d {
		p[j] = 0
		if j != i {
			p[j] = math.Exp(-beta * v)
			sum += p[j]
			cross += beta * v * p[j]
		}
	}
	for j := range p {
		p[j] /= sum
	}
	return math.Log(sum) + cross/sum
}
