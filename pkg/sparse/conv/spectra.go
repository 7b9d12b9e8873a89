package conv

import (
	"sync"
	"unsafe"

	"github.com/latentlab/latentlab/internal/kernel"
)

// spectra correlates a plane with all kernels by Fourier transforms of tiles. With R the
// transform of a tile of the plane, and that of two kernels kept as one,
//
//	Q = conj(F[K_1 − i·K_2]),   F⁻¹[Σ_c R_c·Q_c] = corr_1 + i·corr_2,
//
// the places of a tile that do not wrap around being those of the correlation
// (overlap-save). Cost: for two maps a transform of the plane and C products. The order of
// the sums is the same for any GOMAXPROCS.
//
// Transforms lie with the columns of the plane in rows, both in the order that the way back
// takes; see [wave].
//
// Source: Stockham, AFIPS 1966.
type spectra[T Float] struct {
	rows, cols   tiling
	down, across *wave[T]
	g            *grid
	maps, stride int
	kernels      []T       // ⌈M/2⌉×C×2×cols.n×rows.n: the real parts of Q, then the imaginary, over the number of points
	tiles        sync.Pool // of *[2]complexes
	bands        sync.Pool // of *band
}

// complexes are complex numbers, the real and the imaginary parts.
type complexes[T Float] struct{ re, im []T }

// band is the correlation at rows.out rows of the maps, and the transforms it came from.
type band[T Float] struct {
	from     int
	residual []T // cols.count×C×2×cols.n×rows.n
	corr     []T // 2·⌈M/2⌉×rows.out×stride
}

// newSpectra returns nil where the direct correlation is faster.
func newSpectra[T Float](m *Model[T], g *grid, stride int) *spectra[T] {
	s := &spectra[T]{rows: newTiling[T](m.rows), cols: newTiling[T](m.cols), g: g, maps: m.Dict.M, stride: stride}
	if !worthTransforms(s.rows, s.cols, m) {
		return nil
	}
	s.transformKernels(m.Dict)
	return s
}

func (s *spectra[T]) pairs() int  { return (s.maps + 1) / 2 }
func (s *spectra[T]) points() int { return s.rows.n * s.cols.n }

// part is the i-th of planes that lie one after another.
func (s *spectra[T]) part(all []T, i int) complexes[T] {
	n := s.points()
	return complexes[T]{all[2*i*n:][:n], all[(2*i+1)*n:][:n]}
}

func (s *spectra[T]) transformKernels(D *Dictionary[T]) {
	s.down, s.across = newWave[T](s.rows.n), newWave[T](s.cols.n)
	n := s.points()
	s.tiles.New = func() any {
		all := make([]T, 4*n)
		return &[2]complexes[T]{s.part(all, 0), s.part(all, 1)}
	}
	s.bands.New = func() any {
		return &band[T]{residual: make([]T, 2*s.cols.count*D.C*n), corr: make([]T, 2*s.pairs()*s.rows.out*s.stride)}
	}
	s.kernels = make([]T, 2*s.pairs()*D.C*n)
	kernel.Parallel(s.pairs()*D.C, func(i int) {
		pair, c := i/D.C, i%D.C
		t := s.tiles.Get().(*[2]complexes[T])
		s.place(t[0].re, func(y, x int) T { return at(D, 2*pair, y, x, c) })
		s.place(t[0].im, func(y, x int) T { return -at(D, 2*pair+1, y, x, c) })
		q := s.part(s.kernels, i)
		s.forward(q, t)
		kernel.Scal(1/T(n), q.re)
		kernel.Scal(-1/T(n), q.im)
		s.tiles.Put(t)
	})
}

// at is a number of a kernel, 0 outside it and beyond the last one.
func at[T Float](D *Dictionary[T], m, y, x, c int) T {
	if m >= D.M || y >= D.H || x >= D.W {
		return 0
	}
	return D.Kernel(m)[(y*D.W+x)*D.C+c]
}

// place sets a tile to f(y, x) in the order of the transforms.
func (s *spectra[T]) place(tile []T, f func(y, x int) T) {
	for i, y := range s.down.order {
		row := tile[i*s.cols.n:][:s.cols.n]
		for j, x := range s.across.order {
			row[j] = f(y, x)
		}
	}
}

// forward sets dst to the transform of the first tile, which is lost, as is the second.
func (s *spectra[T]) forward(dst complexes[T], t *[2]complexes[T]) {
	high, wide := s.rows.n, s.cols.n
	s.down.columns(t[0].re, t[0].im, wide, wide)
	kernel.Transpose(t[1].re, high, t[0].re, wide, high, wide)
	kernel.Transpose(t[1].im, high, t[0].im, wide, high, wide)
	s.across.columns(t[1].re, t[1].im, high, high)
	for i, x := range s.across.order {
		re, im := dst.re[i*high:][:high], dst.im[i*high:][:high]
		for j, y := range s.down.order {
			re[j], im[j] = t[1].re[x*high+y], t[1].im[x*high+y]
		}
	}
}

// correlate sets b to the correlation of a plane with all kernels at the rows from u on.
func (s *spectra[T]) correlate(b *band[T], plane []T, u int) {
	b.from = u
	channels := s.g.channels
	kernel.Parallel(s.cols.count*channels, func(i int) {
		t := s.tiles.Get().(*[2]complexes[T])
		s.load(t[0].re, plane, u, i/channels*s.cols.out, i%channels)
		clear(t[0].im)
		s.forward(s.part(b.residual, i), t)
		s.tiles.Put(t)
	})
	kernel.Parallel(s.pairs()*s.cols.count, func(i int) {
		t := s.tiles.Get().(*[2]complexes[T])
		s.pair(t, b, i/s.cols.count, i%s.cols.count)
		s.tiles.Put(t)
	})
}

// load sets a tile to a channel of the plane from row u and column v on, 0 beyond its end.
func (s *spectra[T]) load(tile, plane []T, u, v, c int) {
	clear(tile)
	width := s.g.cols.size + s.g.cols.k - 1 - v
	for i, y := range s.down.order {
		if u+y >= s.g.height {
			continue
		}
		from, to := plane[(u+y)*s.g.row+c*s.g.ld+v:][:width], tile[i*s.cols.n:][:s.cols.n]
		for j, x := range s.across.order {
			if x < width {
				to[j] = from[x]
			}
		}
	}
}

// pair sets two maps of a tile of the band.
func (s *spectra[T]) pair(t *[2]complexes[T], b *band[T], pair, tile int) {
	high, wide := s.rows.n, s.cols.n
	s.products(t[0], b, pair, tile)
	s.across.columns(t[0].im, t[0].re, high, high)
	v := tile * s.cols.out
	width := min(s.cols.out, s.g.cols.size-v)
	some := roundUp(width, kernel.Block[T]())
	kernel.Transpose(t[1].re, wide, t[0].re, high, some, high)
	kernel.Transpose(t[1].im, wide, t[0].im, high, some, high)
	s.down.columns(t[1].im, t[1].re, wide, some)
	for y := range min(s.rows.out, s.g.rows.size-b.from) {
		copy(b.corr[(2*pair*s.rows.out+y)*s.stride+v:][:width], t[1].re[y*wide:])
		copy(b.corr[((2*pair+1)*s.rows.out+y)*s.stride+v:][:width], t[1].im[y*wide:])
	}
}

// products sets dst to Σ_c R_c·Q_c.
func (s *spectra[T]) products(dst complexes[T], b *band[T], pair, tile int) {
	channels := s.g.channels
	for c := range channels {
		r, q := s.part(b.residual, tile*channels+c), s.part(s.kernels, pair*channels+c)
		rx, n := r.re, len(r.re)
		x, y, ry, qx, qy := dst.re[:n], dst.im[:n], r.im[:n], q.re[:n], q.im[:n]
		if c == 0 {
			for i, v := range rx {
				x[i], y[i] = v*qx[i]-ry[i]*qy[i], v*qy[i]+ry[i]*qx[i]
			}
			continue
		}
		for i, v := range rx {
			x[i] += v*qx[i] - ry[i]*qy[i]
			y[i] += v*qy[i] + ry[i]*qx[i]
		}
	}
}

// row returns row u of map m, of those of the band.
func (s *spectra[T]) row(b *band[T], m, u int) []T {
	return b.corr[(m*s.rows.out+u-b.from)*s.stride:][:s.g.cols.size]
}

// memory returns the bytes of the transforms that are kept, and of a correlation by some
// goroutines.
func (s *spectra[T]) memory(goroutines int) int64 {
	waves := len(s.down.twiddle) + len(s.across.twiddle) + 2*(s.rows.n+s.cols.n)
	band := 2*s.cols.count*s.g.channels*s.points() + 2*s.pairs()*s.rows.out*s.stride
	return int64(float64(len(s.kernels)+waves+band+goroutines*4*s.points()) * numberSize[T]())
}

func numberSize[T Float]() float64 {
	var number T
	return float64(unsafe.Sizeof(number))
}
