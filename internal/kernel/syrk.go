package kernel

import (
	"fmt"
	"runtime"
)

// Syrk sets one triangle of the n×n matrix C, the diagonal included:
//
//	C = alpha·A·Aᵀ + beta·C   (A is n×k)
//	C = alpha·Aᵀ·A + beta·C   (with tA; A is k×n)
//
// for j ≥ i where up, for j ≤ i otherwise; the rest of C is neither read nor
// written. Where beta is 0, C is not read. The bits are those of Gemm.
func Syrk[T Float](up, tA bool, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) {
	if n < 0 || k < 0 {
		panic(fmt.Sprintf("kernel: Syrk: negative size n=%d k=%d", n, k))
	}
	checkMatrix("Syrk", "A", tA, n, k, len(a), lda)
	checkMatrix("Syrk", "C", false, n, n, len(c), ldc)
	if n == 0 {
		return
	}
	p := product[T]{m: n, n: n, k: k, alpha: alpha, beta: beta, part: lower,
		a: a, rsa: lda, csa: 1, b: a, ldb: lda, bTrans: !tA, c: c, ldc: ldc}
	if tA {
		p.rsa, p.csa = 1, lda
	}
	if up {
		p.part = upper
	}
	if k == 0 || alpha == 0 {
		p.scale()
		return
	}
	p.run(runtime.GOMAXPROCS(0))
}

// Mirror copies the upper triangle of the n×n matrix C to the lower one:
//
//	C[j,i] = C[i,j] for i < j
func Mirror[T Float](n int, c []T, ldc int) {
	if n < 0 {
		panic(fmt.Sprintf("kernel: Mirror: negative size n=%d", n))
	}
	checkMatrix("Mirror", "C", false, n, n, len(c), ldc)
	const block = 16 // at least a register's elements, a multiple of it
	for i0 := 0; i0 < n; i0 += block {
		i1 := min(i0+block, n)
		if i1-i0 == block {
			for j0 := 0; j0 < i0; j0 += block {
				transpose(c[i0*ldc+j0:], ldc, c[j0*ldc+i0:], ldc, block, block)
			}
		}
		for i := i0; i < i1; i++ {
			lo := 0
			if i1-i0 == block {
				lo = i0
			}
			for j := lo; j < i; j++ {
				c[i*ldc+j] = c[j*ldc+i]
			}
		}
	}
}
