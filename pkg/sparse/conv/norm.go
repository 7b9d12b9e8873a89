package conv

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"
)

// SquaredNorm returns the largest eigenvalue of WᵀW for the circular boundary: at each
// frequency ω the picture's channels meet through the C×C matrix
//
//	S(ω) = Σ_m K̂_m(ω)·K̂_m(ω)*,
//
// and ‖W‖₂² is the largest eigenvalue of any S(ω). For the other boundaries W is a
// part of the operator on a torus with room for the overhang, so that this is a bound
// from above, near for pictures much larger than the kernels. Computed at the first
// call; cost: C(C+1)/2 Fourier transforms of the picture.
func (m *Model[T]) SquaredNorm() float64 { return m.norm() }

func (m *Model[T]) squaredNorm() float64 {
	h, w := m.H, m.W
	if m.Boundary != Circular {
		h, w = h+m.Dict.H-1, w+m.Dict.W-1
	}
	C := m.Dict.C
	S := make([][]complex128, C*C)
	for a := range C {
		for b := range a + 1 {
			S[a*C+b] = transform2(m.meetings(a, b, h, w), h, w)
		}
	}
	if C == 1 {
		var top float64
		for _, v := range S[0] {
			top = max(top, real(v))
		}
		return top
	}
	var top float64
	for f := range h * w {
		top = max(top, topEigenvalue(C, func(a, b int) complex128 { return S[a*C+b][f] }))
	}
	return top
}

// meetings returns Σ_m Σ_p K_m[p, a]·K_m[p+q, b] for all shifts q on the torus h×w:
// its transform is the entry (a, b) of S, up to conjugation.
func (m *Model[T]) meetings(a, b, h, w int) []complex128 {
	D, r := m.Dict, make([]complex128, h*w)
	for k := range D.M {
		K := D.Kernel(k)
		for i := range D.H {
			for j := range D.W {
				for u := range D.H {
					for v := range D.W {
						at := (u-i+h)%h*w + (v-j+w)%w
						r[at] += complex(float64(K[(i*D.W+j)*D.C+a])*float64(K[(u*D.W+v)*D.C+b]), 0)
					}
				}
			}
		}
	}
	return r
}

// transform2 returns the discrete Fourier transform of x, h×w.
func transform2(x []complex128, h, w int) []complex128 {
	rows, cols := fourier.NewCmplxFFT(w), fourier.NewCmplxFFT(h)
	for y := range h {
		rows.Coefficients(x[y*w:(y+1)*w], x[y*w:(y+1)*w])
	}
	col := make([]complex128, h)
	for c := range w {
		for y := range h {
			col[y] = x[y*w+c]
		}
		cols.Coefficients(col, col)
		for y := range h {
			x[y*w+c] = col[y]
		}
	}
	return x
}

// topEigenvalue returns the largest eigenvalue of the Hermitian matrix whose lower
// triangle is at, as that of the real symmetric matrix [Re −Im; Im Re].
func topEigenvalue(n int, at func(a, b int) complex128) float64 {
	s := mat.NewSymDense(2*n, nil)
	for a := range n {
		for b := range a + 1 {
			re, im := real(at(a, b)), imag(at(a, b))
			s.SetSym(a, b, re)
			s.SetSym(n+a, n+b, re)
			s.SetSym(n+a, b, im)
			s.SetSym(n+b, a, -im)
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(s, false) {
		return mat.Trace(s) / 2 // a bound from above
	}
	top := math.Inf(-1)
	for _, v := range eig.Values(nil) {
		top = max(top, v)
	}
	return top
}
