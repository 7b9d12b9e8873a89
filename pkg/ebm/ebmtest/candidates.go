package ebmtest

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// candidates yields points that may be nearer to v, and cost less, than p = Prox(v, t),
// each with a word on what it is.
func candidates(r ebm.Regularizer, p, v []float64, rng *rand.Rand) iter.Seq2[string, []float64] {
	return func(yield func(string, []float64) bool) {
		_ = yield("v itself,", v) && yield("the origin", make([]float64, len(v))) &&
			near(p, v, rng, yield) && choices(p, v, rng, yield) && pairs(p, yield) && others(r, p, rng, yield) && listed(r, len(v), yield)
	}
}

// steps are the lengths of the moves away from p.
var steps = []float64{1, 1. / 4, 1. / 16, 1. / 64, 1e-3, 1e-4, 1e-5, 1e-6}

// near moves p along one entry, in random directions, and towards v.
func near(p, v []float64, rng *rand.Rand, yield func(string, []float64) bool) bool {
	for _, step := range steps {
		for i := range p {
			if !yield("the neighbour", with(p, i, p[i]+step)) || !yield("the neighbour", with(p, i, p[i]-step)) ||
				!yield("with one entry 0,", with(p, i, 0)) {
				return false
			}
		}
		for range 10 {
			u := point(len(p), step, rng)
			for i := range u {
				u[i] += p[i]
			}
			if !yield("the random point", u) || !yield("the point towards v", between(p, v, point(1, step, rng)[0])) {
				return false
			}
		}
	}
	return true
}

// choices leaves of v what stands on some of the entries, all choices for up to eight
// entries and 256 random ones else, and moves it to the sum and to the norm of p.
func choices(p, v []float64, rng *rand.Rand, yield func(string, []float64) bool) bool {
	var sum float64
	for _, x := range p {
		sum += x
	}
	norm := math.Sqrt(dot(p, p))
	for c := range 1 << min(len(v), 8) {
		bits := uint64(c)
		if len(v) > 8 {
			bits = rng.Uint64()
		}
		u, shifted, n, lack := make([]float64, len(v)), make([]float64, len(v)), 0.0, sum
		for i, x := range v {
			if bits>>(i%64)&1 == 1 {
				u[i] = x
				n++
				lack -= x
			}
		}
		scaled := slices.Clone(u)
		for i, x := range v {
			if bits>>(i%64)&1 == 1 {
				shifted[i] = x + lack/n
			}
			scaled[i] *= norm / math.Sqrt(max(dot(u, u), 1e-300))
		}
		if !yield("some entries of v,", u) || !yield("some entries of v, shifted,", shifted) || !yield("some entries of v, scaled,", scaled) {
			return false
		}
	}
	return true
}

// pairs exchanges two entries of p, and moves an amount from one to the other.
func pairs(p []float64, yield func(string, []float64) bool) bool {
	for i := range p {
		for j := range p {
			if i == j {
				continue
			}
			if !yield("with two entries exchanged,", with(with(p, i, p[j]), j, p[i])) {
				return false
			}
			for _, step := range append([]float64{p[i]}, steps...) {
				if !yield("with an amount moved between two entries,", with(with(p, i, p[i]-step), j, p[j]+step)) {
					return false
				}
			}
		}
	}
	return true
}

// others goes to further values of Prox, which are where R is finite, and on the way
// there, where a convex R is finite too.
func others(r ebm.Regularizer, p []float64, rng *rand.Rand, yield func(string, []float64) bool) bool {
	for _, scale := range []float64{0.3, 1, 3} {
		for range 10 {
			q := point(len(p), scale, rng)
			r.Prox(q, q, scale*rng.Float64())
			for _, s := range steps {
				if !yield("on the way to another value of Prox,", between(p, q, s)) {
					return false
				}
			}
		}
	}
	return true
}

// listed goes through the points of a discrete r.
func listed(r ebm.Regularizer, k int, yield func(string, []float64) bool) bool {
	d, ok := r.(ebm.Discrete)
	if !ok {
		return true
	}
	for z := range d.Points(k) {
		if !yield("the point", z) {
			return false
		}
	}
	return true
}

// with returns p with one entry set to x.
func with(p []float64, i int, x float64) []float64 {
	u := slices.Clone(p)
	u[i] = x
	return u
}

// between returns p + s·(q − p).
func between(p, q []float64, s float64) []float64 {
	u := slices.Clone(p)
	for i := range u {
		u[i] += s * (q[i] - p[i])
	}
	return u
}
