package ebm_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// K-means: a table of prototypes, of which the code picks one. Other decoders and
// regularizers are learned in the same way.
func ExampleLearn() {
	Y := mat.NewDense(4, 2, []float64{0, 0, 0, 2, 10, 10, 12, 10})
	table, _ := ebm.NewTable(mat.NewDense(2, 2, []float64{1, 1, 2, 2}))
	model := &ebm.Model{Dec: table, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}

	rng := rand.New(rand.NewPCG(1, 1))
	settings := ebm.Learning{Rule: ebm.SGD{Rate: 1}, Epochs: 100}
	learned, err := ebm.Learn(context.Background(), model, nil, Y, settings, rng, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, prototype := range []int{0, 1} {
		fmt.Printf("%.3f\n", table.Prototypes().RawRowView(prototype))
	}
	fmt.Println("codes", learned.Z.RawMatrix().Data)
	fmt.Printf("F from %.1f to %.3f\n", learned.History[0].Free, learned.Free)
	// Output:
	// [0.000 1.000]
	// [11.000 10.000]
	// codes [1 0 1 0 0 1 0 1]
	// F from 37.0 to 0.500
}

// At a prototype in the middle of its samples the average free energy has no slope.
func ExampleAverageFree() {
	table, _ := ebm.NewTable(mat.NewDense(2, 1, []float64{1, 7}))
	model := &ebm.Model{Dec: table, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}
	Y := mat.NewDense(4, 1, []float64{0, 2, 8, 10})

	average, err := ebm.AverageFree(context.Background(), model, nil, Y, ebm.Learning{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(average.Free, average.Dec)
	// Output: 1.5 [0 -1]
}

// Both rules on ½θ₁² + 50·θ₂², one step from (1, 1): Adam's is of the same size in both
// directions.
func ExampleRule() {
	for _, rule := range []ebm.Rule{ebm.SGD{Rate: 0.01}, ebm.Adam{Rate: 0.01}} {
		theta := []float64{1, 1}
		step := rule.Start(2)
		step(theta, []float64{theta[0], 100 * theta[1]})
		fmt.Printf("%T %.2f\n", rule, theta)
	}
	// Output:
	// ebm.SGD [0.99 0.00]
	// ebm.Adam [0.99 0.99]
}
