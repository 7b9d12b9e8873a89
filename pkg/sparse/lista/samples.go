package lista

import "github.com/latentlab/latentlab/internal/kernel"

// samples are y of a batch, n×d, and its products with We. Where most of their blocks
// of four entries are zero, the others alone are kept and multiplied.
type samples[T kernel.Float] struct {
	n, d   int
	quads  bool
	x      []T // n×d, where it is kept
	blocks kernel.QuadBatch[T]

	from *data[T] // of the loop that runs
	rows []int
	fill func(i int) // bound once
}

const (
	chunkRows = 128
	panelCols = 32 // of a product that stays in the cache
)

// take makes sample i row rows[i] of a.
func (s *samples[T]) take(a *data[T], rows []int, d int) {
	if s.fill == nil {
		s.fill = s.copyChunk
	}
	s.n, s.d, s.quads = len(rows), d, a.quads
	if s.quads {
		s.blocks.Take(&a.blocks, rows)
	}
	if len(a.x) > 0 {
		s.x = grow(s.x, s.n*d)
		s.from, s.rows = a, rows
		kernel.Parallel((s.n+chunkRows-1)/chunkRows, s.fill)
		s.from, s.rows = nil, nil
	}
}

func (s *samples[T]) copyChunk(i int) {
	for r := i * chunkRows; r < min((i+1)*chunkRows, s.n); r++ {
		copy(s.row(r), s.from.x[s.rows[r]*s.d:(s.rows[r]+1)*s.d])
	}
}

func (s *samples[T]) row(i int) []T { return s.x[i*s.d : (i+1)*s.d] }

// times sets v = Y·Weᵀ, n×k.
func (s *samples[T]) times(v, we []T, k int) {
	if !s.quads {
		kernel.Gemm(false, true, s.n, k, s.d, 1, s.x, s.d, we, s.d, 0, v, k)
		return
	}
	clear(v)
	s.blocks.Times(v, we, k)
}

// gradient adds vᵀ·Y to dWe, k×d, from the blocks.
func (s *samples[T]) gradient(dwe, v []T, k int) { s.blocks.TransposedTimes(dwe, v, k) }
