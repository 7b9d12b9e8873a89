package conv_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

func ExampleDictionary() {
	// Two kernels of 1×2 pixels and a channel, scaled to norm 1.
	D, err := conv.NewDictionary([]float64{3, 4, 2, 0}, 1, 2, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d kernels: %.1f and %.1f\n", D.M, D.Kernel(0), D.Kernel(1))
	_, err = conv.NewDictionary([]float64{3, 4, 0, 0}, 1, 2, 1)
	fmt.Println(err)
	// Output:
	// 2 kernels: [0.6 0.8] and [1.0 0.0]
	// conv: kernel 1 is zero, expected a picture
}

func ExampleModel() {
	// A corner of 2×2 pixels, put down once and once more with the other sign.
	D, _ := conv.NewDictionary([]float64{1, 1, 1, 0}, 2, 2, 1)
	m, _ := conv.NewModel(D, 3, 4, conv.Valid)
	d, k := m.Dims()
	maps, h, w := m.CodeDims()
	z, y := make([]float64, k), make([]float64, d)
	z[0], z[w+2] = 1, -1
	m.Decode(y, nil, z)
	fmt.Printf("%d map of %d×%d\n%5.2f\n%5.2f\n%5.2f\n", maps, h, w, y[:4], y[4:8], y[8:])
	// Output:
	// 1 map of 2×3
	// [ 0.58  0.58  0.00  0.00]
	// [ 0.58  0.00 -0.58 -0.58]
	// [ 0.00  0.00 -0.58  0.00]
}

func ExampleBoundary() {
	// How many places a kernel of 3×3 has in a picture of 5×6, and what it leaves of itself
	// at the upper left one.
	D, _ := conv.NewDictionary([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, 3, 3, 1)
	for _, b := range []conv.Boundary{conv.Valid, conv.Zero, conv.Circular} {
		m, _ := conv.NewModel(D, 5, 6, b)
		d, k := m.Dims()
		z, y := make([]float64, k), make([]float64, d)
		z[0] = 3
		m.Decode(y, nil, z)
		pixels := 0
		for _, v := range y {
			if v != 0 {
				pixels++
			}
		}
		fmt.Printf("%v: %d places, %d pixels\n", b, k, pixels)
	}
	// Output:
	// valid: 12 places, 9 pixels
	// zero: 30 places, 4 pixels
	// circular: 30 places, 9 pixels
}

func ExampleMaps() {
	z := conv.MapsOf([]float64{
		0, 2, 0,
		0, 0, 0,

		0, 0, 0,
		-1, 0, 0,
	}, 2, 2, 3)
	fmt.Printf("%d of %d×%d×%d, Σ|z| = %v, %.0f %%\n", z.Count(), z.M, z.H, z.W, z.L1(), 100*z.Share())
	// Output:
	// 2 of 2×2×3, Σ|z| = 3, 17 %
}

func ExampleEntry() {
	z := conv.Maps[float64]{M: 1, H: 2, W: 2, Entries: []conv.Entry[float64]{{Row: 0, Col: 1, Value: 2}, {Row: 1, Col: 0, Value: -1}}}
	for _, e := range z.Entries {
		fmt.Printf("map %d, row %d, column %d: %v\n", e.Map, e.Row, e.Col, e.Value)
	}
	fmt.Println(z.Dense())
	// Output:
	// map 0, row 0, column 1: 2
	// map 0, row 1, column 0: -1
	// [0 2 -1 0]
}

func ExamplePicture() {
	// Pictures of one size with kernels or larger; a smaller one is refused by its number.
	good := conv.Picture[float32]{H: 3, W: 3, C: 1, Pix: make([]float32, 9)}
	small := conv.Picture[float32]{H: 2, W: 5, C: 1, Pix: make([]float32, 10)}
	s := conv.Learning{Kernels: 1, Size: 3, Lambda: 0.1}
	_, err := conv.NewLearner([]conv.Picture[float32]{good, small}, s, rand.New(rand.NewPCG(1, 0)))
	fmt.Println(err)
	// Output:
	// conv: picture 1 is 2×5, smaller than the kernels, 3×3
}

func ExampleLearner() {
	// Pictures of one stripe each, at random rows.
	rng := rand.New(rand.NewPCG(1, 0))
	var pictures []conv.Picture[float64]
	for range 4 {
		p := conv.Picture[float64]{H: 8, W: 8, C: 1, Pix: make([]float64, 64)}
		row := rng.IntN(8)
		for x := range 8 {
			p.Pix[8*row+x] = 1
		}
		pictures = append(pictures, p)
	}
	s := conv.Learning{Kernels: 1, Size: 3, Lambda: 0.1, Boundary: conv.Circular, Passes: 5}
	l, err := conv.Learn(context.Background(), pictures, s, rng, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	k := l.Dictionary().Kernel(0)
	fmt.Printf("%d steps\n%4.1f\n%4.1f\n%4.1f\n", l.Steps(), k[:3], k[3:6], k[6:])
	// Output:
	// 20 steps
	// [ 0.0  0.0  0.0]
	// [ 0.6  0.6  0.6]
	// [ 0.0  0.0  0.0]
}

func ExampleStep() {
	p := conv.Picture[float64]{H: 4, W: 4, C: 1, Pix: make([]float64, 16)}
	p.Pix[5] = 1
	s := conv.Learning{Kernels: 1, Size: 1, Lambda: 0.5, Passes: 2}
	_, err := conv.Learn(context.Background(), []conv.Picture[float64]{p}, s, rand.New(rand.NewPCG(1, 0)), func(s conv.Step) {
		fmt.Printf("step %d of %d: E = %.3f, %.1f %% not zero\n", s.T, s.Of, s.Objective, 100*s.Active)
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// step 1 of 2: E = 0.375, 6.2 % not zero
	// step 2 of 2: E = 0.375, 6.2 % not zero
}
