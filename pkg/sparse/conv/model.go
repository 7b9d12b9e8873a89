package conv

import (
	"fmt"
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
	clear(dst)
	for e := range entries(z, m.Dict.M, m.rows.size, m.cols.size) {
		m.put(dst, e)
	}
}

// DecodeMaps is [Model.Decode] for sparse codes.
func (m *Model[T]) DecodeMaps(dst []T, z *Maps[T]) {
	if z.M != m.Dict.M || z.H != m.rows.size || z.W != m.cols.size || len(dst) != m.H*m.W*m.Dict.C {
		panic(fmt.Sprintf("conv: %d maps of %d×%d and a picture of %d numbers, expected %d of %d×%d and %d",
			z.M, z.H, z.W, len(dst), m.Dict.M, m.rows.size, m.cols.size, m.H*m.W*m.Dict.C))
	}
	clear(dst)
	for _, e := range z.Entries {
		m.put(dst, e)
	}
}

// put adds e.Value·K to dst.
func (m *Model[T]) put(dst []T, e Entry[T]) {
	K, c := m.Dict.Kernel(int(e.Map)), m.Dict.C
	for i := range m.Dict.H {
		y := m.rows.pixel(int(e.Row), i)
		if y < 0 {
			continue
		}
		for j := range m.Dict.W {
			if x := m.cols.pixel(int(e.Col), j); x >= 0 {
				for ch := range c {
					dst[(y*m.W+x)*c+ch] += e.Value * K[(i*m.Dict.W+j)*c+ch]
				}
			}
		}
	}
}

// Pullback sets dst (M×H′×W′) to the correlation of u (H×W×C) with each kernel, the
// transpose of Decode. h and z are not used. Cost: M·H′·W′·h·w·C multiplications.
func (m *Model[T]) Pullback(dst, _, _, u []T) {
	m.mustFit(len(u), len(dst))
	kernel.Parallel(m.rows.size, func(row int) {
		for i := range m.Dict.M {
			for col := range m.cols.size {
				dst[(i*m.rows.size+row)*m.cols.size+col] = m.meet(u, i, row, col)
			}
		}
	})
}

// meet returns the inner product of u with kernel k at a place.
func (m *Model[T]) meet(u []T, k, row, col int) T {
	K, c := m.Dict.Kernel(k), m.Dict.C
	var sum T
	for i := range m.Dict.H {
		y := m.rows.pixel(row, i)
		if y < 0 {
			continue
		}
		for j := range m.Dict.W {
			if x := m.cols.pixel(col, j); x >= 0 {
				for ch := range c {
					sum += u[(y*m.W+x)*c+ch] * K[(i*m.Dict.W+j)*c+ch]
				}
			}
		}
	}
	return sum
}

// Label returns ΣK∗z.
func (m *Model[T]) Label() string { return "ΣK∗z" }

func (m *Model[T]) mustFit(d, k int) {
	if wantD, wantK := m.Dims(); d != wantD || k != wantK {
		panic(fmt.Sprintf("conv: a picture of %d numbers and codes of %d, expected %d and %d", d, k, wantD, wantK))
	}
}

func length(what string, got, want int) string {
	return fmt.Sprintf("conv: %s of %d numbers, expected %d", what, got, want)
}
