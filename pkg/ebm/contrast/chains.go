package contrast

import (
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// ContrastiveDivergence pushes up where a short chain ends that starts at the sample,
//
//	ℓ(y) = E(y) − E(ŷ),   ŷ after Steps Langevin steps from y,
//
// with ŷ held fixed in ∂ℓ/∂θ. For chains so long that they forget their start it is the
// gradient of −log p(y), p(y) = e^(−E(y))/∫e^(−E). Short ones reach only the neighbourhood
// of the samples: what is far away may stay low.
//
// Source: Hinton, Neural Computation 14 (2002), eq. 5, with Langevin steps for Gibbs
// sampling.
type ContrastiveDivergence struct {
	Steps int     // default 10
	Step  float64 // ε of a step, in the units of y; default 0.1
}

// Check refuses settings that are negative or not finite.
func (l ContrastiveDivergence) Check() error {
	return errors.Join(checkCount("Steps", l.Steps), checkScale("Step", l.Step))
}

// Start returns the loss.
func (l ContrastiveDivergence) Start(Y *mat.Dense, places int, _ *rand.Rand) Term {
	_, d := Y.Dims()
	chains := mat.NewDense(places, d, nil)
	return func(dst []float64, p *Pass, y []float64, j int, rng *rand.Rand) float64 {
		end := chains.RawRowView(j)
		copy(end, y)
		return downUp(dst, p, y, end, l.Steps, l.Step, rng)
	}
}

// Persistent pushes up where chains are that go on from one step of learning to the next,
//
//	ℓ(y) = E(y) − E(ŷ_j),   ŷ_j after Steps more Langevin steps from where it was,
//
// one chain for each place j of a batch. The chains start at samples. They wander further
// than those of [ContrastiveDivergence], so that low energy away from samples is found.
//
// Source: Tieleman, ICML 2008, section 2.3.
type Persistent struct {
	Steps int     // default 10
	Step  float64 // ε of a step, in the units of y; default 0.1
}

// Check refuses settings that are negative or not finite.
func (l Persistent) Check() error { return ContrastiveDivergence(l).Check() }

// Start returns the loss, its chains at samples that rng draws.
func (l Persistent) Start(Y *mat.Dense, places int, rng *rand.Rand) Term {
	n, d := Y.Dims()
	chains := mat.NewDense(places, d, nil)
	for j := range places {
		chains.SetRow(j, Y.RawRowView(rng.IntN(n)))
	}
	return func(dst []float64, p *Pass, y []float64, j int, rng *rand.Rand) float64 {
		return downUp(dst, p, y, chains.RawRowView(j), l.Steps, l.Step, rng)
	}
}

// downUp moves the chain and adds ∂E/∂θ at y minus that at the chain's end.
func downUp(dst []float64, p *Pass, y, chain []float64, steps int, step float64, rng *rand.Rand) float64 {
	p.Langevin(chain, orDefault(steps, 10), orDefault(step, 0.1), rng)
	return p.AddParams(dst, y, 1) - p.AddParams(dst, chain, -1)
}

// Langevin moves y by the given number of steps towards a sample of p(y) ∝ e^(−E(y)),
//
//	u = y − ½ε²·∂E/∂y + ε·ξ,   ξ standard normal,
//
// each taken with probability min(1, e^(−E(u))·q(y|u) / (e^(−E(y))·q(u|y))), q being the
// density of the proposal, and left out otherwise. It returns the share of steps taken.
//
// Source: Roberts & Tweedie, Bernoulli 2 (1996), section 1.4.1 (MALA).
func (p *Pass) Langevin(y []float64, steps int, eps float64, rng *rand.Rand) (taken float64) {
	u, here, there := p.trial, p.slope, p.move
	energy := p.Grad(here, y)
	for range steps {
		var forth, back float64 // −2·log q, without the constant
		for i, v := range y {
			xi := rng.NormFloat64()
			u[i] = v - eps*eps/2*here[i] + eps*xi
			forth += xi * xi
		}
		next := p.Grad(there, u)
		for i, v := range y {
			xi := (v - u[i] + eps*eps/2*there[i]) / eps
			back += xi * xi
		}
		if math.Log(rng.Float64()) < energy-next+(forth-back)/2 {
			copy(y, u)
			energy = next
			here, there = there, here
			taken += 1 / float64(steps)
		}
	}
	return taken
}
