package ebm

import (
	"errors"
	"fmt"
	"math"
)

// Rule is how a gradient becomes a step of the parameters θ.
type Rule interface {
	// Start returns the step for n parameters. A step lowers theta in place against
	// grad, both of length n, and remembers what it needs for the next one.
	Start(n int) (step func(theta, grad []float64))
}

// SGD is the gradient step with momentum,
//
//	m ← Momentum·m + g,   θ ← θ − Rate·m.
//
// Source: Polyak, USSR Comput. Math. Math. Phys. 4 (1964), eq. 9, in the form of
// Sutskever, Martens, Dahl & Hinton, ICML 2013, eq. 1 and 2, with Rate taken out of m.
type SGD struct {
	Rate     float64 // default 0.1
	Momentum float64 // in [0, 1); default 0
}

// Start returns the step for n parameters.
func (r SGD) Start(n int) func(theta, grad []float64) {
	rate := orDefault(r.Rate, 0.1)
	m := make([]float64, n)
	return func(theta, grad []float64) {
		mustMatch("θ", len(theta), "the step's memory", n)
		mustMatch("grad", len(grad), "θ", n)
		for i, g := range grad {
			m[i] = r.Momentum*m[i] + g
			theta[i] -= rate * m[i]
		}
	}
}

// Check refuses a rate or a momentum out of range.
func (r SGD) Check() error {
	return errors.Join(checkRate(r.Rate), checkDecay("Momentum", r.Momentum))
}

// Adam scales each entry of the step by the size that its gradients have had,
//
//	m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²,
//	θ ← θ − Rate·m̂/(√v̂ + Eps),   m̂ = m/(1−β₁ᵗ),   v̂ = v/(1−β₂ᵗ).
//
// Source: Kingma & Ba, ICLR 2015, algorithm 1.
type Adam struct {
	Rate  float64 // α; default 0.01
	Beta1 float64 // default 0.9
	Beta2 float64 // default 0.999
	Eps   float64 // default 1e-8
}

// Start returns the step for n parameters.
func (r Adam) Start(n int) func(theta, grad []float64) {
	rate, eps := orDefault(r.Rate, 0.01), orDefault(r.Eps, 1e-8)
	beta1, beta2 := orDefault(r.Beta1, 0.9), orDefault(r.Beta2, 0.999)
	m, v := make([]float64, n), make([]float64, n)
	power1, power2 := 1.0, 1.0
	return func(theta, grad []float64) {
		mustMatch("θ", len(theta), "the step's memory", n)
		mustMatch("grad", len(grad), "θ", n)
		power1, power2 = power1*beta1, power2*beta2
		for i, g := range grad {
			m[i] = beta1*m[i] + (1-beta1)*g
			v[i] = beta2*v[i] + (1-beta2)*g*g
			theta[i] -= rate * (m[i] / (1 - power1)) / (math.Sqrt(v[i]/(1-power2)) + eps)
		}
	}
}

// Check refuses settings out of range.
func (r Adam) Check() error {
	eps := error(nil)
	if !(r.Eps >= 0) {
		eps = fmt.Errorf("ebm: Eps is %v, expected a number > 0, or 0 for the default", r.Eps)
	}
	return errors.Join(checkRate(r.Rate), checkDecay("Beta1", r.Beta1), checkDecay("Beta2", r.Beta2), eps)
}

// RuleChecker is the ability of a rule to refuse settings that make no sense.
type RuleChecker interface {
	Check() error
}

func checkRate(rate float64) error {
	if !(rate >= 0) || math.IsInf(rate, 1) {
		return fmt.Errorf("ebm: Rate is %v, expected a finite number > 0, or 0 for the default", rate)
	}
	return nil
}

func checkDecay(name string, v float64) error {
	if !(v >= 0 && v < 1) {
		return fmt.Errorf("ebm: %s is %v, expected a number in [0, 1)", name, v)
	}
	return nil
}

func orDefault(v, d float64) float64 {
	if v == 0 {
		return d
	}
	return v
}
