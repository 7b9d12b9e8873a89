package ebm

import (
	"math"
	"math/rand/v2"
)

// walker takes one particle of AIS after another from the normal density to exp(−βE), in
// the coordinates v of a frame.
type walker struct {
	f       *frame
	p       *Problem // this walker's copy
	e       *energyGrad
	s       []float64 // standard deviations of the start
	b       float64   // U_b is the density now
	soften  float64   // parameter of the Moreau envelope of λR
	z, grad []float64
	prox    []float64
	chain   *chain
}

// spread returns the standard deviations of the start: wide enough for all modes, and for
// where samples were seen.
func (f *frame) spread() []float64 {
	s := make([]float64, len(f.c))
	for i := range s {
		for _, m := range f.modes {
			s[i] = max(s[i], math.Abs(m.v[i]))
		}
		s[i] = max(s[i]+1.5, -f.low[i]/2, f.high[i]/2)
	}
	return s
}

func newWalker(f *frame, p *Problem) *walker {
	k := len(f.c)
	w := &walker{f: f, p: p, e: newEnergyGrad(p), s: f.spread(), z: make([]float64, k), grad: make([]float64, k), prox: make([]float64, k)}
	w.soften = f.beta * math.Inf(1)
	for _, width := range f.w {
		w.soften = min(w.soften, f.beta*width*width/4)
	}
	w.chain = newChain(w, make([]float64, k), 1)
	return w
}

// run returns log w of a particle.
func (w *walker) run(a AIS, steps []float64, rng *rand.Rand) float64 {
	w.begin(rng)
	var log float64
	for t, h := range steps {
		log += w.anneal(a, t)
		if math.IsInf(log, -1) || t == len(steps)-1 {
			return log // a move at the last temperature changes no weight
		}
		w.chain.resize(h)
		for range a.Moves {
			w.chain.move(rng)
		}
	}
	return log
}

// lead adds log h of each temperature to steps, tuned as it goes, and returns the last.
func (w *walker) lead(a AIS, h float64, steps []float64, rng *rand.Rand) float64 {
	for range 1000 { // one outside the domain of R says nothing about steps inside
		w.begin(rng)
		if _, energy := w.potentials(w.chain.z); !math.IsInf(energy, 1) {
			break
		}
	}
	w.chain.resize(h)
	for t := range steps {
		w.anneal(a, t)
		w.chain.resize(w.chain.h)
		for range a.Moves {
			w.chain.move(rng)
			w.chain.tune(2)
		}
		steps[t] += math.Log(w.chain.h)
	}
	return w.chain.h
}

// begin draws a particle from the normal density.
func (w *walker) begin(rng *rand.Rand) {
	for i, s := range w.s {
		w.chain.z[i] = s * rng.NormFloat64()
	}
	w.b = 0
}

// anneal goes to temperature t+1 and returns what that adds to log w.
func (w *walker) anneal(a AIS, t int) float64 {
	b := math.Pow(float64(t+1)/float64(a.Temperatures), 3)
	start, energy := w.potentials(w.chain.z)
	gain := (b - w.b) * (start - energy)
	w.b = b
	return gain
}

// potentials returns U₀ and β(E − E(c)) at v.
func (w *walker) potentials(v []float64) (start, energy float64) {
	for i, x := range v {
		start += x * x / (2 * w.s[i] * w.s[i])
	}
	w.f.toZ(w.z, v)
	return start, w.f.beta * (w.p.Energy(w.z) - w.f.lowest)
}

// drift sets dst = v − h·∇U_b(v) and returns U_b(v). Where R has no gradient, that of its
// Moreau envelope takes its place: any drift leaves the density invariant.
func (w *walker) drift(dst, v []float64, h float64) float64 {
	w.f.toZ(w.z, v)
	value := w.gradient()
	var start float64
	for i, x := range v {
		var g float64 // ∂E/∂v_i
		for j, d := range w.grad {
			g += w.f.q.At(j, i) * d
		}
		s := w.s[i] * w.s[i]
		start += x * x / (2 * s)
		dst[i] = x - h*((1-w.b)*x/s+w.b*w.f.beta*w.f.w[i]*g)
	}
	if w.b == 0 {
		return start
	}
	return (1-w.b)*start + w.b*w.f.beta*(value-w.f.lowest)
}

// gradient sets grad to that of E at z and returns E(z).
func (w *walker) gradient() float64 {
	if w.e != nil {
		return w.e.at(w.grad, w.z)
	}
	value := w.p.F.Grad(w.grad, w.z) + w.p.penalty(w.z)
	w.p.Prox(w.prox, w.z, w.soften)
	for i, x := range w.prox {
		w.grad[i] += (w.z[i] - x) / w.soften
	}
	return value
}

// roam returns the least and the largest v along each axis that a chain on exp(−βE) visits
// from each mode.
func (w *walker) roam(steps int, rng *rand.Rand) (low, high []float64) {
	k := len(w.s)
	low, high = make([]float64, k), make([]float64, k)
	w.b = 1
	w.chain.resize(0.5)
	for _, m := range w.f.modes {
		copy(w.chain.z, m.v)
		w.chain.resize(w.chain.h)
		for t := range steps {
			w.chain.move(rng)
			w.chain.tune(t)
			for i, v := range w.chain.z {
				low[i], high[i] = min(low[i], v), max(high[i], v)
			}
		}
	}
	return low, high
}
