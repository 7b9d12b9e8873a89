package filters

import (
	"fmt"
	"math"
)

// Gabor is a plane wave under a Gaussian envelope:
//
//	g(x, y) = A·exp(−x′²/(2σ_x²) − y′²/(2σ_y²))·cos(2π·f·x′ + φ)
//	x′ =  (x − x0)·cos θ + (y − y0)·sin θ
//	y′ = −(x − x0)·sin θ + (y − y0)·cos θ
//
// The wave runs along x′, so its stripes run along y′.
//
// Where σ_x·f is below about 0.1, the envelope shows less than half a stripe: the
// filter is a Gaussian blob (φ near 0 or π) or the derivative of one, an edge
// (φ near ±π/2). There f and A depend on each other, and for round blobs θ means
// nothing: look at [Gabor.Peak] instead of f.
//
// Source: Daugman, J. Opt. Soc. Am. A 2 (1985) 1160, with the two axes of the
// envelope along and across the wave as in Ringach, J. Neurophysiol. 88 (2002) 455.
type Gabor struct {
	X0, Y0    float64 // centre of the envelope, pixels
	Theta     float64 // θ, direction of the wave, in [0, π)
	Frequency float64 // f, cycles a pixel
	Phase     float64 // φ at the centre, in (−π, π]: 0 and π even, ±π/2 odd
	SigmaX    float64 // σ_x, of the envelope across the stripes, pixels
	SigmaY    float64 // σ_y, of the envelope along the stripes, pixels
	Amplitude float64 // A ≥ 0

	R2 float64 // of the fit: 1 − Σ(v − g)²/Σ(v − v̄)² over the pixels v
}

// At returns g(x, y).
func (g Gabor) At(x, y float64) float64 {
	s, c := math.Sincos(g.Theta)
	dx, dy := x-g.X0, y-g.Y0
	across, along := c*dx+s*dy, c*dy-s*dx
	p, q := across/g.SigmaX, along/g.SigmaY
	return g.Amplitude * math.Exp(-(p*p+q*q)/2) * math.Cos(2*math.Pi*g.Frequency*across+g.Phase)
}

// Render returns the picture of g on h×w pixels, in rows. It panics where h or w
// is below 1. The zero Gabor is a picture of zeros.
func (g Gabor) Render(h, w int) []float64 {
	if h < 1 || w < 1 {
		panic(fmt.Sprintf("filters: a picture of %d×%d pixels, expected at least 1×1", h, w))
	}
	img := make([]float64, h*w)
	if g.Amplitude == 0 {
		return img
	}
	for i := range img {
		img[i] = g.At(float64(i%w), float64(i/w))
	}
	return img
}
