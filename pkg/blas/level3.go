package blas

import (
	"sync"

	"gonum.org/v1/gonum/blas"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Dgemm sets C = alpha·op(A)·op(B) + beta·C; op(A) is m×k, op(B) is k×n.
func (g Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		g.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Sgemm sets C = alpha·op(A)·op(B) + beta·C; op(A) is m×k, op(B) is k×n.
func (g Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		g.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// gemm reports false, having done nothing, unless the arguments are valid and
// no matrix is empty.
func gemm[T kernel.Float](tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	ta, okA := transposed(tA)
	tb, okB := transposed(tB)
	ra, ca, rb, cb := m, k, k, n
	if ta {
		ra, ca = k, m
	}
	if tb {
		rb, cb = n, k
	}
	if !okA || !okB || !fits(ra, ca, len(a), lda) || !fits(rb, cb, len(b), ldb) || !fits(m, n, len(c), ldc) {
		return false
	}
	kernel.Gemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	return true
}

// Dsyrk sets a triangle of C = alpha·A·Aᵀ + beta·C, or of alpha·Aᵀ·A + beta·C.
func (g Implementation) Dsyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	if !syrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc) {
		g.Implementation.Dsyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Ssyrk sets a triangle of C = alpha·A·Aᵀ + beta·C, or of alpha·Aᵀ·A + beta·C.
func (g Implementation) Ssyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	if !syrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc) {
		g.Implementation.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
	}
}

func syrk[T kernel.Float](ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) bool {
	ta, ok := transposed(tA)
	r, col := n, k
	if ta {
		r, col = k, n
	}
	if !ok || ul != blas.Upper && ul != blas.Lower || !fits(r, col, len(a), lda) || !fits(n, n, len(c), ldc) {
		return false
	}
	kernel.Syrk(ul == blas.Upper, ta, n, k, alpha, a, lda, beta, c, ldc)
	return true
}

// Dsymm sets C = alpha·A·B + beta·C or alpha·B·A + beta·C, A symmetric, given by
// one triangle.
func (g Implementation) Dsymm(s blas.Side, ul blas.Uplo, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !symm(&squares64, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		g.Implementation.Dsymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Ssymm sets C = alpha·A·B + beta·C or alpha·B·A + beta·C, A symmetric, given by
// one triangle.
func (g Implementation) Ssymm(s blas.Side, ul blas.Uplo, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !symm(&squares32, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		g.Implementation.Ssymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// squares hold the full copy of a symmetric matrix during one symm.
var squares32, squares64 sync.Pool

func symm[T kernel.Float](pool *sync.Pool, s blas.Side, ul blas.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	if s != blas.Left && s != blas.Right || ul != blas.Upper && ul != blas.Lower {
		return false
	}
	size := m
	if s == blas.Right {
		size = n
	}
	if alpha == 0 || !fits(size, size, len(a), lda) || !fits(m, n, len(b), ldb) || !fits(m, n, len(c), ldc) {
		return false
	}
	buf, ok := pool.Get().(*[]T)
	if !ok || cap(*buf) < size*size {
		buf = new([]T)
		*buf = make([]T, size*size)
	}
	full := (*buf)[:size*size]
	expand(full, ul, size, a, lda)
	if s == blas.Left {
		kernel.Gemm(false, false, m, n, m, alpha, full, m, b, ldb, beta, c, ldc)
	} else {
		kernel.Gemm(false, false, m, n, n, alpha, b, ldb, full, n, beta, c, ldc)
	}
	pool.Put(buf)
	return true
}

// expand writes the n×n symmetric matrix whose triangle A holds.
func expand[T kernel.Float](full []T, ul blas.Uplo, n int, a []T, lda int) {
	for i := range n {
		if ul == blas.Upper {
			copy(full[i*n+i:(i+1)*n], a[i*lda+i:i*lda+n])
			continue
		}
		for j, v := range a[i*lda : i*lda+i+1] {
			full[j*n+i] = v
		}
	}
	kernel.Mirror(n, full, n)
}
