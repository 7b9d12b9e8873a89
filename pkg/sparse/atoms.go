package sparse

import (
	"cmp"
	"slices"

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
		for _, j := range idx[:nonzero(idx, val, Z.RawRowView(i))] {
			u.first[j+2]++
		}
	}
	for j := range k {
		u.first[j+2] += u.first[j+1]
	}
	u.sample, u.value = make([]int, u.first[k+1]), make([]T, u.first[k+1])
	for i := range n {
		m := nonzero(idx, val, Z.RawRowView(i))
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

// replace puts samples in the place of atoms that no code has used for a while:
// the samples of the batch that are rebuilt worst. It returns how many.
func (l *Learner) replace(X *mat.Dense, codes *Codes) int {
	var dead []int
	for j, idle := range l.idle {
		if idle >= l.Settings.Unused {
			dead = append(dead, j)
		}
	}
	if len(dead) == 0 {
		return 0
	}
	worst := make([]int, len(codes.Rows))
	for i := range worst {
		worst[i] = i
	}
	slices.SortStableFunc(worst, func(a, b int) int {
		return cmp.Compare(codes.Rows[b].Primal, codes.Rows[a].Primal)
	})
	replaced := 0
	for _, i := range worst {
		if replaced == len(dead) {
			break
		}
		x := slices.Clone(X.RawRowView(i))
		if !admit(&l.Settings, x, x) {
			continue
		}
		l.plant(dead[replaced], x)
		replaced++
	}
	return replaced
}

// plant makes x the atom j, without a past.
func (l *Learner) plant(j int, x []float64) {
	copy(l.d.RawRowView(j), x)
	clear(l.b.RawRowView(j))
	clear(l.a.RawRowView(j))
	k, _ := l.a.Dims()
	for i := range k {
		l.a.Set(i, j, 0)
	}
	l.idle[j] = 0
}
