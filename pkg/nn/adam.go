package nn

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Adam is (Kingma & Ba 2015, algorithm 1), at step t = 1, 2, …
//
//	m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²
//	w ← w − rate·m̂/(√v̂ + ε),  m̂ = m/(1−β₁ᵗ),  v̂ = v/(1−β₂ᵗ)
type Adam[T Float] struct {
	Beta1 float64 // default 0.9
	Beta2 float64 // default 0.999
	Eps   float64 // default 1e-8
}

func (o Adam[T]) Step(p *Params[T], m *Memory[T], rate float64) { o.step(p, m, rate, 0) }

// AdamW is Adam with decay of the weights apart from the gradient: before the step,
// w ← w − rate·Decay·w (Loshchilov & Hutter 2019, algorithm 2).
type AdamW[T Float] struct {
	Adam[T]
	Decay float64 // default 0.01
}

func (o AdamW[T]) Step(p *Params[T], m *Memory[T], rate float64) {
	o.step(p, m, rate, rate*or(o.Decay, 0.01))
}

// or returns v, or its default where it is 0.
func or(v, standard float64) float64 {
	if v == 0 {
		return standard
	}
	return v
}

func (o Adam[T]) step(p *Params[T], m *Memory[T], rate, shrink float64) {
	u := o.prepare(p, m)
	u.from, u.rate, u.shrink = 0, u.unbiased(rate), shrink
	u.do(len(p.Value), u)
}

// prepare counts a step and sets all of the update but the rate and what belongs to it:
//
//	rate·m̂/(√v̂ + ε) = (rate·c/(1−β₁ᵗ))·m/(√v + c·ε),  c = √(1−β₂ᵗ)
func (o Adam[T]) prepare(p *Params[T], m *Memory[T]) *update[T] {
	m.begin(len(p.Value), true)
	b1, b2, eps := or(o.Beta1, 0.9), or(o.Beta2, 0.999), or(o.Eps, 1e-8)
	t := float64(m.Steps)
	c := math.Sqrt(1 - math.Pow(b2, t))
	u := &m.loop
	u.rule, u.p, u.m = adamRule[T]{}, p, m
	u.beta1, u.beta2, u.eps = b1, b2, c*eps
	u.second, u.first, u.shrink = c, 1-math.Pow(b1, t), 0
	return u
}

// unbiased returns rate·c/(1−β₁ᵗ).
func (u *update[T]) unbiased(rate float64) float64 { return rate * u.second / u.first }

type adamRule[T Float] struct{}

func (adamRule[T]) update(u *update[T], lo, hi int) {
	lo, hi = u.from+lo, u.from+hi
	kernel.Adam(u.p.Value[lo:hi], u.p.Grad[lo:hi], u.m.First[lo:hi], u.m.Second[lo:hi], kernel.AdamSettings[T]{
		B1: T(u.beta1), C1: T(1 - u.beta1),
		B2: T(u.beta2), C2: T(1 - u.beta2),
		Keep: T(1 - u.shrink), Rate: T(u.rate), Eps: T(u.eps),
	})
}
