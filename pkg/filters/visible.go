package filters

import "math"

// Visible is the part of a [Gabor] that a picture of some size shows. Envelopes may
// be much larger than the picture, with their centre at its edge: what then counts
// as the middle, and how many stripes there are, depends on what is seen.
type Visible struct {
	NX     float64 // σ̂·f, the size of the envelope in cycles across the stripes; [Gabor.Shape]'s n_x where all of it is seen
	Cycles float64 // how many cycles a flat window of the same spread would show
	Phase  float64 // φ in the middle of what is seen, in (−π, π]
	Odd    float64 // share of the energy that is odd about the middle, from 0, a bar, to 1, an edge
}

// Visible measures g on a picture of h×w pixels. With the weights e² of the pixels,
// e the envelope, and m and s the mean and the standard deviation of x′ under them,
//
//	σ̂ = √2·s,   n̂ = σ̂·f,   cycles = √12·s·f,   φ̂ = φ + 2π·f·m
//	odd = sin²φ̂·(1 − e^(−q)) / (sin²φ̂·(1 − e^(−q)) + cos²φ̂·(1 + e^(−q))),   q = (2π·n̂)²
//
// The last is the energy of e·sin over that of the whole wave e·cos(2πfx′ + φ̂), for
// a Gaussian e of size σ̂. A flat window of length L has s = L/√12, and an envelope
// that is seen whole has cycles = 2.45·n_x. The zero Gabor gives zeros.
func (g Gabor) Visible(h, w int) Visible {
	if g.Amplitude == 0 {
		return Visible{}
	}
	sin, cos := math.Sincos(g.Theta)
	var sum, first, second float64
	for i := range h * w {
		dx, dy := float64(i%w)-g.X0, float64(i/w)-g.Y0
		across, along := cos*dx+sin*dy, cos*dy-sin*dx
		p, q := across/g.SigmaX, along/g.SigmaY
		weight := math.Exp(-(p*p + q*q))
		sum += weight
		first += weight * across
		second += weight * across * across
	}
	if sum == 0 {
		return Visible{}
	}
	mean := first / sum
	spread := math.Sqrt(max(0, second/sum-mean*mean))
	v := Visible{NX: math.Sqrt2 * spread * g.Frequency, Cycles: math.Sqrt(12) * spread * g.Frequency}
	v.Phase = math.Remainder(g.Phase+2*math.Pi*g.Frequency*mean, 2*math.Pi)
	if v.Phase <= -math.Pi {
		v.Phase = math.Pi
	}
	v.Odd = odd(v.Phase, v.NX)
	return v
}

// odd is the share of odd energy of a wave of phase φ under an envelope of n cycles.
func odd(phase, n float64) float64 {
	k := 2 * math.Pi * n
	sin, cos := math.Sincos(phase)
	far := math.Exp(-k * k)
	o, e := sin*sin*(1-far), cos*cos*(1+far)
	return o / (o + e)
}
