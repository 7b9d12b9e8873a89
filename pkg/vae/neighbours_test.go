package vae_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/vae"
)

// The nearest by sorting all distances.
func TestNearest(t *testing.T) {
	const n, m, d, count = 300, 70, 6, 5
	rng := newRand(1)
	x, y := make([]float64, n*d), make([]float64, m*d)
	for _, v := range [][]float64{x, y} {
		for i := range v {
			v[i] = rng.NormFloat64()
		}
	}
	got, err := vae.Nearest(x, y, d, count)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		far := make([]float64, m)
		for o := range far {
			for j := range d {
				far[o] += (x[i*d+j] - y[o*d+j]) * (x[i*d+j] - y[o*d+j])
			}
		}
		sorted := slices.Sorted(slices.Values(far))
		for r, o := range got.Of[i] {
			if far[o] != sorted[r] || math.Abs(got.Distance[i][r]-math.Sqrt(far[o])) > 1e-12 {
				t.Fatalf("sample %d: number %d is row %d at %v, expected distance² %v", i, r, o, got.Distance[i][r], sorted[r])
			}
		}
	}
	same, err := vae.Nearest([]float64{1, 1}, []float64{0, 0, 1, 1, 1, 1, 2, 2}, 2, 4)
	if err != nil || !slices.Equal(same.Of[0], []int{1, 2, 0, 3}) {
		t.Errorf("ties give %v, %v", same.Of, err)
	}
	for _, count := range []int{0, 5} {
		if _, err := vae.Nearest([]float64{1, 1}, make([]float64, 8), 2, count); err == nil {
			t.Errorf("%d of 4 were found", count)
		}
	}
	if _, err := vae.Nearest([]float64{1, math.NaN()}, make([]float64, 8), 2, 1); err == nil {
		t.Error("NaN was taken")
	}
}

func ExampleNearest() {
	near, err := vae.Nearest([]float64{0, 1}, []float64{0, 0, 0, 3, 0, 9}, 2, 2)
	share := near.Share([]int{0, 1, 1}, 2)
	fmt.Println(near.Of, near.Distance, err)
	fmt.Printf("%v %.4f\n", share, vae.Entropy(share[0]))
	// Output:
	// [[0 1]] [[1 2]] <nil>
	// [[0.5 0.5]] 0.6931
}
