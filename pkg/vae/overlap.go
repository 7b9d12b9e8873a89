package vae

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Overlap returns the Bhattacharyya coefficient of balls i and j, 1 where they are the
// same and near 0 where they are far apart:
//
//	∫ √(p·q) = Π √(2σ_p σ_q / (σ_p² + σ_q²)) · exp(−(μ_p − μ_q)² / 4(σ_p² + σ_q²))
//
// over the k dimensions (Bhattacharyya 1943). Cost k.
func (b Balls[T]) Overlap(i, j int) float64 {
	mi, si := b.At(i)
	mj, sj := b.At(j)
	sum := 0.0
	for l := range b.k {
		p, q := float64(si[l]), float64(sj[l])
		v, d := p*p+q*q, float64(mi[l])-float64(mj[l])
		sum += math.Log(2*p*q/v)/2 - d*d/(4*v)
	}
	return math.Exp(sum)
}

// Overlaps returns the overlap of every pair (i, j), i < j: (0, 1), (0, 2), …, (1, 2), ….
// Cost n²·k.
func (b Balls[T]) Overlaps() []float64 {
	n := b.Len()
	all := make([]float64, 0, n*(n-1)/2)
	for i := range n {
		for j := i + 1; j < n; j++ {
			all = append(all, b.Overlap(i, j))
		}
	}
	return all
}

// Distances returns ‖x_i − x_j‖ for every pair of samples x (n×d), in the order of
// [Balls.Overlaps]. Cost n²·d. The errors are no samples of d numbers, and a number that
// is not finite.
func Distances[T nn.Float](x []T, d int) ([]float64, error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 {
		return nil, fmt.Errorf("vae: %d numbers, expected one or more samples of %d", len(x), d)
	}
	for i, v := range x {
		if v-v != 0 {
			return nil, fmt.Errorf("vae: number %d of sample %d is %v, expected finite ones", i%d, i/d, v)
		}
	}
	n := len(x) / d
	all := make([]float64, 0, n*(n-1)/2)
	for i := range n {
		for j := i + 1; j < n; j++ {
			var sq float64
			for l, v := range x[i*d : (i+1)*d] {
				e := float64(v) - float64(x[j*d+l])
				sq += e * e
			}
			all = append(all, math.Sqrt(sq))
		}
	}
	return all, nil
}
