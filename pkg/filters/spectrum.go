package filters

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
)

// spectrum is the power spectrum of a picture padded with zeros to n×n.
type spectrum struct {
	h, w   int
	n      int
	fft    *fourier.CmplxFFT
	coeffs []complex128
	column []complex128
	power  []float64
}

func newSpectrum(h, w int) *spectrum {
	n := 8
	for n < 2*max(h, w) {
		n *= 2
	}
	return &spectrum{h: h, w: w, n: n, fft: fourier.NewCmplxFFT(n),
		coeffs: make([]complex128, n*n), column: make([]complex128, n), power: make([]float64, n*n)}
}

// peaks returns the frequencies (u, v) of the highest local maxima of the power
// spectrum of the zero-padded picture, in one half of the plane, highest first.
// The lowest frequencies are left out.
func (s *spectrum) peaks(v []float64) [][2]float64 {
	s.transform(v)
	n := s.n
	lowest := 0.4 * float64(n) / float64(max(s.h, s.w))
	at := func(i, j int) float64 { return s.power[(i+n)%n*n+(j+n)%n] }
	type peak struct {
		u, v, power float64
	}
	var found []peak
	for i := -n / 2; i < n/2; i++ {
		for j := 0; j <= n/2; j++ {
			if j == 0 && i <= 0 || math.Hypot(float64(i), float64(j)) < lowest {
				continue
			}
			p := at(i, j)
			higher := p > at(i, j-1) && p > at(i-1, j) && p >= at(i, j+1) && p >= at(i+1, j)
			if higher && p > at(i-1, j-1) && p > at(i-1, j+1) && p >= at(i+1, j-1) && p >= at(i+1, j+1) {
				found = append(found, peak{float64(j) / float64(n), float64(i) / float64(n), p})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b peak) int { return cmp.Compare(b.power, a.power) })
	var out [][2]float64
	for _, p := range found[:min(len(found), maxPeaks)] {
		out = append(out, [2]float64{p.u, p.v})
	}
	return out
}

// transform fills power with |F[v]|², v padded with zeros to n×n.
func (s *spectrum) transform(v []float64) {
	clear(s.coeffs)
	for i := range s.h {
		line := s.coeffs[i*s.n : (i+1)*s.n]
		for j := range s.w {
			line[j] = complex(v[i*s.w+j], 0)
		}
		s.fft.Coefficients(line, line)
	}
	for j := range s.n {
		for i := range s.n {
			s.column[i] = s.coeffs[i*s.n+j]
		}
		s.fft.Coefficients(s.column, s.column)
		for i, c := range s.column {
			s.power[i*s.n+j] = real(c)*real(c) + imag(c)*imag(c)
		}
	}
}
