package vae_test

import (
	"fmt"

	"github.com/latentlab/latentlab/pkg/vae"
)

// Three balls of one size: the two that are near each other overlap.
func ExampleBalls() {
	b, err := vae.NewBalls([]float64{-1, 0, 0, 0, 6, 0}, []float64{1, 1, 1, 1, 1, 1}, 2)
	fmt.Println(b.Len(), b.Nearest(), err)
	for _, o := range b.Overlaps() {
		fmt.Printf("%.3f ", o)
	}
	// Output:
	// 3 1 <nil>
	// 0.882 0.002 0.011
}

// Four codes, a quarter of the prior's mass each.
func ExamplePriorGrid() {
	z, err := vae.PriorGrid[float64](2, 2, 0, 1)
	fmt.Printf("%.3f %v", z, err)
	// Output: [-0.674 0.674 0.674 0.674 -0.674 -0.674 0.674 -0.674] <nil>
}
