package conv

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// descents is how many steps of projected gradient a kernel takes in a sweep.
const descents = 4

// energy returns ½ Σ K_m(i)·K_n(j)·A[m,n](i−j) − Σ K_m(i)·B[m](i) for kernels k,
// M×h×w×C: the squared error of the codes without ½‖y‖².
func (s *statistics) energy(k []float64) float64 {
	g := make([]float64, len(k))
	s.gradient(g, k)
	return (kernel.Dot(g, k) - kernel.Dot(s.b, k)) / 2
}

// gradient sets g (M×h×w×C) to the derivative of energy by the kernels,
//
//	g_m(i,c) = Σ_n Σ_j A[m,n](i−j)·K_n(j,c) − B[m](i,c).
func (s *statistics) gradient(g, k []float64) {
	for i, v := range s.b {
		g[i] = -v
	}
	shifted := make([]float64, s.shifts()*s.size())
	for m := range s.m {
		s.spread(g, m, k[m*s.size():(m+1)*s.size()], shifted)
	}
}

// spread adds to the gradient what kernel m growing by d (h×w×C) adds:
//
//	g_n(i,c) += Σ_j A[m,n](j−i)·d(j,c),
//
// a product of A[m,·] with the matrix of d shifted by every q. shifted is workspace.
func (s *statistics) spread(g []float64, m int, d, shifted []float64) {
	clear(shifted)
	size := s.size()
	for i := range s.h {
		for j := range s.w {
			for y := range s.h { // q = (y, x) − (i, j)
				q := (y-i+s.h-1)*(2*s.w-1) + s.w - 1 - j
				for x := range s.w {
					for c := range s.c {
						shifted[(q+x)*size+(i*s.w+j)*s.c+c] = d[(y*s.w+x)*s.c+c]
					}
				}
			}
		}
	}
	kernel.Gemm(false, false, s.m, size, s.shifts(), 1, s.meet(m), s.shifts(), shifted, size, 1, g, size)
}

// toeplitz sets dst, (h·w)×(h·w), to the second derivative by kernel m, the same for
// every channel: dst(i, j) = A[m,m](i−j). It returns a bound on the largest eigenvalue,
// the largest Σ_j |dst(i, j)|.
func (s *statistics) toeplitz(dst []float64, m int) float64 {
	a := s.meet(m)[m*s.shifts() : (m+1)*s.shifts()]
	var top float64
	for i := range s.h * s.w {
		row := dst[i*s.h*s.w : (i+1)*s.h*s.w]
		for y := range s.h {
			q := (i/s.w-y+s.h-1)*(2*s.w-1) + i%s.w + s.w - 1
			for x := range s.w {
				row[y*s.w+x] = a[q-x]
			}
		}
		top = math.Max(top, kernel.Asum(row))
	}
	return top
}

// descent is the workspace of lowering the energy over one kernel after another.
type descent struct {
	*statistics
	k, g             []float64 // kernels and gradient, M×h×w×C
	shifted, hessian []float64
	old, move        []float64 // h×w×C
}

func newDescent(s *statistics, k []float64) *descent {
	n := s.h * s.w
	d := &descent{statistics: s, k: k, g: make([]float64, len(k)),
		shifted: make([]float64, s.shifts()*s.size()), hessian: make([]float64, n*n),
		old: make([]float64, s.size()), move: make([]float64, s.size())}
	s.gradient(d.g, k)
	return d
}

// lower takes steps of projected gradient with kernel m,
//
//	K ← admit(K − ∇/L),
//
// where admit is the projection on what a kernel may be, and L a bound on the curvature:
// the energy does not rise. Cost: 2(h·w)²·C operations a step, and h²·w²·C·4·2M once.
func (d *descent) lower(m int, admit func(k []float64, m int) bool) {
	size := d.size()
	k, g := d.k[m*size:(m+1)*size], d.g[m*size:(m+1)*size]
	top := d.toeplitz(d.hessian, m)
	if top == 0 {
		return
	}
	first := append([]float64(nil), k...)
	gm := append([]float64(nil), g...)
	for range descents {
		copy(d.old, k)
		kernel.Axpy(-1/top, gm, k)
		if !admit(k, m) {
			copy(k, d.old)
			break
		}
		kernel.Sub(d.move, k, d.old)
		kernel.GemmSerial(false, false, d.h*d.w, d.c, d.h*d.w, 1, d.hessian, d.h*d.w, d.move, d.c, 1, gm, d.c)
	}
	kernel.Sub(d.move, k, first)
	d.spread(d.g, m, d.move, d.shifted)
}
