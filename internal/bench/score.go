package bench

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// score is the quality of the codes of many rows.
type score struct {
	objective, nnz       float64 // means
	gapMedian, gapMax    float64
	primal, relativeGaps []float64
}

// scoreLasso computes, for each row x of X (n×d) with code z, a row of Z (n×k),
// and the atoms D (k×d),
//
//	P = ½‖x − z·D‖² + λ‖z‖₁
//	r = x − z·D,  θ = r/max(1, ‖D·r‖_∞/λ),  dual = ⟨θ, x⟩ − ½‖θ‖²
//	gap = (P − dual)/P
//
// from the definition: it does not use what the library says of its own codes.
func scoreLasso(X, D, Z *mat.Dense, lambda float64) score {
	n, d := X.Dims()
	k, _ := D.Dims()
	const block = 1000
	s := score{primal: make([]float64, n), relativeGaps: make([]float64, n)}
	r, q := make([]float64, block*d), make([]float64, block*k)
	x, a, z := X.RawMatrix(), D.RawMatrix(), Z.RawMatrix()
	for from := 0; from < n; from += block {
		rows := min(block, n-from)
		for i := range rows {
			copy(r[i*d:(i+1)*d], X.RawRowView(from+i))
		}
		kernel.Gemm(false, false, rows, d, k, -1, z.Data[from*z.Stride:], z.Stride, a.Data, a.Stride, 1, r, d)
		kernel.Gemm(false, true, rows, k, d, 1, r, d, a.Data, a.Stride, 0, q, k)
		for i := range rows {
			s.row(from+i, x.Data[(from+i)*x.Stride:][:d], r[i*d:][:d], q[i*k:][:k], z.Data[(from+i)*z.Stride:][:k], lambda)
		}
	}
	s.objective = kernel.Sum(s.primal) / float64(n)
	s.nnz /= float64(n)
	s.gapMedian = median(s.relativeGaps)
	for _, g := range s.relativeGaps {
		s.gapMax = math.Max(s.gapMax, g) // NaN stays
	}
	return s
}

// row scores row i with residual r and correlations q.
func (s *score) row(i int, x, r, q, z []float64, lambda float64) {
	var rr, rx, l1, top float64
	for j, v := range r {
		rr += v * v
		rx += v * x[j]
	}
	for j, v := range z {
		l1 += math.Abs(v)
		top = math.Max(top, math.Abs(q[j]))
		if v != 0 {
			s.nnz++
		}
	}
	scale := math.Max(1, top/lambda)
	s.primal[i] = rr/2 + lambda*l1
	if s.primal[i] > 0 {
		s.relativeGaps[i] = (s.primal[i] - (rx/scale - rr/(2*scale*scale))) / s.primal[i]
	}
}
