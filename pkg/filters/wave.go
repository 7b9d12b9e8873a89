package filters

import "math"

// The fit walks over six free numbers p. Each goes through a map onto the range
// that the Gabor's own number may have:
//
//	x0, y0     centre, on the picture's pixels
//	θ          free
//	f          from δ up to fmax(θ), with δ a quarter of a cycle a picture
//	σ_x, σ_y   from half a pixel to twice the picture, in the logarithm
const (
	centreX = iota
	centreY
	angle
	frequency
	sigmaX
	sigmaY
	numParams
)

// wave is a Gabor without amplitude and phase, which are linear.
type wave [numParams]float64

// params are the free numbers.
type params [numParams]float64

// limits are the ranges on one size of picture.
type limits struct{ lo, hi wave }

func limitsFor(h, w int) limits {
	size := float64(max(h, w))
	var l limits
	l.lo[centreX], l.hi[centreX] = -0.5, float64(w)-0.5
	l.lo[centreY], l.hi[centreY] = -0.5, float64(h)-0.5
	l.lo[frequency], l.hi[frequency] = 0.25/size, 0.5-0.25/size // along rows and columns; see highest
	for _, k := range []int{sigmaX, sigmaY} {
		l.lo[k], l.hi[k] = math.Log(0.5), math.Log(2*size)
	}
	return l
}

// highest is a smooth bound on the frequencies along θ, with its derivative,
//
//	fmax(θ) = (½ − δ)·(cos⁸θ + sin⁸θ)^(−1/8)
//
// so that |f·cos θ| and |f·sin θ| stay δ below the ½ that the pixels can hold. At
// ½ itself, as at f = 0, the wave and the one a quarter of a turn later are the
// same on all pixels, and the amplitude has no bound.
func (l *limits) highest(theta float64) (fmax, slope float64) {
	s, c := math.Sincos(theta)
	sum := math.Pow(c, 8) + math.Pow(s, 8)
	fmax = l.hi[frequency] * math.Pow(sum, -1./8)
	return fmax, fmax / sum * (math.Pow(c, 7)*s - math.Pow(s, 7)*c)
}

// between maps a free number q onto (lo, hi), with the derivative:
//
//	lo + (hi − lo)·(1 + sin q)/2
func between(lo, hi, q float64) (v, slope float64) {
	s, c := math.Sincos(q)
	return lo + (hi-lo)*(1+s)/2, (hi - lo) * c / 2
}

// free is the inverse of between. Values outside, or too near the edge for the
// derivative to lead away from it, are moved inside.
func free(lo, hi, v float64) float64 {
	t := 2*(v-lo)/(hi-lo) - 1
	return math.Asin(min(max(t, -0.99), 0.99))
}

// wave returns the wave for p, and the slopes ∂wave_k/∂p_k. The frequency depends
// on the angle too: ∂f/∂θ is returned apart.
func (l *limits) wave(p *params) (g wave, slope [numParams]float64, turn float64) {
	for _, k := range []int{centreX, centreY, sigmaX, sigmaY} {
		g[k], slope[k] = between(l.lo[k], l.hi[k], p[k])
	}
	for _, k := range []int{sigmaX, sigmaY} {
		g[k] = math.Exp(g[k])
		slope[k] *= g[k]
	}
	g[angle], slope[angle] = p[angle], 1
	fmax, dmax := l.highest(p[angle])
	g[frequency], slope[frequency] = between(l.lo[frequency], fmax, p[frequency])
	return g, slope, dmax * (1 + math.Sin(p[frequency])) / 2
}

// params is the inverse of wave.
func (l *limits) params(g wave) params {
	var p params
	for _, k := range []int{centreX, centreY} {
		p[k] = free(l.lo[k], l.hi[k], g[k])
	}
	for _, k := range []int{sigmaX, sigmaY} {
		p[k] = free(l.lo[k], l.hi[k], math.Log(g[k]))
	}
	p[angle] = g[angle]
	fmax, _ := l.highest(g[angle])
	p[frequency] = free(l.lo[frequency], fmax, g[frequency])
	return p
}
