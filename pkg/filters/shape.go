package filters

import "math"

// Shape returns n_x = σ_x·f and n_y = σ_y·f, the size of the envelope in cycles
// across and along the stripes. Blobs lie near (0, 0), and more stripes mean a
// larger n_x.
//
// Source: Ringach (2002), figure 4.
func (g Gabor) Shape() (nx, ny float64) { return g.SigmaX * g.Frequency, g.SigmaY * g.Frequency }

// Aspect returns σ_y/σ_x: above 1, the envelope is longer along the stripes than
// across them. It is NaN for the zero Gabor.
func (g Gabor) Aspect() float64 { return g.SigmaY / g.SigmaX }

// Peak returns the frequency along θ, in cycles a pixel, at which the spectrum of
// g is highest: the grating that excites the filter most. With several stripes it
// is f; with less than one, the two halves of the spectrum meet, and it is 0 for a
// blob and near 1/(2π·σ_x) for an edge. It is 0 for the zero Gabor.
func (g Gabor) Peak() float64 {
	if g.Amplitude == 0 {
		return 0
	}
	const steps = 200
	top := g.Frequency + 1/g.SigmaX
	best, at := g.power(0), 0.0
	for i := 1; i <= steps; i++ {
		u := top * float64(i) / steps
		if p := g.power(u); p > best {
			best, at = p, u
		}
	}
	if at == 0 {
		return 0
	}
	lo, hi := at-top/steps, at+top/steps
	for range 60 { // the top lies between lo and hi: take a third away
		a, b := lo+(hi-lo)/3, hi-(hi-lo)/3
		if g.power(a) < g.power(b) {
			lo = a
		} else {
			hi = b
		}
	}
	return (lo + hi) / 2
}

// power is |F[g]|² at the frequency u along θ, up to a factor: with
// e± = exp(−2π²σ_x²·(u ∓ f)²), it is (e₊ + e₋)²·cos²φ + (e₊ − e₋)²·sin²φ.
func (g Gabor) power(u float64) float64 {
	k := 2 * math.Pi * math.Pi * g.SigmaX * g.SigmaX
	near, far := math.Exp(-k*(u-g.Frequency)*(u-g.Frequency)), math.Exp(-k*(u+g.Frequency)*(u+g.Frequency))
	s, c := math.Sincos(g.Phase)
	even, odd := (near+far)*c, (near-far)*s
	return even*even + odd*odd
}
