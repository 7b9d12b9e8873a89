package lista

import (
	"github.com/latentlab/latentlab/internal/kernel"
)

// blockRows is how many samples go through all layers together.
const blockRows = 64

// A tape holds a batch on its way through the layers, and what the way back needs.
// z[0] is the code before the first layer, zero, and never written.
type tape[T kernel.Float] struct {
	n int
	way
	y      samples[T]
	target []T           // of the data, with k columns, or nil
	rows   []int         // sample i has row rows[i] of target
	z      []nonzeros[T] // z[t], n×k, t = 1 … depth
	g      []nonzeros[T] // derivative of the loss by what is shrunk to z[t]

	b    []T          // n×k: We·y of tied layers
	gb   nonzeros[T]  // and the derivative by it
	r    [][]T        // n×d: y − W·z[t−1], residual form
	u    [][]T        // n×k: V·r
	all  []bool       // n×k a layer: entries that pass unshrunk
	cd   []changes[T] // a sample: what coordinate descent did
	dz   []T          // n×k: derivative by z
	tmp  []T          // n×max(k, d)
	sum  []float64    // loss of a block
	part []T          // a block's derivatives by thresholds and gains
	run  func(block int)
	do   func(lo, hi int)
}

// size makes room for n samples.
func (tp *tape[T]) size(n, depth, d, k int) {
	tp.n, tp.depth = n, depth
	for len(tp.z) <= depth {
		tp.z, tp.g = append(tp.z, nonzeros[T]{}), append(tp.g, nonzeros[T]{})
	}
	for t := range depth + 1 {
		tp.z[t].size(n, k)
	}
	tp.z[0].lists.Clear()
	tp.tmp = grow(tp.tmp, n*max(d, k))
	tp.sum = grow(tp.sum, blocks(n))
}

// back makes room for the way back.
func (tp *tape[T]) back(k int) {
	for t := 1; t <= tp.depth; t++ {
		tp.g[t].size(tp.n, k)
	}
	tp.dz = grow(tp.dz, tp.n*k)
}

func blocks(n int) int { return (n + blockRows - 1) / blockRows }

// each calls f for the samples lo … hi-1 of each block, in parallel.
func (tp *tape[T]) each(f func(lo, hi int)) {
	if tp.run == nil {
		tp.run = func(i int) { tp.do(i*blockRows, min((i+1)*blockRows, tp.n)) }
	}
	tp.do = f
	kernel.Parallel(blocks(tp.n), tp.run)
}

// partOf returns the derivatives by m thresholds and gains of the block that begins
// at sample lo.
func (tp *tape[T]) partOf(lo, m int) []T {
	i := lo / blockRows
	return tp.part[i*m : (i+1)*m]
}
