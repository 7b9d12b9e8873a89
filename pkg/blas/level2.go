package blas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Dgemv sets y = alpha·op(A)·x + beta·y for the m×n matrix A.
func (g Implementation) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if !gemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		g.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Sgemv sets y = alpha·op(A)·x + beta·y for the m×n matrix A.
func (g Implementation) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !gemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		g.Implementation.Sgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// gemv reports false, having done nothing, unless the arguments are valid and
// the strides 1.
func gemv[T kernel.Float](tA blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) bool {
	trans, ok := transposed(tA)
	cols, rows := n, m
	if trans {
		cols, rows = m, n
	}
	if !ok || !fits(m, n, len(a), lda) || !unit(cols, len(x), incX) || !unit(rows, len(y), incY) {
		return false
	}
	kernel.Gemv(trans, m, n, alpha, a, lda, x[:cols], beta, y[:rows])
	return true
}

// Dger sets A += alpha·x·yᵀ for the m×n matrix A.
func (g Implementation) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		g.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Sger sets A += alpha·x·yᵀ for the m×n matrix A.
func (g Implementation) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		g.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

func ger[T kernel.Float](m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	if alpha == 0 || !fits(m, n, len(a), lda) || !unit(m, len(x), incX) || !unit(n, len(y), incY) {
		return false
	}
	kernel.Ger(alpha, x[:m], y[:n], a, lda)
	return true
}

// transposed translates gonum's flag; ok is false for an unknown one.
func transposed(t blas.Transpose) (trans, ok bool) {
	switch t {
	case blas.NoTrans:
		return false, true
	case blas.Trans, blas.ConjTrans:
		return true, true
	}
	return false, false
}

// fits reports whether an r×c matrix with stride ld is not empty and lies
// within length elements.
func fits(r, c, length, ld int) bool {
	return r > 0 && c > 0 && ld >= c && length >= (r-1)*ld+c
}
