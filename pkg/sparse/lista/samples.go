package lista

import "github.com/latentlab/latentlab/internal/kernel"

// samples are y of a batch, n×d, and its products with We. Where most of their blocks
// of four entries are zero, the others alone are kept and multiplied.
type samples[T kernel.Float] struct {
	n, d  int
	quads bool
	x     []T                     // n×d, where it is kept
	lists []kernel.QuadColumns[T] // of chunkRows samples each, where quads

	from *data[T] // of the loop that runs
	rows []int
	w, v []T // k×d and n×k
	k    int
	part []panel[T]

	fill, forth, back func(i int) // bound once
}

// A panel is room for the product of one goroutine: panelCols columns of Weᵀ, and of
// chunkRows rows of the codes, in one piece each so that they stay in the cache.
type panel[T kernel.Float] struct{ w, v []T }

const (
	chunkRows = 128
	panelCols = 32
)

// quadsBelow is the part of blocks that are kept below which their product is faster
// than the dense one.
const quadsBelow = 0.5

func (s *samples[T]) chunk(i int) (lo, hi int) { return i * chunkRows, min((i+1)*chunkRows, s.n) }
func (s *samples[T]) chunks() int              { return (s.n + chunkRows - 1) / chunkRows }

// take makes sample i row rows[i] of a.
func (s *samples[T]) take(a *data[T], rows []int, d int) {
	if s.fill == nil {
		s.fill, s.forth, s.back = s.takeChunk, s.timesPanel, s.gradientPanel
	}
	s.n, s.d, s.quads, s.from, s.rows = len(rows), d, a.quads, a, rows
	if len(a.x) > 0 {
		s.x = grow(s.x, s.n*d)
	}
	for len(s.lists) < s.chunks() {
		s.lists = append(s.lists, kernel.QuadColumns[T]{})
	}
	kernel.Parallel(s.chunks(), s.fill)
	s.from, s.rows = nil, nil
}

func (s *samples[T]) takeChunk(i int) {
	lo, hi := s.chunk(i)
	if s.quads {
		s.lists[i].Take(&s.from.blocks, s.rows[lo:hi])
	}
	if len(s.from.x) > 0 {
		for r := lo; r < hi; r++ {
			copy(s.row(r), s.from.x[s.rows[r]*s.d:(s.rows[r]+1)*s.d])
		}
	}
}

func (s *samples[T]) row(i int) []T { return s.x[i*s.d : (i+1)*s.d] }

// times sets v = Y·Weᵀ, n×k.
func (s *samples[T]) times(v, we []T, k int) {
	if !s.quads {
		kernel.Gemm(false, true, s.n, k, s.d, 1, s.x, s.d, we, s.d, 0, v, k)
		return
	}
	s.panels(v, we, k, s.forth)
}

// gradient sets dWe = vᵀ·Y, k×d, from the blocks.
func (s *samples[T]) gradient(dwe, v []T, k int) { s.panels(v, dwe, k, s.back) }

// panels calls f for each panel, in parallel.
func (s *samples[T]) panels(v, w []T, k int, f func(i int)) {
	s.v, s.w, s.k = v, w, k
	count := (k + panelCols - 1) / panelCols
	for len(s.part) < count {
		s.part = append(s.part, panel[T]{v: make([]T, chunkRows*panelCols)})
	}
	kernel.Parallel(count, f)
	s.v, s.w = nil, nil
}

// panel returns the room for panel i, whose columns are lo … lo+cols-1.
func (s *samples[T]) panel(i int) (p *panel[T], lo, cols int) {
	p = &s.part[i]
	p.w = grow(p.w, s.lists[0].Width()*panelCols)
	lo = i * panelCols
	return p, lo, min(panelCols, s.k-lo)
}

func (s *samples[T]) timesPanel(i int) {
	p, at, cols := s.panel(i)
	kernel.Transpose(p.w, panelCols, s.w[at*s.d:], s.d, cols, s.d)
	clear(p.w[s.d*panelCols:])
	for c := range s.chunks() {
		lo, hi := s.chunk(c)
		clear(p.v)
		s.lists[c].Times(p.v, panelCols, p.w, panelCols, cols)
		for r := lo; r < hi; r++ {
			copy(s.v[r*s.k+at:r*s.k+at+cols], p.v[(r-lo)*panelCols:])
		}
	}
}

func (s *samples[T]) gradientPanel(i int) {
	p, at, cols := s.panel(i)
	clear(p.w)
	for c := range s.chunks() {
		lo, hi := s.chunk(c)
		for r := lo; r < hi; r++ {
			copy(p.v[(r-lo)*panelCols:][:cols], s.v[r*s.k+at:])
		}
		s.lists[c].TransposedTimes(p.w, panelCols, p.v, panelCols, cols)
	}
	kernel.Transpose(s.w[at*s.d:], s.d, p.w, panelCols, s.d, cols)
}
