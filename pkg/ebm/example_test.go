package ebm_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Two atoms, one sample: the energy is written down, and its latent variable
// inferred.
func ExampleModel() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	model := &ebm.Model{Dec: D, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.5}

	problem, _ := model.Problem(nil, []float64{2, 0.3})
	result, _ := ebm.Infer(context.Background(), problem, sparse.ISTA{}, nil, ebm.Settings{})
	fmt.Println("z =", result.Z)
	fmt.Printf("F(y) = %.3f, %v\n", result.Energy, result.Status)
	// Output:
	// z = [1.5 0]
	// F(y) = 0.920, converged
}

// A method is a loop that one can watch, and leave when one has seen enough.
func ExampleMethod() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 4, 3}))
	problem, _ := sparse.Lasso(D, []float64{2, -1}, 0.1)
	for t, state := range (sparse.ISTA{}).Iterates(problem, nil) {
		fmt.Printf("%d  %.4f\n", t, problem.Energy(state.Z))
		if t == 3 {
			break
		}
	}
	// Output:
	// 0  2.5000
	// 1  1.1488
	// 2  0.9415
	// 3  0.7777
}

// Shrink moves every entry towards 0 by t, and those within t of it onto it.
func ExampleShrink() {
	z := []float64{3, -0.5, -2}
	ebm.Shrink(z, z, 1)
	fmt.Println(z)
	// Output: [2 0 -1]
}

// The identity is not the proximal operator of anything but R = 0.
type wrong struct{ ebm.L1 }

func (wrong) Prox(dst, v []float64, t float64) { copy(dst, v) }

// One line checks a regularizer of one's own.
func ExampleRegularizer() {
	rng := rand.New(rand.NewPCG(1, 1))
	fmt.Println("L1:", ebmtest.Regularizer(ebm.L1{}, 3, rng))
	fmt.Println("wrong:", ebmtest.Regularizer(wrong{}, 3, rng) != nil)
	// Output:
	// L1: <nil>
	// wrong: true
}
