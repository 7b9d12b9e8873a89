package filters

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// projection is the fit of amplitude and phase, which are linear: at given wave,
//
//	g = a·E·cos(2πf·x′) + b·E·sin(2πf·x′),   E the envelope
//
// so the best a and b come from the projection of the picture v on two vectors.
// What is left is a function of the six numbers of the wave alone, and so is its
// gradient: with r = v − g orthogonal to both vectors,
//
//	∂½‖r‖²/∂p = −(∂g/∂p)ᵀ·r   at a and b held fixed.
//
// Source: Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413, with Kaufman's
// Jacobian (BIT 15 (1975) 49), −(∂g/∂p) less its part along the two vectors.
type projection struct {
	h, w   int
	limits limits
	v      []float64 // the picture, of unit norm

	cos, sin []float64            // the two vectors
	q1, q2   []float64            // the same span, orthonormal
	a, b     float64              // amplitudes
	r        []float64            // v − g
	jac      [numParams][]float64 // ∂g/∂p, less the part along q1 and q2
}

func newProjection(h, w int) *projection {
	n := h * w
	buf := make([]float64, (6+numParams)*n)
	next := func() []float64 {
		s := buf[:n:n]
		buf = buf[n:]
		return s
	}
	t := &projection{h: h, w: w, limits: limitsFor(h, w),
		v: next(), cos: next(), sin: next(), q1: next(), q2: next(), r: next()}
	for k := range t.jac {
		t.jac[k] = next()
	}
	return t
}

// cost returns ‖r‖² at p and leaves the vectors, amplitudes and r behind.
func (t *projection) cost(p *params) float64 {
	g, _, _ := t.limits.wave(p)
	s, c := math.Sincos(g[angle])
	for i := range t.v {
		dx, dy := float64(i%t.w)-g[centreX], float64(i/t.w)-g[centreY]
		across, along := c*dx+s*dy, c*dy-s*dx
		u, v := across/g[sigmaX], along/g[sigmaY]
		e := math.Exp(-(u*u + v*v) / 2)
		sin, cos := math.Sincos(2 * math.Pi * g[frequency] * across)
		t.cos[i], t.sin[i] = e*cos, e*sin
	}
	t.amplitudes()
	return floats.Dot(t.r, t.r)
}

// amplitudes finds a, b and r by Gram and Schmidt, the longer vector first. A second
// vector that is nearly along the first is left out: its amplitude would be noise.
func (t *projection) amplitudes() {
	first, second, a, b := t.cos, t.sin, &t.a, &t.b
	if floats.Dot(t.sin, t.sin) > floats.Dot(t.cos, t.cos) {
		first, second, a, b = t.sin, t.cos, &t.b, &t.a
	}
	copy(t.r, t.v)
	clear(t.q1)
	clear(t.q2)
	*a, *b = 0, 0
	n1 := math.Sqrt(floats.Dot(first, first))
	if n1 < 1e-8 {
		return
	}
	floats.AddScaled(t.q1, 1/n1, first)
	cross := floats.Dot(t.q1, second)
	copy(t.q2, second)
	floats.AddScaled(t.q2, -cross, t.q1)
	n2 := math.Sqrt(floats.Dot(t.q2, t.q2))
	if n2 > 1e-4*n1 {
		floats.Scale(1/n2, t.q2)
		along := floats.Dot(t.q2, t.v)
		*b = along / n2
		floats.AddScaled(t.r, -along, t.q2)
	} else {
		clear(t.q2)
	}
	along := floats.Dot(t.q1, t.v)
	*a = (along - *b*cross) / n1
	floats.AddScaled(t.r, -along, t.q1)
}

// jacobian fills jac at p, where cost must have been called last.
func (t *projection) jacobian(p *params) {
	g, slope, turn := t.limits.wave(p)
	s, c := math.Sincos(g[angle])
	k := 2 * math.Pi * g[frequency]
	sx2, sy2 := g[sigmaX]*g[sigmaX], g[sigmaY]*g[sigmaY]
	for i := range t.v {
		dx, dy := float64(i%t.w)-g[centreX], float64(i/t.w)-g[centreY]
		across, along := c*dx+s*dy, c*dy-s*dx
		v := t.a*t.cos[i] + t.b*t.sin[i]
		dv := t.b*t.cos[i] - t.a*t.sin[i] // ∂v by the wave's phase
		dAcross, dAlong := k*dv-v*across/sx2, -v*along/sy2
		df := 2 * math.Pi * across * dv
		t.jac[centreX][i] = (-c*dAcross + s*dAlong) * slope[centreX]
		t.jac[centreY][i] = (-s*dAcross - c*dAlong) * slope[centreY]
		t.jac[angle][i] = along*dAcross - across*dAlong + df*turn
		t.jac[frequency][i] = df * slope[frequency]
		t.jac[sigmaX][i] = v * across * across / (sx2 * g[sigmaX]) * slope[sigmaX]
		t.jac[sigmaY][i] = v * along * along / (sy2 * g[sigmaY]) * slope[sigmaY]
	}
	for _, column := range t.jac {
		floats.AddScaled(column, -floats.Dot(column, t.q1), t.q1)
		floats.AddScaled(column, -floats.Dot(column, t.q2), t.q2)
	}
}
