package conv

import (
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
)

// statistics are all that the energy of M kernels of h×w×C knows of codes that are held
// fixed, and of their pictures:
//
//	A[m,n](q) = Σ_p z_m(p)·z_n(p+q),   |q₁| < h, |q₂| < w
//	B[m](i,c) = Σ_p z_m(p)·y(p+o+i, c)
//
// where o is the offset of the boundary. A is M×M×(2h−1)×(2w−1), q = 0 in the middle,
// and B is M×h×w×C. A[n,m](−q) = A[m,n](q).
type statistics struct {
	m, h, w, c int
	a, b       []float64
}

func newStatistics(m, h, w, c int) statistics {
	s := statistics{m: m, h: h, w: w, c: c}
	s.a, s.b = make([]float64, m*m*s.shifts()), make([]float64, m*s.size())
	return s
}

// shifts returns how many q there are, size how many numbers a kernel has.
func (s *statistics) shifts() int { return (2*s.h - 1) * (2*s.w - 1) }
func (s *statistics) size() int   { return s.h * s.w * s.c }

// meet returns A[m,·], M×(2h−1)×(2w−1).
func (s *statistics) meet(m int) []float64 {
	n := s.m * s.shifts()
	return s.a[m*n : (m+1)*n]
}

// with returns B[m].
func (s *statistics) with(m int) []float64 { return s.b[m*s.size() : (m+1)*s.size()] }

// scale multiplies all by beta.
func (s *statistics) scale(beta float64) {
	kernel.Scal(beta, s.a)
	kernel.Scal(beta, s.b)
}

// coded is a picture with its codes, in the form that statistics are summed from.
type coded struct {
	y      []float64 // picture, wrapped over by h−1 rows and w−1 columns where it is circular
	cols   int       // of y
	rows   []line    // of the maps
	maps   [][]place
	wrap   bool
	height int
}

// line is a row of all maps: columns in rising order, on both sides wrapped over by w−1
// columns where it is circular, and for each entry its value and M×shifts offset.
type line struct {
	col, at []int
	value   []float64
}

// place is an entry of one map.
type place struct {
	row, col int
	value    float64
}

// add sums up A and B of some pictures, each times share. Cost: an entry meets those of
// all maps in h rows and 2w−1 columns, and h·w·C pixels.
func (s *statistics) add(pictures []coded, share float64) {
	kernel.Parallel(s.m, func(m int) {
		for i := range pictures {
			p := &pictures[i]
			for _, e := range p.maps[m] {
				s.addMeetings(s.meet(m), p, e, share*e.value)
				s.addPicture(s.with(m), p, e, share*e.value)
			}
		}
	})
	s.mirror()
}

// addMeetings adds the products of e with entries at q ≥ 0, row before column: the
// others follow by symmetry.
func (s *statistics) addMeetings(dst []float64, p *coded, e place, value float64) {
	for dy := range s.h {
		row := e.row + dy
		if row >= p.height {
			if !p.wrap {
				return
			}
			row -= p.height
		}
		from := e.col
		if dy > 0 {
			from -= s.w - 1
		}
		l := &p.rows[row]
		i, _ := slices.BinarySearch(l.col, from)
		base := (s.h-1+dy)*(2*s.w-1) + s.w - 1 - e.col
		for ; i < len(l.col) && l.col[i] < e.col+s.w; i++ {
			dst[base+l.at[i]] += value * l.value[i]
		}
	}
}

func (s *statistics) addPicture(dst []float64, p *coded, e place, value float64) {
	n := s.w * s.c
	for i := range s.h {
		from := ((e.row+i)*p.cols + e.col) * s.c
		y := p.y[from : from+n]
		for j, v := range dst[i*n : (i+1)*n] {
			dst[i*n+j] = v + value*y[j]
		}
	}
}

// mirror sets A[n,m](−q) = A[m,n](q) for q > 0.
func (s *statistics) mirror() {
	n := s.shifts()
	kernel.Parallel(s.m, func(m int) {
		for k := range s.m {
			dst, src := s.meet(m)[k*n:(k+1)*n], s.meet(k)[m*n:(m+1)*n]
			for q := range n / 2 {
				dst[q] = src[n-1-q]
			}
		}
	})
}
