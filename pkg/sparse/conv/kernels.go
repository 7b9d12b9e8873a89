package conv

import (
	"fmt"
	"math/rand/v2"
)

// candidates is how many parts of pictures are drawn for each first kernel: the one of
// largest norm is taken, since most of a picture is nearly flat.
const candidates = 8

// admit makes k (h×w×C) a kernel m: zero outside its support, of unit norm. It reports
// whether that can be.
func (l *Learner[T]) admit(k []float64, m int) bool {
	h, side, c := l.past.h, l.Settings.side(m), l.past.c
	if from := (h - side) / 2; side < h {
		for i := range k {
			y, x := i/c/h, i/c%h
			if y < from || y >= from+side || x < from || x >= from+side {
				k[i] = 0
			}
		}
	}
	return normalize(k) == nil
}

// draw sets the kernels to parts of the pictures at random places.
func (l *Learner[T]) draw(pictures []Picture[T]) error {
	rng := l.rand(0, 0)
	for m := range l.past.m {
		const tries = 1000
		for try := 0; !l.admit(l.best(l.kernel(m), pictures, rng), m); try++ {
			if try == tries {
				return fmt.Errorf("conv: no part of %d×%d of the pictures was other than zero in %d draws", l.past.h, l.past.w, tries*candidates)
			}
		}
	}
	return nil
}

// best sets dst to the part of largest norm among some that are drawn.
func (l *Learner[T]) best(dst []float64, pictures []Picture[T], rng *rand.Rand) []float64 {
	clear(dst)
	var top float64
	for range candidates {
		p := &pictures[rng.IntN(len(pictures))]
		part := p.crop(rng.IntN(p.H-l.past.h+1), rng.IntN(p.W-l.past.w+1), l.past.h, l.past.w)
		var norm float64
		for _, v := range part.Pix {
			norm += float64(v) * float64(v)
		}
		if norm > top {
			top = norm
			copy(dst, widen(part.Pix))
		}
	}
	return dst
}

// replace puts what the codes of the batch miss most in the place of kernels that no
// code has used for a while. It returns how many.
func (l *Learner[T]) replace(b *batch[T]) int {
	var rest *missed
	replaced := 0
	for m, idle := range l.idle {
		if idle < l.Settings.Unused {
			continue
		}
		if rest == nil {
			rest = newMissed(b, l.past.h, l.past.w)
		}
		k := make([]float64, l.past.size())
		if rest.take(k) && l.admit(k, m) {
			l.plant(m, k)
			replaced++
		}
	}
	return replaced
}

// plant makes k the kernel m, without a past: what the old kernel explained of the
// pictures so far, Σ_j A[n,m](i−j)·K_m(j), is taken out of them.
func (l *Learner[T]) plant(m int, k []float64) {
	old := make([]float64, l.past.size())
	for i, v := range l.kernel(m) {
		old[i] = -v
	}
	l.past.spread(l.past.b, m, old, make([]float64, l.past.shifts()*l.past.size()))
	copy(l.kernel(m), k)
	clear(l.past.with(m))
	clear(l.past.meet(m))
	n := l.past.shifts()
	for i := range l.past.m {
		clear(l.past.meet(i)[m*n : (m+1)*n])
	}
	l.idle[m] = 0
}
