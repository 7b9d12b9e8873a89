package contrast_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm/contrast"
)

// ring returns n points of a circle of radius 1.
func ring(n int) *mat.Dense {
	Y := mat.NewDense(n, 2, nil)
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		Y.SetRow(i, []float64{cos, sin})
	}
	return Y
}

// The same network learns a circle by denoising, and becomes flat where energies are only
// pushed down.
func ExampleLearn() {
	away := mat.NewDense(4, 2, []float64{0, 0, 2, 0, 0, -2, -2, 2})
	for _, loss := range []contrast.Loss{contrast.Denoising{}, contrast.Down{}} {
		rng := rand.New(rand.NewPCG(1, 1))
		net, _ := contrast.NewNet(rng, 2, 16, 16, 4)
		if _, err := contrast.Learn(context.Background(), net, loss, ring(100), contrast.Learning{}, rng, nil); err != nil {
			fmt.Println(err)
			return
		}
		s, _ := contrast.Separate(context.Background(), net, ring(100), away)
		fmt.Printf("%T: gap of more than 1: %v, flat to 0.1: %v\n", loss, s.Gap() > 1, s.Spread < 0.1)
	}
	// Output:
	// contrast.Denoising: gap of more than 1: true, flat to 0.1: false
	// contrast.Down: gap of more than 1: false, flat to 0.1: true
}

// A loss of one's own: push the energy of samples to 1 from wherever it is.
type toOne struct{}

func (toOne) Check() error { return nil }
func (toOne) Start(*mat.Dense, int, *rand.Rand) contrast.Term {
	return func(dst []float64, p *contrast.Pass, y []float64, _ int, _ *rand.Rand) float64 {
		off := p.Energy(y) - 1
		p.AddParams(dst, y, off)
		return off * off / 2
	}
}

func ExampleLoss() {
	rng := rand.New(rand.NewPCG(1, 1))
	net, _ := contrast.NewNet(rng, 2, 8, 2)
	contrast.Learn(context.Background(), net, toOne{}, ring(50), contrast.Learning{}, rng, nil)
	s, _ := contrast.Separate(context.Background(), net, ring(50), ring(50))
	fmt.Printf("%.2f\n", s.Samples)
	// Output: 1.00
}

func ExamplePass() {
	net, _ := contrast.NewNet(rand.New(rand.NewPCG(1, 1)), 2, 1)
	copy(net.Params(), []float64{3, 4, 0}) // E = ½(3·y1 + 4·y2)²
	p, grad := net.NewPass(), make([]float64, 2)
	fmt.Println(p.Grad(grad, []float64{1, 0}), grad)
	// Output: 4.5 [9 12]
}

func ExampleSeparation() {
	net, _ := contrast.NewNet(rand.New(rand.NewPCG(1, 1)), 1, 1)
	copy(net.Params(), []float64{1, 0}) // E = ½y²
	s, _ := contrast.Separate(context.Background(), net, mat.NewDense(2, 1, []float64{0, 1}), mat.NewDense(1, 1, []float64{3}))
	fmt.Println(s.Samples, s.Away, s.Gap(), s.Ranked)
	// Output: 0.25 4.5 4.25 1
}
