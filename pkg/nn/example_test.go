package nn_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// A network of two layers learns the exclusive or.
func Example() {
	rng := rand.New(rand.NewPCG(1, 2))
	net, err := nn.NewSequential[float64](2,
		&nn.Dense[float64]{In: 2, Out: 8, Start: nn.He[float64]},
		&nn.ReLU[float64]{},
		&nn.Dense[float64]{In: 8, Out: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := nn.New(net, rng)

	x := []float64{0, 0, 0, 1, 1, 0, 1, 1} // 4×2
	target := []float64{-1, 1, 1, -1}      // 4×1
	y, dy := make([]float64, 4), make([]float64, 4)
	var state nn.State[float64]
	var memory nn.Memory[float64]
	var loss nn.SquaredError[float64]
	for range 500 {
		p.ZeroGrad()
		net.Forward(y, x, p.Value, &state)
		loss.Loss(dy, y, target, 1./4)
		net.Backward(nil, p.Grad, dy, p.Value, &state)
		nn.Adam[float64]{}.Step(p, &memory, 0.02)
	}
	fmt.Printf("%.2f\n", y)
	for _, s := range p.Shapes {
		fmt.Println(s.Name, s.Dims)
	}
	// Output:
	// [-1.00 1.00 1.00 -1.00]
	// 0.weight [8 2]
	// 0.bias [8]
	// 2.weight [1 8]
	// 2.bias [1]
}
