package ebm

import (
	"math"
	"math/rand/v2"
)

// potential is U(z) of a density exp(−U(z)), with the mean of the next proposal.
type potential interface {
	// drift sets dst = z − h·∇U(z), or what stands for it, and returns U(z).
	drift(dst, z []float64, h float64) float64
}

// boltzmann is U = β·E.
type boltzmann struct {
	p    *Problem
	e    *energyGrad // nil where R has no gradient
	beta float64
}

func newBoltzmann(p *Problem, beta float64) *boltzmann {
	return &boltzmann{p: p, e: newEnergyGrad(p), beta: beta}
}

func (b *boltzmann) drift(dst, z []float64, h float64) float64 {
	step := h * b.beta
	if b.e != nil {
		value := b.e.at(dst, z)
		for i, g := range dst {
			dst[i] = z[i] - step*g
		}
		return b.beta * value
	}
	value := b.p.F.Grad(dst, z)
	for i, g := range dst {
		dst[i] = z[i] - step*g
	}
	b.p.Prox(dst, dst, step)
	return b.beta * (value + b.p.penalty(z))
}

// chain is a Markov chain by Langevin steps z⁺ ~ N(m(z), 2h·I) on a potential.
type chain struct {
	target     potential
	unadjusted bool
	h          float64

	z, mean         []float64 // where it is, and m(z)
	u               float64   // U(z)
	next, nextMean  []float64
	steps, taken    int
	acceptLikely    float64 // min(1, ratio) of the last step
	meanIsForTarget bool
}

func newChain(target potential, z []float64, h float64) *chain {
	k := len(z)
	c := &chain{target: target, h: h, z: z, mean: make([]float64, k), next: make([]float64, k), nextMean: make([]float64, k)}
	c.u = target.drift(c.mean, z, h)
	c.meanIsForTarget = true
	return c
}

// move takes one step.
func (c *chain) move(rng *rand.Rand) {
	if !c.meanIsForTarget {
		c.u = c.target.drift(c.mean, c.z, c.h)
		c.meanIsForTarget = true
	}
	noise := math.Sqrt(2 * c.h)
	var there float64 // ‖z⁺ − m(z)‖²
	for i, m := range c.mean {
		x := noise * rng.NormFloat64()
		there += x * x
		c.next[i] = m + x
	}
	u := c.target.drift(c.nextMean, c.next, c.h)
	accept := rng.Float64() // drawn in any case, so that the stream does not depend on it
	c.steps++
	c.acceptLikely = 1
	if !c.unadjusted {
		var back float64 // ‖z − m(z⁺)‖²
		for i, z := range c.z {
			d := z - c.nextMean[i]
			back += d * d
		}
		c.acceptLikely = likely(c.u - u + (there-back)/(4*c.h))
		if math.IsInf(c.u, 1) && !math.IsInf(u, 1) {
			c.acceptLikely = 1 // from outside the domain
		}
		if accept >= c.acceptLikely {
			return
		}
	}
	c.taken++
	copy(c.z, c.next)
	c.mean, c.nextMean = c.nextMean, c.mean
	c.u = u
}

// tune moves the step towards an acceptance of 0.574, less as t grows.
func (c *chain) tune(t int) {
	c.resize(c.h * math.Exp((c.acceptLikely-0.574)/math.Pow(float64(t+1), 0.6)))
}

// resize changes the step.
func (c *chain) resize(h float64) {
	c.h, c.meanIsForTarget = h, false
}

// likely returns min(1, eˣ), and 0 for a NaN.
func likely(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return math.Min(1, math.Exp(x))
}
