package ebmtest_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/ebm/landscape"
	"github.com/latentlab/latentlab/pkg/plotting"
)

// Floor is a regularizer of one's own, R(z) = ½·Σ max(|z_i| − W, 0)²: a valley with a
// flat floor.
type Floor struct{ W float64 }

func (f Floor) Value(z []float64) float64 {
	var sum float64
	for _, v := range z {
		out := max(math.Abs(v)-f.W, 0)
		sum += out * out / 2
	}
	return sum
}

// Prox leaves what is on the floor, and divides by 1 + t how far the rest is out.
func (f Floor) Prox(dst, v []float64, t float64) {
	for i, x := range v {
		if out := math.Abs(x) - f.W; out > 0 {
			x = math.Copysign(f.W+out/(1+t), x)
		}
		dst[i] = x
	}
}

// Eight is a decoder of one's own, ȳ = (2·cos z, sin 2z): a figure of eight.
type Eight struct{}

func (Eight) Dims() (d, k int) { return 2, 1 }

func (Eight) Decode(dst, _, z []float64) {
	dst[0], dst[1] = 2*math.Cos(z[0]), math.Sin(2*z[0])
}

func (Eight) Pullback(dst, _, z, u []float64) {
	dst[0] = -2*math.Sin(z[0])*u[0] + 2*math.Cos(2*z[0])*u[1]
}

// A regularizer and a decoder of one's own: one line checks each, and a model with them
// is inferred and drawn as any other.
func Example() {
	rng := rand.New(rand.NewPCG(1, 0))
	fmt.Println(ebmtest.Regularizer(Floor{W: 1}, 3, rng))
	fmt.Println(ebmtest.Decoder(Eight{}, nil, rng))

	m := &ebm.Model{Dec: Eight{}, Cost: ebm.SquaredError{}, Reg: Floor{W: 1}, Lambda: 1}
	free := ebm.Min{Model: m, Restarts: ebm.Restarts{Starts: 8}}
	best, err := free.Infer(context.Background(), mat.NewDense(2, 2, []float64{2, 0, -2, 0}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("F(2, 0) = %.3f, F(−2, 0) = %.3f\n", best[0].Energy, best[1].Energy)

	y := landscape.Axis{Min: -2.5, Max: 2.5, N: 25}
	land, err := landscape.Plane(context.Background(), free, y, y, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fig := plotting.Heat(plotting.Axes{}, plotting.Landscape(*land), plotting.HeatStyle{Max: 1})
	fmt.Println(fig.Err()) // plotting.Show(fig, "…") in a notebook
	// Output:
	// <nil>
	// <nil>
	// F(2, 0) = 0.000, F(−2, 0) = 1.466
	// <nil>
}
