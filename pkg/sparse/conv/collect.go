package conv

import (
	"math"
	"math/bits"

	"github.com/latentlab/latentlab/internal/kernel"
)

// scratch is what one goroutine needs for a row of all maps.
type scratch[T Float] struct {
	corr []T      // ⌈M/4⌉·4 × stride
	over []uint64 // M × ⌈W′/64⌉: who is in the list to be
}

func (e *encoder[T]) newScratch() *scratch[T] {
	return &scratch[T]{
		corr: make([]T, (e.maps+3)/4*4*e.stride()),
		over: make([]uint64, e.maps*e.words()),
	}
}

func (e *encoder[T]) stride() int { return roundUp(e.cols.size, kernel.Block[T]()) }
func (e *encoder[T]) words() int  { return (e.cols.size + 63) / 64 }

// correlate sets the M rows of dst to row u of the correlation of the residual with all
// kernels, plus α·z̄.
func (e *encoder[T]) correlate(dst []T, u int) {
	n, h, w := e.stride(), e.rows.k, e.cols.k
	clear(dst)
	if e.target != nil {
		for m := range e.maps {
			kernel.Axpy(e.alpha, e.target[(m*e.rows.size+u)*e.cols.size:][:e.cols.size], dst[m*n:][:e.cols.size])
		}
	}
	for b := 0; b < e.maps; b += 4 {
		for ch := range e.channels {
			k := e.blocks[(b/4*e.channels+ch)*h*w*4:][:h*w*4]
			kernel.Correlate(dst[b*n:], n, e.r[ch*e.size+u*e.ld:(ch+1)*e.size], e.ld, k, h, w, n)
		}
	}
}

// collect correlates the residual with all kernels everywhere, notes the largest
// correlation, and puts coordinates above λ into the lists.
func (e *encoder[T]) collect(lambda T) {
	wrap(&e.grid, e.r)
	together(e.strips, func(s *strip[T]) {
		w := e.pool.Get().(*scratch[T])
		s.merged = s.merged[:0]
		s.sums.top = 0
		next := 0
		for u := s.from; u < s.to; u++ {
			e.correlate(w.corr, u)
			end := next
			for ; end < len(s.list) && int(s.list[end].at) < (u+1)*e.ld; end++ {
				if c := s.list[end]; e.target != nil {
					w.corr[int(c.k)*e.stride()+int(c.at)-u*e.ld] -= e.alpha * c.z
				}
			}
			s.sums.top = max(s.sums.top, e.mark(w, lambda))
			e.merge(s, w, u, s.list[next:end])
			next = end
		}
		s.list, s.merged = s.merged, s.list
		e.pool.Put(w)
	})
}

// mark sets the bits of a row's correlations above λ, and returns the largest.
func (e *encoder[T]) mark(w *scratch[T], lambda T) float64 {
	words, top := e.words(), T(0)
	clear(w.over)
	for m := range e.maps {
		row := w.corr[m*e.stride():][:e.cols.size]
		most := e.largest(row)
		top = max(top, most)
		if !(most > lambda) {
			continue
		}
		low := -lambda
		if e.positive {
			low = T(math.Inf(-1))
		}
		for i := 0; i < len(row); i += 64 {
			var word uint64
			for j, v := range row[i:min(i+64, len(row))] {
				var over, under uint64
				if v > lambda {
					over = 1
				}
				if v < low {
					under = 1
				}
				word |= (over | under) << (j & 63)
			}
			w.over[m*words+i/64] = word
		}
	}
	return float64(top)
}

// largest returns the dual norm of a row.
func (e *encoder[T]) largest(row []T) T {
	if !e.positive {
		return T(kernel.AbsMaxValue(row))
	}
	var top T
	for _, v := range row {
		top = max(top, v)
	}
	return top
}

// merge appends to the list to be those of a row: old ones and marked ones.
func (e *encoder[T]) merge(s *strip[T], w *scratch[T], u int, old []coord[T]) {
	words := e.words()
	for _, c := range old {
		v := int(c.at) - u*e.ld
		w.over[int(c.k)*words+v/64] |= 1 << (v & 63)
	}
	for i, word := range w.over {
		m, first := i/words, i%words*64
		for ; word != 0; word &= word - 1 {
			v := first + bits.TrailingZeros64(word)
			c := coord[T]{at: int32(u*e.ld + v), k: int32(m)}
			if len(old) > 0 && old[0].at == c.at && old[0].k == c.k {
				c, old = old[0], old[1:]
			} else {
				e.place(&c, u, v)
			}
			s.merged = append(s.merged, c)
		}
	}
}

// estimate returns the largest correlation in some rows of the maps, every other kernel's
// half apart: a bound on λ_max from below.
func (e *encoder[T]) estimate(step int) float64 {
	wrap(&e.grid, e.r)
	tops := make([]T, (e.rows.size+step-1)/step)
	kernel.Parallel(len(tops), func(i int) {
		w := e.pool.Get().(*scratch[T])
		e.correlate(w.corr, i*step)
		for m := range e.maps {
			tops[i] = max(tops[i], e.largest(w.corr[m*e.stride():][:e.cols.size]))
		}
		e.pool.Put(w)
	})
	var top T
	for _, t := range tops {
		top = max(top, t)
	}
	return float64(top)
}
