package kernel

import (
	"fmt"
	"runtime"
)

// Gemm sets C = alpha·op(A)·op(B) + beta·C, where op(A) is m×k, op(B) is k×n
// and C is m×n; op is the identity or, with tA or tB, the transposition:
//
//	for i < m, j < n:
//	  s = Σ_l op(A)[i,l]·op(B)[l,j]
//	  C[i,j] = alpha·s + beta·C[i,j]
//
// A has stride lda and is m×k (k×m with tA), B has stride ldb and is k×n (n×k
// with tB). Where beta is 0, C is not read; where alpha is 0, A and B are not.
// C must not overlap A or B.
//
// It uses up to GOMAXPROCS goroutines. The bits of C[i,j] depend on row i of
// op(A), column j of op(B), k, alpha, beta and C[i,j] alone: not on the number
// of goroutines, nor on m and n, so that a row computed alone equals the row of
// a batch.
func Gemm[T Float](tA, tB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	p, ok := newProduct("Gemm", tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	if ok {
		p.run(runtime.GOMAXPROCS(0))
	}
}

// GemmSerial is Gemm on the caller's goroutine alone, with the same bits.
func GemmSerial[T Float](tA, tB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	p, ok := newProduct("GemmSerial", tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	if ok {
		p.run(1)
	}
}

// newProduct checks the arguments; ok is false where nothing is left to do.
func newProduct[T Float](fn string, tA, tB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) (p product[T], ok bool) {
	if m < 0 || n < 0 || k < 0 {
		panic(fmt.Sprintf("kernel: %s: negative size m=%d n=%d k=%d", fn, m, n, k))
	}
	checkMatrix(fn, "A", tA, m, k, len(a), lda)
	checkMatrix(fn, "B", tB, k, n, len(b), ldb)
	checkMatrix(fn, "C", false, m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return p, false
	}
	p = product[T]{m: m, n: n, k: k, alpha: alpha, beta: beta,
		a: a, rsa: lda, csa: 1, b: b, ldb: ldb, bTrans: tB, c: c, ldc: ldc}
	if tA {
		p.rsa, p.csa = 1, lda
	}
	if k == 0 || alpha == 0 {
		p.scale()
		return p, false
	}
	return p, true
}

// checkMatrix panics unless an r×c matrix (c×r where trans) fits.
func checkMatrix(fn, name string, trans bool, r, c, size, ld int) {
	if trans {
		r, c = c, r
	}
	if ld < max(1, c) {
		panic(fmt.Sprintf("kernel: %s: %s is %d×%d, stride %d is less than %d", fn, name, r, c, ld, max(1, c)))
	}
	if r > 0 && c > 0 && size < (r-1)*ld+c {
		panic(fmt.Sprintf("kernel: %s: %s is %d×%d with stride %d: %d elements, expected at least %d", fn, name, r, c, ld, size, (r-1)*ld+c))
	}
}

// scale sets the part of C to beta·C.
func (p *product[T]) scale() {
	for i := range p.m {
		lo, hi := 0, p.n
		switch p.part {
		case upper:
			lo = i
		case lower:
			hi = i + 1
		}
		row := p.c[i*p.ldc+lo : i*p.ldc+hi]
		switch p.beta {
		case 0:
			clear(row)
		case 1:
		default:
			Scal(p.beta, row)
		}
	}
}
