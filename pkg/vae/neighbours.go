package vae

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Neighbours are the nearest of some samples, for each of n.
type Neighbours struct {
	Of       [][]int     // n×count: their numbers, the nearest first
	Distance [][]float64 // n×count: Euclidean
}

// Nearest returns the count nearest rows of y (m×d) for each row of x (n×d), by
// ‖x−y‖² = ‖x‖² + ‖y‖² − 2·x·y. Equal ones come in the order of their numbers. Cost n·m·d.
// The errors are lengths that are no multiples of d, a count above m, and numbers that
// are not finite.
func Nearest[T nn.Float](x, y []T, d, count int) (Neighbours, error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 || len(y)%d != 0 || count < 1 || count > len(y)/d {
		return Neighbours{}, fmt.Errorf("vae: the %d nearest of %d numbers to %d numbers: expected rows of %d, and as many to choose from", count, len(y), len(x), d)
	}
	for _, v := range [][]T{x, y} {
		if i, ok := notFinite(v); ok {
			return Neighbours{}, fmt.Errorf("vae: number %d of row %d is %v, expected finite ones", i%d, i/d, v[i])
		}
	}
	n, m := len(x)/d, len(y)/d
	squares := make([]T, m)
	for o := range squares {
		squares[o] = kernel.SumSquares(y[o*d : (o+1)*d])
	}
	found := Neighbours{make([][]int, n), make([][]float64, n)}
	dots := make([]T, min(n, batch)*m)
	for lo := 0; lo < n; lo += batch {
		rows := x[lo*d : min(n, lo+batch)*d]
		kernel.Gemm(false, true, len(rows)/d, m, d, -2, rows, d, y, d, 0, dots, m)
		kernel.Parallel(len(rows)/d, func(i int) {
			far := dots[i*m : (i+1)*m]
			kernel.Add(far, far, squares)
			found.Of[lo+i] = least(far, count)
			own := kernel.SumSquares(rows[i*d : (i+1)*d])
			for _, o := range found.Of[lo+i] {
				found.Distance[lo+i] = append(found.Distance[lo+i], math.Sqrt(float64(max(0, far[o]+own))))
			}
		})
	}
	return found, nil
}

// least returns the places of the count least numbers of v, in order.
func least[T nn.Float](v []T, count int) []int {
	var best []int // in order
	for i, x := range v {
		if len(best) == count && x >= v[best[count-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, x, func(o int, x T) int { return cmp.Or(cmp.Compare(v[o], x), -1) })
		best = slices.Insert(best[:min(len(best), count-1)], min(at, count-1), i)
	}
	return best
}

// Share returns, for each sample, the part of its neighbours with each label, n×classes.
// It panics where labels has not a label below classes for every neighbour.
func (b Neighbours) Share(labels []int, classes int) [][]float64 {
	share := make([][]float64, len(b.Of))
	for i, of := range b.Of {
		share[i] = make([]float64, classes)
		for _, o := range of {
			share[i][labels[o]] += 1 / float64(len(of))
		}
	}
	return share
}

// Entropy returns −Σ p log p in nats.
func Entropy(p []float64) float64 {
	var h float64
	for _, v := range p {
		if v > 0 {
			h -= v * math.Log(v)
		}
	}
	return h
}
