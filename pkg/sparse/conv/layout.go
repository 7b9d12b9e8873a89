package conv

import (
	"sync"

	"github.com/latentlab/latentlab/internal/kernel"
)

// layout is what the loops over a model's planes need: the kernels in the orders of
// PatchDot and of Correlate, and the rows of the maps that go together.
type layout[T Float] struct {
	grid
	maps         int
	stride       int // numbers of a row of a map, in whole blocks
	words        int // and in words of bits
	taps, blocks []T
	strips       []*span
	spectra      *spectra[T] // nil where the direct correlation is faster
	scratch      sync.Pool   // of *scratch
}

// scratch is what one goroutine needs for a row of all maps.
type scratch[T Float] struct {
	corr []T      // ⌈M/4⌉·4 × stride
	over []uint64 // M × words
}

func (m *Model[T]) newLayout() *layout[T] {
	g := newGrid(m)
	l := &layout[T]{
		grid: g, maps: m.Dict.M, stride: roundUp(g.cols.size, kernel.Block[T]()), words: (g.cols.size + 63) / 64,
		taps: kernelRows(&g, m.Dict), blocks: kernelBlocks(m.Dict), strips: cutStrips(g.rows.size, g.rows.k),
	}
	l.spectra = newSpectra(m, &l.grid, l.stride)
	l.scratch.New = func() any {
		return &scratch[T]{make([]T, roundUp(l.maps, 4)*l.stride), make([]uint64, l.maps*l.words)}
	}
	return l
}

// kernel returns kernel m, lines × width.
func (l *layout[T]) kernel(m int) []T { return l.taps[m*l.lines*l.width:][:l.lines*l.width] }

// bands calls f for rows of the maps, one part after another, each with the band that
// holds the correlation of a plane with all kernels there; nil if that is yet to be done.
func (l *layout[T]) bands(plane []T, f func(rows span, done *band[T])) {
	if l.spectra == nil {
		f(span{0, l.rows.size}, nil)
		return
	}
	b := l.spectra.bands.Get().(*band[T])
	for u := 0; u < l.rows.size; u += l.spectra.rows.out {
		l.spectra.correlate(b, plane, u)
		f(span{u, min(u+l.spectra.rows.out, l.rows.size)}, b)
	}
	l.spectra.bands.Put(b)
}

// correlate adds to the M rows of dst row u of the correlation of a plane with all
// kernels, from the band if there is one.
func (l *layout[T]) correlate(dst, plane []T, u int, done *band[T]) {
	if done != nil {
		for m := range l.maps {
			kernel.Axpy(1, l.spectra.row(done, m, u), dst[m*l.stride:][:l.cols.size])
		}
		return
	}
	for b := 0; b < l.maps; b += 4 {
		kernel.Correlate(dst[b*l.stride:], l.stride, plane[u*l.row:], l.ld, l.blocks[b*l.lines*l.cols.k:], l.lines, l.cols.k, l.stride)
	}
}

// kernelRows lays kernels out for PatchDot: M×h×C×width, lines filled up with zeros.
func kernelRows[T Float](g *grid, D *Dictionary[T]) []T {
	k := make([]T, D.M*g.lines*g.width)
	for m := range D.M {
		for i, v := range D.Kernel(m) {
			c, j, row := i%D.C, i/D.C%D.W, i/D.C/D.W
			k[((m*D.H+row)*D.C+c)*g.width+j] = v
		}
	}
	return k
}

// kernelBlocks lays kernels out for Correlate: ⌈M/4⌉×h×C×w×4, zeros beyond M.
func kernelBlocks[T Float](D *Dictionary[T]) []T {
	k := make([]T, (D.M+3)/4*4*D.H*D.W*D.C)
	for m := range D.M {
		for i, v := range D.Kernel(m) {
			c, j, row := i%D.C, i/D.C%D.W, i/D.C/D.W
			k[(((m/4*D.H+row)*D.C+c)*D.W+j)*4+m%4] = v
		}
	}
	return k
}
