package landscape_test

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/landscape"
	"github.com/latentlab/latentlab/pkg/sparse"
)

var ctx = context.Background()

// ring is ½(‖y‖ − 1)², the energy of a decoder (cos z, sin z).
type ring struct{}

func (ring) Free(_ context.Context, dst []float64, Y *mat.Dense) error {
	for i := range dst {
		r := mat.Norm(Y.RowView(i), 2) - 1
		dst[i] = r * r / 2
	}
	return nil
}

// The region of energy up to 0.02 is a ring of width 0.4 and area 2π·0.4.
func ExampleLandscape() {
	y := landscape.Axis{Min: -2, Max: 2, N: 201}
	land, err := landscape.Plane(ctx, ring{}, y, y, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	area, part := land.Volume(0.02)
	fmt.Printf("area %.3f of %.3f, part %.3f\n", area, 0.8*math.Pi, part)
	for _, path := range land.LevelSet(0.02) {
		fmt.Printf("radius %.3f, closed: %v\n", math.Hypot(path.X[0], path.Y[0]), path.Closed)
	}
	// Output:
	// area 2.512 of 2.513, part 0.157
	// radius 1.200, closed: true
	// radius 0.800, closed: true
}

// The more the code is limited, the less of the plane has low energy.
func ExamplePlanes() {
	D, err := sparse.NewDictionary(mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0.6, 0.8}))
	if err != nil {
		fmt.Println(err)
		return
	}
	lambdas := []float64{0, 0.1, 0.3}
	y := landscape.Axis{Min: -2, Max: 2, N: 81}
	lands, err := landscape.Planes(ctx, lambdas, func(lambda float64) ebm.FreeEnergy {
		return &sparse.Coder{Dict: D, Lambda: lambda}
	}, y, y, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, land := range lands {
		_, part := land.Volume(0.1)
		fmt.Printf("λ = %.1f: energy up to 0.1 on %.0f %% of the plane\n", lambdas[i], 100*part)
	}
	// Output:
	// λ = 0.0: energy up to 0.1 on 100 % of the plane
	// λ = 0.1: energy up to 0.1 on 17 % of the plane
	// λ = 0.3: energy up to 0.1 on 4 % of the plane
}

// On a line through a space of many dimensions.
func ExampleSlice() {
	D, err := sparse.NewDictionary(mat.NewDense(2, 4, []float64{1, 0, 0, 0, 0, 1, 0, 0}))
	if err != nil {
		fmt.Println(err)
		return
	}
	from, to := []float64{2, 0, 0, 0}, []float64{0, 2, 0, 0}
	s := &landscape.Slice{
		Of:     &sparse.Coder{Dict: D, Lambda: 0.5},
		Origin: from,
		Along:  [][]float64{{to[0] - from[0], to[1] - from[1], to[2] - from[2], to[3] - from[3]}},
	}
	curve, err := landscape.Line(ctx, s, landscape.Axis{Min: 0, Max: 1, N: 5}, nil)
	fmt.Printf("%.3f %v\n", curve.F, err)
	// Output: [0.875 0.750 0.750 0.750 0.875] <nil>
}

// The slope of a sparse-coding energy without differences: ∇F = y − ȳ.
func ExampleEnvelope() {
	D, err := sparse.NewDictionary(mat.NewDense(1, 2, []float64{1, 0}))
	if err != nil {
		fmt.Println(err)
		return
	}
	coder := &sparse.Coder{Dict: D, Lambda: 0.1}
	y := landscape.Axis{Min: -1, Max: 1, N: 3}
	slope, err := landscape.Envelope(ctx, func(ctx context.Context, Y *mat.Dense) (*mat.Dense, error) {
		codes, err := coder.Encode(ctx, Y)
		if err != nil {
			return nil, err
		}
		return codes.Rebuild(D), nil
	}, y, y)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("at (1, 1): (%.1f, %.1f)\n", slope.U.At(2, 2), slope.V.At(2, 2))
	// Output: at (1, 1): (0.1, 1.0)
}
