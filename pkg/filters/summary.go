package filters

import (
	"fmt"
	"math"
	"slices"
)

// Orientations counts the Gabors by θ in equal sectors of the half circle: sector
// i of n holds π·i/n ≤ θ < π·(i+1)/n, so with 6 sectors each is 30° wide. Zero
// Gabors are not counted. It panics where sectors is below 1.
func Orientations(gabors []Gabor, sectors int) []int {
	if sectors < 1 {
		panic(fmt.Sprintf("filters: %d sectors, expected at least 1", sectors))
	}
	counts := make([]int, sectors)
	for _, g := range gabors {
		if g.Amplitude != 0 {
			counts[min(int(g.Theta/math.Pi*float64(sectors)), sectors-1)]++
		}
	}
	return counts
}

// Good returns the Gabors with R² ≥ r2, in order, without zero Gabors.
func Good(gabors []Gabor, r2 float64) []Gabor {
	var good []Gabor
	for _, g := range gabors {
		if g.R2 >= r2 && g.Amplitude != 0 {
			good = append(good, g)
		}
	}
	return good
}

// Summary is a look at many fits at once. Medians, sectors and what follows are
// over the good fits alone, and zero where there are none.
type Summary struct {
	Filters int     // all of them
	Good    int     // those with R² at least as asked for
	Share   float64 // Good/Filters
	R2      float64 // median of R² over all filters

	Sectors [6]int  // good fits by θ, 30° each
	Aspect  float64 // median of σ_y/σ_x
	Peak    float64 // median of the frequency of the highest response, cycles a pixel
	NX, NY  float64 // medians of the envelope's size in cycles
}

// Summarize counts the fits with R² ≥ r2 and takes their medians.
func Summarize(gabors []Gabor, r2 float64) Summary {
	good := Good(gabors, r2)
	s := Summary{Filters: len(gabors), Good: len(good)}
	if len(gabors) > 0 {
		s.Share = float64(len(good)) / float64(len(gabors))
	}
	copy(s.Sectors[:], Orientations(good, len(s.Sectors)))
	s.R2 = median(gabors, func(g Gabor) float64 { return g.R2 })
	s.Aspect = median(good, Gabor.Aspect)
	s.Peak = median(good, Gabor.Peak)
	s.NX = median(good, func(g Gabor) float64 { nx, _ := g.Shape(); return nx })
	s.NY = median(good, func(g Gabor) float64 { _, ny := g.Shape(); return ny })
	return s
}

// median returns the median of f over the Gabors; of an even number of them, the
// mean of the two in the middle; of none, zero.
func median(gabors []Gabor, f func(Gabor) float64) float64 {
	if len(gabors) == 0 {
		return 0
	}
	v := make([]float64, len(gabors))
	for i, g := range gabors {
		v[i] = f(g)
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
