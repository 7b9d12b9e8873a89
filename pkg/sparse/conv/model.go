package conv

import (
	"fmt"
	"sort"
	"sync"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Model is Ŷ = Σ_i K_i ∗ Z_i for pictures of H×W and as many channels as the kernels
// have. It serves many goroutines at a time. With T = float64 it is an ebm.Decoder,
// linear in z.
type Model[T Float] struct {
	Dict     *Dictionary[T]
	H, W     int
	Boundary Boundary

	rows, cols axis
	norm       func() float64
	layout     func() *layout[T]
	planes     sync.Pool // of *[]T
}

// NewModel checks that the kernels fit into the picture.
func NewModel[T Float](D *Dictionary[T], h, w int, b Boundary) (*Model[T], error) {
	switch {
	case D == nil:
		return nil, fmt.Errorf("conv: no dictionary")
	case b < Valid || b > Circular:
		return nil, fmt.Errorf("conv: %v, expected Valid, Zero or Circular", b)
	case h < D.H || w < D.W:
		return nil, fmt.Errorf("conv: kernels of %d×%d are larger than the picture, %d×%d", D.H, D.W, h, w)
	}
	m := &Model[T]{Dict: D, H: h, W: w, Boundary: b, rows: newAxis(b, h, D.H), cols: newAxis(b, w, D.W)}
	m.norm = sync.OnceValue(m.squaredNorm)
	m.layout = sync.OnceValue(m.newLayout)
	m.planes.New = func() any { p := make([]T, m.layout().size); return &p }
	return m, nil
}

// CodeDims returns M, the number of maps, and their height and width.
func (m *Model[T]) CodeDims() (maps, h, w int) { return m.Dict.M, m.rows.size, m.cols.size }

// Dims returns H·W·C and M·H′·W′, the lengths of a picture and of dense codes.
func (m *Model[T]) Dims() (d, k int) {
	return m.H * m.W * m.Dict.C, m.Dict.M * m.rows.size * m.cols.size
}

// Decode sets dst = Σ_i K_i ∗ Z_i (H×W×C) for dense codes z (M×H′×W′). h is not used.
// Cost: h·w·C multiplications for each entry that is not zero.
func (m *Model[T]) Decode(dst, _, z []T) {
	m.mustFit(len(dst), len(z))
	m.decode(dst, func(plane []T, from, to int) {
		l, h, w := m.layout(), m.rows.size, m.cols.size
		for u := from; u < to; u++ {
			for i := range m.Dict.M {
				for v, x := range z[(i*h+u)*w:][:w] {
					if x != 0 {
						kernel.PatchAxpy(x, l.kernel(i), plane[l.corner(u, v):], l.ld, l.lines, l.width)
					}
				}
			}
		}
	})
}

// DecodeMaps is [Model.Decode] for sparse codes.
func (m *Model[T]) DecodeMaps(dst []T, z *Maps[T]) {
	if z.M != m.Dict.M || z.H != m.rows.size || z.W != m.cols.size || len(dst) != m.H*m.W*m.Dict.C {
		panic(fmt.Sprintf("conv: %d maps of %d×%d and a picture of %d numbers, expected %d of %d×%d and %d",
			z.M, z.H, z.W, len(dst), m.Dict.M, m.rows.size, m.cols.size, m.H*m.W*m.Dict.C))
	}
	m.decode(dst, func(plane []T, from, to int) {
		l := m.layout()
		first := sort.Search(len(z.Entries), func(i int) bool { return int(z.Entries[i].Row) >= from })
		for _, e := range z.Entries[first:] {
			if int(e.Row) >= to {
				return
			}
			kernel.PatchAxpy(e.Value, l.kernel(int(e.Map)), plane[l.corner(int(e.Row), int(e.Col)):], l.ld, l.lines, l.width)
		}
	})
}

// decode puts down kernels in a plane, put doing it for some rows of the maps, and takes
// the picture from it.
func (m *Model[T]) decode(dst []T, put func(plane []T, from, to int)) {
	l := m.layout()
	p := m.planes.Get().(*[]T)
	clear(*p)
	apart(l.strips, false, func(s *span) { put(*p, s.from, s.to) })
	fold(&l.grid, *p)
	unload(&l.grid, dst, *p)
	m.planes.Put(p)
}

// Pullback sets dst (M×H′×W′) to the correlation of u (H×W×C) with each kernel, the
// transpose of Decode. h and z are not used. Cost: M·H′·W′·h·w·C multiplications, or for
// large kernels Fourier transforms, whatever is less.
func (m *Model[T]) Pullback(dst, _, _, u []T) {
	m.mustFit(len(u), len(dst))
	l := m.layout()
	p := m.planes.Get().(*[]T)
	clear(*p)
	load(&l.grid, *p, u)
	wrap(&l.grid, *p)
	l.bands(*p, func(rows span, done *band[T]) {
		kernel.Parallel(rows.to-rows.from, func(i int) {
			w, u := l.scratch.Get().(*scratch[T]), rows.from+i
			clear(w.corr)
			l.correlate(w.corr, *p, u, done)
			for k := range m.Dict.M {
				copy(dst[(k*m.rows.size+u)*m.cols.size:][:m.cols.size], w.corr[k*l.stride:])
			}
			l.scratch.Put(w)
		})
	})
	m.planes.Put(p)
}

// Label returns ΣK*z.
func (m *Model[T]) Label() string { return "ΣK*z" }

func (m *Model[T]) mustFit(d, k int) {
	if wantD, wantK := m.Dims(); d != wantD || k != wantK {
		panic(fmt.Sprintf("conv: a picture of %d numbers and codes of %d, expected %d and %d", d, k, wantD, wantK))
	}
}

func length(what string, got, want int) string {
	return fmt.Sprintf("conv: %s of %d numbers, expected %d", what, got, want)
}
