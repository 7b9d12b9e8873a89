package blas_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/blas"
)

func ExampleUse() {
	blas.Use()
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	var g mat.Dense
	g.Mul(a, a.T())
	fmt.Println(mat.Formatted(&g))
	// Output:
	// ⎡14  32⎤
	// ⎣32  77⎦
}
