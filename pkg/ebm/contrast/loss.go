package contrast

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Loss says where the energy is pushed down and where up.
type Loss interface {
	// Check refuses settings that make no sense.
	Check() error
	// Start returns the loss over the samples Y (n×d), for batches of at most places
	// samples, with what it remembers from step to step. It is called once, before learning.
	Start(Y *mat.Dense, places int, rng *rand.Rand) Term
}

// Term adds ∂ℓ/∂θ of the sample y, which has place j in its batch, to dst, and returns ℓ.
// Calls for different places run at the same time; what a Term remembers belongs to a
// place. rng is that of the step and the place.
type Term func(dst []float64, p *Pass, y []float64, j int, rng *rand.Rand) float64

// Down is the loss without contrast,
//
//	ℓ(y) = E(y).
//
// Nothing keeps the energy up away from samples: a network that can be flat becomes flat.
//
// Source: the energy loss of LeCun et al., A Tutorial on Energy-Based Learning, 2006,
// eq. 6, and what they say about it there.
type Down struct{}

// Check returns nil.
func (Down) Check() error { return nil }

// Start returns the loss.
func (Down) Start(*mat.Dense, int, *rand.Rand) Term {
	return func(dst []float64, p *Pass, y []float64, _ int, _ *rand.Rand) float64 {
		return p.AddParams(dst, y, 1)
	}
}

// Denoising is denoising score matching, for samples y and noise ε of standard deviation
// Sigma in each direction,
//
//	ℓ(y) = ½‖r(y + ε) − y‖²,   r(u) = u − σ²·∂E/∂u.
//
// r is a denoising autoencoder whose step back is downhill. Divided by σ⁴ the loss is
// ½‖∂E/∂u − (u − y)/σ²‖²: the slope of E is fitted to that of −log of the density of the
// noisy samples, near which it is learned, and not far from them.
//
// Source: Vincent, Neural Computation 23 (2011), the objective J_DSM of the section
// "Denoising score matching", times σ⁴.
type Denoising struct {
	Sigma float64 // σ, in the units of y; default 0.3
}

// Check refuses a Sigma that is negative or not finite.
func (l Denoising) Check() error { return checkScale("Sigma", l.Sigma) }

// Start returns the loss.
func (l Denoising) Start(Y *mat.Dense, places int, _ *rand.Rand) Term {
	sigma := orDefault(l.Sigma, 0.3)
	return func(dst []float64, p *Pass, y []float64, _ int, rng *rand.Rand) float64 {
		u, off := p.trial, p.slope
		for i, v := range y {
			u[i] = v + sigma*rng.NormFloat64()
		}
		p.Grad(off, u)
		for i := range off {
			off[i] = u[i] - sigma*sigma*off[i] - y[i]
		}
		p.AddSlope(dst, u, off, -sigma*sigma)
		return kernel.Dot(off, off) / 2
	}
}

func checkScale(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("contrast: %s is %v, expected a finite number > 0, or 0 for the default", name, v)
	}
	return nil
}

func checkCount(name string, v int) error {
	if v < 0 {
		return fmt.Errorf("contrast: %s is %d, expected a number > 0, or 0 for the default", name, v)
	}
	return nil
}

func orDefault[T int | float64](v, d T) T {
	if v == 0 {
		return d
	}
	return v
}
