package nn

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// CrossEntropy is that of targets t ≥ 0 and the softmax of logits a, both n×Classes:
//
//	Σ_i Σ_c −t_ic·log p_ic,  p_i = e^{a_i}/Σ_c e^{a_ic},  da_i = (Σ_c t_ic)·p_i − t_i
//
// (times scale), with one exponential an entry. The rows of t mostly sum to 1, as those
// of [OneHot] do. It costs about 30 operations an entry.
type CrossEntropy[T Float] struct {
	Classes int // of each row

	spans
	dy, y, target []T
	scale         T
	power         []T // e^{a − max a}
	sums          []float64
}

// Loss panics where the entries are not whole rows of Classes.
func (l *CrossEntropy[T]) Loss(dy, y, target []T, scale float64) float64 {
	checkLoss("CrossEntropy", dy, y, target)
	if l.Classes < 1 || len(y)%l.Classes != 0 {
		panic(fmt.Sprintf("nn: CrossEntropy: y has %d elements, expected rows of %d classes", len(y), l.Classes))
	}
	l.dy, l.y, l.target, l.scale = dy, y, target, T(scale)
	l.power, l.sums = grow(l.power, len(y)), grow(l.sums, 2*parts(len(y))) // parts of whole rows are at least half a chunk
	clear(l.sums)
	l.rows(len(y), l.Classes, l)
	return scale * total(l.sums)
}

func (l *CrossEntropy[T]) span(i, lo, hi int) {
	power := l.power[lo:hi]
	for k := lo; k < hi; k += l.Classes {
		row := l.y[k : k+l.Classes]
		top := highest(row)
		for c, a := range row {
			l.power[k+c] = a - top
		}
	}
	loss := 0.0
	for k := lo; k < hi; k += l.Classes {
		for c, t := range l.target[k : k+l.Classes] {
			loss -= float64(t) * float64(l.power[k+c])
		}
	}
	kernel.Exp(power, power)
	for k := lo; k < hi; k += l.Classes {
		loss += l.row(k)
	}
	l.sums[i] = loss
}

// row sets dy of the row that begins at k and returns (Σ_c t)·log Σ_c e^{a − max a}.
func (l *CrossEntropy[T]) row(k int) float64 {
	var sum, weight T
	for c, p := range l.power[k : k+l.Classes] {
		sum += p
		weight += l.target[k+c]
	}
	if l.dy != nil {
		for c, t := range l.target[k : k+l.Classes] {
			l.dy[k+c] = l.scale * (weight*l.power[k+c]/sum - t)
		}
	}
	return float64(weight) * math.Log(float64(sum))
}

func highest[T Float](row []T) T {
	top := row[0]
	for _, a := range row[1:] {
		top = max(top, a)
	}
	return top
}

// OneHot sets dst, len(labels)×classes, to 1 at the label of each row and 0 elsewhere.
// It panics where dst has another length or a label is not in 0 … classes−1.
func OneHot[T Float](dst []T, labels []int, classes int) {
	if len(dst) != len(labels)*classes {
		panic(fmt.Sprintf("nn: OneHot: dst has %d elements, expected %d×%d", len(dst), len(labels), classes))
	}
	clear(dst)
	for i, c := range labels {
		if c < 0 || c >= classes {
			panic(fmt.Sprintf("nn: OneHot: label %d is %d, expected 0 … %d", i, c, classes-1))
		}
		dst[i*classes+c] = 1
	}
}
