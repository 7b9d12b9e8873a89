// Package blas gives gonum the matrix kernels of this module: products, rank-k
// updates and vector loops in AVX-512 or AVX2 where the processor has them.
//
//	blas.Use()                 // once, at the start of a program
//	c.Mul(a, b)                // gonum/mat, now on these kernels
//
// What is not written here, and every call with a vector stride other than 1,
// goes to gonum's own implementation, with its panics. Results differ from
// gonum's in the last bits; they do not depend on GOMAXPROCS.
//
// The environment variable LATENTLAB_KERNEL (go, avx2, avx512) forces a lower
// tier; see [Tier].
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Implementation is gonum's implementation of BLAS with these replaced, for
// float64 (D) and float32 (S):
//
//	level 1: dot axpy scal nrm2 asum amax
//	level 2: gemv ger
//	level 3: gemm symm syrk
type Implementation struct{ gonum.Implementation }

var (
	_ blas.Float64 = Implementation{}
	_ blas.Float32 = Implementation{}
)

// Use makes gonum's packages (mat, blas32, blas64, lapack64, …) call
// Implementation. Call it before other goroutines use them.
func Use() {
	blas32.Use(Implementation{})
	blas64.Use(Implementation{})
}

// Tier names the loops in use: go, avx2 or avx512.
func Tier() string { return kernel.Active().String() }
