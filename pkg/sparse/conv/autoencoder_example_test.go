package conv_test

import (
	"context"
	"fmt"

	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// Two kernels and an encoder are learned from bars that lie and stand.
func ExampleAutoEncoder() {
	ctx := context.Background()
	picture := conv.Picture[float32]{H: 24, W: 24, C: 1, Pix: make([]float32, 24*24)}
	rng := seeded(1)
	for range 12 {
		lying, standing := rng.IntN(24)*24+rng.IntN(21), rng.IntN(21)*24+rng.IntN(24)
		for i := range 3 {
			picture.Pix[lying+i] = 1
			picture.Pix[standing+24*i] = 1
		}
	}
	pictures := []conv.Picture[float32]{picture}

	s := conv.Joint[float32]{Learning: conv.Learning{Kernels: 2, Size: 3, Lambda: 0.1, Crop: 12}, Border: true,
		Training: conv.Training[float32]{Steps: 200, Batch: 4}}
	a, err := conv.NewAutoEncoder(pictures, s, seeded(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := a.Learn(ctx, pictures, nil); err != nil {
		fmt.Println(err)
		return
	}
	h := a.History()
	first, last := h[0], h[len(h)-1]
	fmt.Println("the energy falls:", last.Objective < first.Objective)
	fmt.Println("the encoder comes closer to the codes:", last.Distance < first.Distance)
	z, err := a.Encoder().Encode(picture.Pix, picture.H, picture.W)
	fmt.Println(len(z) == 2*22*22, err)
	// Output:
	// the energy falls: true
	// the encoder comes closer to the codes: true
	// true <nil>
}

// An encoder of three layers begins as three steps of ISTA.
func ExampleEncoder() {
	D, err := conv.NewDictionary([]float64{1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0}, 3, 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	y := make([]float64, 6*6)
	y[7], y[8], y[9] = 1, 1, 1 // a bar in row 1, from column 1 on
	e, err := conv.NewEncoder(D, 6, 6, 0.1, conv.LISTA{Layers: 3}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	z, err := e.Encode(y, 6, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: map 0, row 1: %.2f\n", e.Form(), z[4:8])
	// Output: LISTA, 3 layers: map 0, row 1: [0.31 0.53 0.29 0.10]
}
