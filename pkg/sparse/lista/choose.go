package lista

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// passed returns, n×k, which entries passed layer t without being shrunk.
func (e *residual[T]) passed(tp *tape[T], t int) []bool {
	size := tp.n * e.k
	return tp.all[(t-1)*size : t*size]
}

// choose shrinks z[t] by θ except for the entries that the form selects: of those of a
// sample that are larger than θ, the largest, as many as the layer's part of k.
func (e *residual[T]) choose(tp *tape[T], t, lo, hi int, theta T) {
	count := int(math.Round(e.plan.chosen[t-1] * float64(e.k)))
	passed, keys := e.passed(tp, t), e.keys[lo/blockRows]
	for i := lo; i < hi; i++ {
		v, free := tp.z[t].rows(i, i+1), passed[i*e.k:(i+1)*e.k]
		bar := T(math.Inf(1))
		if count > 0 {
			copy(keys, v)
			for j, x := range keys {
				keys[j] = T(math.Abs(float64(x)))
			}
			bar = max(theta, largest(keys, count))
		}
		left := count
		for j, x := range v {
			size := T(math.Abs(float64(x)))
			free[j] = left > 0 && size >= bar && size > theta
			if free[j] {
				left--
			}
		}
		shrinkOthers(v, free, theta)
	}
}

func shrinkOthers[T kernel.Float](v []T, free []bool, theta T) {
	for j, x := range v {
		switch {
		case free[j]:
		case x > theta:
			v[j] = x - theta
		case x < -theta:
			v[j] = x + theta
		case x == x: // a NaN stays
			v[j] = 0
		}
	}
}

// largest returns the n-th largest entry of v, 1 ≤ n ≤ len(v), and reorders v
// (Hoare's selection).
func largest[T kernel.Float](v []T, n int) T {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[(lo+hi)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] > pivot {
				i++
			}
			for v[j] < pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n-1 <= j:
			hi = j
		case n-1 >= i:
			lo = i
		default:
			return v[n-1]
		}
	}
	return v[n-1]
}
