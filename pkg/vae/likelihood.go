package vae

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Likelihood is p(x|z), given what the decoder makes of z. It serves many goroutines at
// a time. A method Check() error, where there is one, says what is wrong with the
// settings.
type Likelihood[T nn.Float] interface {
	// Outputs returns how many numbers the decoder gives for samples of d numbers.
	Outputs(d int) int
	// Loss returns −log p(x|a) for one sample x (d) and outputs a, and sets da to the
	// derivative by a. da and scratch have as many numbers as a.
	Loss(da, a, x, scratch []T) float64
	// Mean sets dst (d) to E[x] given outputs a.
	Mean(dst, a []T)
}

// checkLikelihood refuses settings that make no likelihood.
func checkLikelihood[T nn.Float](l Likelihood[T]) error {
	if c, ok := l.(interface{ Check() error }); ok {
		return c.Check()
	}
	return nil
}

// Bernoulli is the likelihood of pixels x in [0, 1], given logits a:
//
//	−log p(x|a) = Σ log(1+eᵃ) − x·a
//
// It is a likelihood for x in {0, 1}; for grey pixels it is the customary loss, and
// its exponential does not integrate to 1. Other numbers are refused.
type Bernoulli[T nn.Float] struct{}

func (Bernoulli[T]) Outputs(d int) int { return d }

func (Bernoulli[T]) Loss(da, a, x, scratch []T) float64 {
	kernel.Bernoulli(scratch, da, a, x, 1)
	return float64(kernel.Sum(scratch))
}

// Mean sets dst = 1/(1+e⁻ᵃ).
func (Bernoulli[T]) Mean(dst, a []T) { kernel.Sigmoid(dst, a) }

// Gaussian is the likelihood of numbers x around means a with one fixed variance:
//
//	−log p(x|a) = Σ (x−a)²/(2·Variance) + ½ log(2π·Variance)
type Gaussian[T nn.Float] struct {
	Variance float64 // default 1
}

func (g Gaussian[T]) variance() float64 {
	if g.Variance == 0 {
		return 1
	}
	return g.Variance
}

func (Gaussian[T]) Outputs(d int) int { return d }

func (g Gaussian[T]) Loss(da, a, x, _ []T) float64 {
	v := g.variance()
	kernel.Sub(da, a, x)
	kernel.Scal(T(1/v), da)
	return float64(kernel.SumSquaresDiff(a, x))/(2*v) + float64(len(x))/2*math.Log(2*math.Pi*v)
}

// Mean sets dst = a.
func (Gaussian[T]) Mean(dst, a []T) { copy(dst, a) }

// Check refuses a variance that is negative or not finite.
func (g Gaussian[T]) Check() error {
	if !(g.Variance >= 0) || math.IsInf(g.Variance, 1) {
		return fmt.Errorf("vae: the variance is %v, expected a finite number > 0", g.Variance)
	}
	return nil
}

// LearnedGaussian is the likelihood of numbers x whose means a and log variances ℓ the
// decoder gives, first d means, then d log variances:
//
//	−log p(x|a,ℓ) = ½ Σ (x−a)²/v + log(2πv),  v = Floor + e^ℓ
//
// Without a floor the density has no bound: a pixel that is always the same lets v go
// to 0.
type LearnedGaussian[T nn.Float] struct {
	Floor float64 // of v; default 1e-4
}

func (g LearnedGaussian[T]) floor() float64 {
	if g.Floor == 0 {
		return 1e-4
	}
	return g.Floor
}

func (LearnedGaussian[T]) Outputs(d int) int { return 2 * d }

func (g LearnedGaussian[T]) Loss(da, a, x, scratch []T) float64 {
	d, floor := len(x), g.floor()
	e := scratch[:d]
	kernel.Exp(e, a[d:])
	sum := float64(d) / 2 * math.Log(2*math.Pi)
	for i, v := range x {
		r, v := float64(a[i]-v), floor+float64(e[i])
		sum += (r*r/v + math.Log(v)) / 2
		da[i] = T(r / v)
		da[d+i] = T(float64(e[i]) / (2 * v) * (1 - r*r/v))
	}
	return sum
}

// Mean sets dst to the means.
func (LearnedGaussian[T]) Mean(dst, a []T) { copy(dst, a[:len(dst)]) }

// Check refuses a floor that is negative or not finite.
func (g LearnedGaussian[T]) Check() error {
	if !(g.Floor >= 0) || math.IsInf(g.Floor, 1) {
		return fmt.Errorf("vae: the floor of the variance is %v, expected a finite number > 0", g.Floor)
	}
	return nil
}
