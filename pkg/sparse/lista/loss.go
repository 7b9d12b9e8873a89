package lista

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// loss is the objective of a batch: the mean over its samples of
//
//	Σ_t weight_t·ℓ(z_t),   ℓ = ½‖z − z*‖²  or  ½‖y − W·z‖² + λ‖z‖₁
type loss[T kernel.Float] struct {
	d, k   int
	dict   []T // D, k×d
	lambda float64
}

// last sets tp.dz to the derivative by z[depth], and adds to the block's sum.
func (l *loss[T]) last(tp *tape[T], lo, hi int) {
	clear(tp.dz[lo*l.k : hi*l.k])
	tp.sum[lo/blockRows] = 0
	l.between(tp, tp.depth, lo, hi)
}

// between adds the derivative by z[t] to tp.dz.
func (l *loss[T]) between(tp *tape[T], t, lo, hi int) {
	w := l.weightOf(tp, t)
	if w == 0 {
		return
	}
	z, dz := tp.z[t].rows(lo, hi), tp.dz[lo*l.k:hi*l.k]
	scale := T(w / float64(tp.n))
	sum := &tp.sum[lo/blockRows]
	if tp.target != nil {
		for i := lo; i < hi; i++ {
			zs, z, dz := tp.target[tp.rows[i]*l.k:][:l.k], tp.z[t].rows(i, i+1), tp.dz[i*l.k:(i+1)*l.k]
			*sum += w / 2 * float64(kernel.SumSquaresDiff(z, zs))
			kernel.Axpy(scale, z, dz)
			kernel.Axpy(-scale, zs, dz)
		}
		return
	}
	r := tp.tmp[lo*max(l.d, l.k):][:(hi-lo)*l.d]
	l.rebuild(r, tp, t, lo, hi)
	*sum += w * (float64(kernel.SumSquares(r))/2 + l.lambda*float64(kernel.Asum(z)))
	kernel.GemmSerial(false, true, hi-lo, l.k, l.d, -scale, r, l.d, l.dict, l.d, 1, dz, l.k)
	step := scale * T(l.lambda)
	for i, v := range z {
		switch {
		case v > 0:
			dz[i] += step
		case v < 0:
			dz[i] -= step
		}
	}
}

// rebuild sets r = y − W·z[t].
func (l *loss[T]) rebuild(r []T, tp *tape[T], t, lo, hi int) {
	clear(r)
	if t > 0 {
		tp.z[t].times(r, l.dict, l.d, lo, hi)
	}
	kernel.Axpby(1, tp.y.x[lo*l.d:hi*l.d], -1, r)
}

func (l *loss[T]) weightOf(tp *tape[T], t int) float64 {
	if tp.weight != nil {
		return tp.weight[t]
	}
	if t == tp.depth {
		return 1
	}
	return 0
}

// value returns the mean of the blocks' sums.
func (tp *tape[T]) value() float64 {
	s := 0.0
	for _, v := range tp.sum[:blocks(tp.n)] {
		s += v
	}
	return s / math.Max(1, float64(tp.n))
}
