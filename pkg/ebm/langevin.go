package ebm

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
)

// Langevin samples z from the density p(z) ∝ exp(−β·E(z)) by steps along the gradient
// with noise,
//
//	z⁺ = m(z) + √(2ε/β)·ξ,   m(z) = z − ε·∇E(z),   ξ ~ N(0, I).
//
// Where R has no gradient, m(z) = prox_{ελR}( z − ε·∇f(z) ). Unadjusted (ULA), the
// samples have a bias that vanishes with ε: for E = a·z²/2 the variance is
// 1/(βa·(1 − εa/2)) in place of 1/(βa). Adjusted (MALA), a step is taken with the
// probability
//
//	min(1, p(z⁺)·q(z|z⁺) / (p(z)·q(z⁺|z))),   q(·|z) = N(m(z), 2ε/β·I),
//
// and p is invariant whatever ε. A constraint needs it: a step out of the domain is not
// taken. A step costs one value and one gradient of f.
//
// Source: Roberts & Tweedie, Bernoulli 2 (1996), section 1.4; with a
// proximal operator: Pereyra, Stat. Comput. 26 (2016).
type Langevin struct {
	Beta     float64 // β, inverse temperature; default 1
	Step     float64 // ε; default 1/(L·k^⅓) with L the problem's Lipschitz constant, 0.1 where it has none
	Adjusted bool    // accept or reject each step
	// Warmup is the number of steps before sample 0. Adjusted, they tune Step to an
	// acceptance of 0.574 (Roberts & Rosenthal, J. R. Stat. Soc. B 60 (1998)).
	Warmup int
}

// Sample is where a chain stands.
type Sample struct {
	// Z belongs to the chain and is overwritten by the next step: copy what you keep.
	Z          []float64
	Energy     float64 // E(Z)
	Step       float64 // ε
	Acceptance float64 // share of the steps since sample 0 that were taken; 1 for ULA
}

// Check refuses a β, ε or warm-up out of range.
func (l Langevin) Check(*Problem) error {
	switch {
	case !(l.Step >= 0) || math.IsInf(l.Step, 1):
		return fmt.Errorf("ebm: the step is %v, expected a finite number > 0, or 0 for the default", l.Step)
	case l.Warmup < 0:
		return fmt.Errorf("ebm: the warm-up has %d steps, expected a number ≥ 0", l.Warmup)
	}
	return checkBeta(l.Beta)
}

func checkBeta(beta float64) error {
	if !(beta >= 0) || math.IsInf(beta, 1) {
		return fmt.Errorf("ebm: β is %v, expected a finite number > 0, or 0 for the default 1", beta)
	}
	return nil
}

// Samples yields (0, the start after the warm-up), then a sample after each step, without
// end. A nil z0 stands for zeros; z0 is not changed. It panics on settings that Check
// refuses, and on a z0 of another length than z.
func (l Langevin) Samples(p *Problem, z0 []float64, rng *rand.Rand) iter.Seq2[int, *Sample] {
	if err := l.Check(p); err != nil {
		panic(err.Error())
	}
	if z0 != nil {
		mustMatch("z0", len(z0), "z", p.Dim())
	}
	return func(yield func(int, *Sample) bool) {
		if l.Beta == 0 {
			l.Beta = 1
		}
		c := newChain(newBoltzmann(p, l.Beta), start(p, z0), l.step(p)/l.Beta)
		c.unadjusted = !l.Adjusted
		for t := range l.Warmup {
			c.move(rng)
			if l.Adjusted {
				c.tune(t)
			}
		}
		c.steps, c.taken = 0, 0
		s := &Sample{Z: c.z, Step: c.h * l.Beta, Acceptance: 1}
		for t := 0; ; t++ {
			if s.Energy = c.u / l.Beta; !yield(t, s) {
				return
			}
			c.move(rng)
			s.Acceptance = float64(c.taken) / float64(c.steps)
		}
	}
}

func (l Langevin) step(p *Problem) float64 {
	if l.Step > 0 {
		return l.Step
	}
	if L := p.Lipschitz(); L > 0 {
		return 1 / (L * math.Cbrt(float64(p.Dim())))
	}
	return 0.1
}
