package nn

import (
	"fmt"

	"github.com/latentlab/latentlab/internal/kernel"
)

// A Loss compares outputs y with targets, both n×c. It returns scale·(Σ over all
// entries) and sets dy to the derivative by y; dy may be nil. scale is 1/n for the
// mean over samples. A Loss keeps scratch space: one for each goroutine.
type Loss[T Float] interface {
	Loss(dy, y, target []T, scale float64) float64
}

// SquaredError is ½Σ(y − target)²; dy = y − target (times scale).
type SquaredError[T Float] struct {
	spans
	dy, y, target []T
	scale         T
	sums          []float64
}

func (l *SquaredError[T]) Loss(dy, y, target []T, scale float64) float64 {
	checkLoss("SquaredError", dy, y, target)
	l.dy, l.y, l.target, l.scale = dy, y, target, T(scale)
	l.sums = grow(l.sums, parts(len(y)))
	l.do(len(y), l)
	return scale * total(l.sums) / 2
}

func (l *SquaredError[T]) span(i, lo, hi int) {
	y, t := l.y[lo:hi], l.target[lo:hi]
	l.sums[i] = float64(kernel.SumSquaresDiff(y, t))
	if l.dy != nil {
		kernel.Sub(l.dy[lo:hi], y, t)
		kernel.Scal(l.scale, l.dy[lo:hi])
	}
}

func checkLoss[T Float](name string, dy, y, target []T) {
	if len(y) != len(target) || dy != nil && len(dy) != len(y) {
		panic(fmt.Sprintf("nn: %s: y has %d elements, the target %d, dy %d", name, len(y), len(target), len(dy)))
	}
}

// grow returns n elements of any value, in the space of v where it is enough.
func grow[T any](v []T, n int) []T {
	if cap(v) < n {
		return make([]T, n)
	}
	return v[:n]
}

func total(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}
