package sparse

import (
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// uses lists, for every atom, the samples whose codes use it, and z_ij times a share.
type uses[T kernel.Float] struct {
	first  []int // of atom j: first[j] to first[j+1]−1 in sample and value
	sample []int
	value  []T
}

func usesOf[T kernel.Float](Z *mat.Dense, share float64) uses[T] {
	n, k := Z.Dims()
	u := uses[T]{first: make([]int, k+2)}
	idx, val := make([]int, k), make([]float64, k)
	for i := range n {
		for _, j := range idx[:kernel.NonZeros(idx, val, Z.RawRowView(i))] {
			u.first[j+2]++
		}
	}
	for j := range k {
		u.first[j+2] += u.first[j+1]
	}
	u.sample, u.value = make([]int, u.first[k+1]), make([]T, u.first[k+1])
	for i := range n {
		m := kernel.NonZeros(idx, val, Z.RawRowView(i))
		for e, j := range idx[:m] {
			at := u.first[j+1]
			u.sample[at], u.value[at] = i, T(share*val[e])
			u.first[j+1]++
		}
	}
	return u
}

// of returns the samples that use atom j.
func (u uses[T]) of(j int) (sample []int, value []T) {
	return u.sample[u.first[j]:u.first[j+1]], u.value[u.first[j]:u.first[j+1]]
}
