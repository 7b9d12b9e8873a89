package conv

import (
	"math"
	"math/bits"

	"github.com/latentlab/latentlab/internal/kernel"
)

// correlateRow sets the M rows of dst to row u of the correlation of the residual with all
// kernels, plus α·z̄.
func (e *encoder[T]) correlateRow(dst []T, u int, done *band[T]) {
	clear(dst)
	if e.target != nil {
		for m := range e.maps {
			kernel.Axpy(e.alpha, e.target[(m*e.rows.size+u)*e.cols.size:][:e.cols.size], dst[m*e.stride:][:e.cols.size])
		}
	}
	e.correlate(dst, e.r, u, done)
}

// collect correlates the residual with all kernels everywhere, notes the largest
// correlation, and puts coordinates above λ into the lists.
func (e *encoder[T]) collect(lambda T) {
	wrap(&e.grid, e.r)
	together(e.strips, func(s *strip[T]) {
		s.merged, s.taken = s.merged[:0], 0
		s.sums.top = 0
	})
	e.bands(e.r, func(rows span, done *band[T]) {
		together(e.strips, func(s *strip[T]) {
			e.collectRows(s, max(s.from, rows.from), min(s.to, rows.to), done, lambda)
		})
	})
	for _, s := range e.strips {
		s.list, s.merged = s.merged, s.list
	}
}

// collectRows does so for some rows of a strip, from … to−1, in their order.
func (e *encoder[T]) collectRows(s *strip[T], from, to int, done *band[T], lambda T) {
	w := e.scratch.Get().(*scratch[T])
	for u := from; u < to; u++ {
		e.correlateRow(w.corr, u, done)
		end := s.taken
		for ; end < len(s.list) && int(s.list[end].At) < (u+1)*e.row; end++ {
			if c := &s.list[end]; e.target != nil {
				w.corr[kernelOf(c)*e.stride+int(c.At)-u*e.row] -= e.alpha * c.Z
			}
		}
		s.sums.top = max(s.sums.top, e.mark(w, lambda))
		e.merge(s, w, u, s.list[s.taken:end])
		s.taken = end
	}
	e.scratch.Put(w)
}

// mark sets the bits of a row's correlations above λ, and returns the largest.
func (e *encoder[T]) mark(w *scratch[T], lambda T) float64 {
	words, top := e.words, T(0)
	clear(w.over)
	for m := range e.maps {
		row := w.corr[m*e.stride:][:e.cols.size]
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
	words := e.words
	for i := range old {
		v := int(old[i].At) - u*e.row
		w.over[kernelOf(&old[i])*words+v/64] |= 1 << (v & 63)
	}
	for i, word := range w.over {
		m, first := i/words, i%words*64
		for ; word != 0; word &= word - 1 {
			v := first + bits.TrailingZeros64(word)
			if len(old) > 0 && old[0].At == e.corner(u, v) && kernelOf(&old[0]) == m {
				s.merged, old = append(s.merged, old[0]), old[1:]
			} else {
				s.merged = append(s.merged, e.newCoord(m, u, v, 0))
			}
		}
	}
}

// estimate returns the largest correlation in some rows of the maps, every other kernel's
// half apart: a bound on λ_max from below.
func (e *encoder[T]) estimate(step int) float64 {
	wrap(&e.grid, e.r)
	tops := make([]T, (e.rows.size+step-1)/step)
	some := func(rows span, done *band[T]) {
		kernel.Parallel((rows.to-rows.from+step-1)/step, func(i int) {
			w, u := e.scratch.Get().(*scratch[T]), rows.from+i*step
			e.correlateRow(w.corr, u, done)
			for m := range e.maps {
				tops[u/step] = max(tops[u/step], e.largest(w.corr[m*e.stride:][:e.cols.size]))
			}
			e.scratch.Put(w)
		})
	}
	if step == 1 {
		e.bands(e.r, some)
	} else {
		some(span{0, e.rows.size}, nil)
	}
	var top T
	for _, t := range tops {
		top = max(top, t)
	}
	return float64(top)
}
