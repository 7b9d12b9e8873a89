package bench

import "math"

// blur returns a picture x of h×w under a Gaussian of standard deviation σ, cut at 4σ, the
// picture reflected at its borders, d c b a | a b c d.
func blur(x []float64, h, w int, sigma float64) []float64 {
	radius := int(4*sigma + 0.5)
	g := make([]float64, 2*radius+1)
	var sum float64
	for i := range g {
		g[i] = math.Exp(-float64((i-radius)*(i-radius)) / (2 * sigma * sigma))
		sum += g[i]
	}
	for i := range g {
		g[i] /= sum
	}
	across, both := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		for j, v := range g {
			across[i] += v * x[i/w*w+reflected(i%w+j-radius, w)]
		}
	}
	for i := range x {
		for j, v := range g {
			both[i] += v * across[reflected(i/w+j-radius, h)*w+i%w]
		}
	}
	return both
}

// reflected returns the place in 0 … n−1 that stands for i.
func reflected(i, n int) int {
	i = ((i % (2 * n)) + 2*n) % (2 * n)
	return min(i, 2*n-1-i)
}
