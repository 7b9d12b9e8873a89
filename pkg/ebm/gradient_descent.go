package ebm

import (
	"fmt"
	"iter"
	"math"
	"slices"
)

// GradientDescent steps along the negative gradient, and through the proximal operator
// of R where there is one,
//
//	z⁺ = prox_{sλR}( z − s·∇f(z) ),
//
// with a step s that a line search finds: from a first guess it is halved until the
// energy falls enough,
//
//	E(z⁺) ≤ E(z) − (c/s)·‖z⁺ − z‖²,
//
// which without R is Armijo's rule E(z⁺) ≤ E(z) − c·s·‖∇f‖². The first guess of a step
// is Barzilai and Borwein's ‖d‖²/⟨d, ∇f(z⁺) − ∇f(z)⟩ with d the last move. So the step
// grows and shrinks with the curvature, no Lipschitz constant is needed, f need not be
// convex, and the energy never rises by more than rounding. A step costs about one value
// and one gradient of f.
//
// ISTA of package sparse takes the same proximal step with a fixed s, or one that only
// shrinks.
//
// Source: Armijo, Pacific J. Math. 16 (1966); Barzilai & Borwein, IMA J. Numer. Anal. 8
// (1988); with a proximal operator: Wright, Nowak & Figueiredo, IEEE Trans.
// Signal Process. 57 (2009), their SpaRSA with M = 0.
type GradientDescent struct {
	Step     float64 // first guess of the first step; default 1
	Decrease float64 // c, in (0, ½]; default 1e-4
}

// Check refuses a step or c out of range.
func (m GradientDescent) Check(*Problem) error {
	if !(m.Step >= 0) || math.IsInf(m.Step, 1) {
		return fmt.Errorf("ebm: the step is %v, expected a finite number > 0, or 0 for the default", m.Step)
	}
	if !(m.Decrease >= 0 && m.Decrease <= 0.5) {
		return fmt.Errorf("ebm: the decrease is %v, expected a number in (0, ½], or 0 for the default", m.Decrease)
	}
	return nil
}

// Iterates yields (0, z0), then a state after each step. It ends where no step lowers
// the energy.
func (m GradientDescent) Iterates(p *Problem, z0 []float64) iter.Seq2[int, *State] {
	return func(yield func(int, *State) bool) {
		l := newDescent(p, z0, m)
		state := &State{Z: l.z, Residual: math.Inf(1)}
		for t := 0; yield(t, state); t++ {
			if !l.search() {
				return
			}
			state.Step, state.Residual = l.step, l.residual()
			l.accept()
		}
	}
}

// shortest is how often a line search halves a step before it gives up.
const shortest = 100

// rounding is the part of an energy that may be rounding.
const rounding = 1e-12

// descent is where a gradient descent stands.
type descent struct {
	p        *Problem
	decrease float64
	step     float64 // the step tried
	value    float64 // f(z)
	energy   float64 // E(z)

	z, grad        []float64
	next, nextGrad []float64
	nextValue      float64
}

func newDescent(p *Problem, z0 []float64, m GradientDescent) *descent {
	k := p.Dim()
	l := &descent{p: p, step: m.Step, decrease: m.Decrease, z: start(p, z0),
		grad: make([]float64, k), next: make([]float64, k), nextGrad: make([]float64, k)}
	if l.step == 0 {
		l.step = 1
	}
	if l.decrease == 0 {
		l.decrease = 1e-4
	}
	l.value = p.F.Grad(l.grad, l.z)
	l.energy = l.value + p.penalty(l.z)
	return l
}

// search halves the step until the next point is good enough, and reports whether one
// was found.
func (l *descent) search() bool {
	for range shortest {
		for i, g := range l.grad {
			l.next[i] = l.z[i] - l.step*g
		}
		l.p.Prox(l.next, l.next, l.step)
		l.nextValue = l.p.F.Grad(l.nextGrad, l.next)
		if l.enough() {
			return true
		}
		l.step /= 2
	}
	return false
}

// enough tests the decrease of the energy. Near a minimum, where rounding hides it, the
// change of the gradient decides: ⟨∇f(z⁺) − ∇f(z), d⟩ ≤ ‖d‖²/s says that the quadratic
// bound of curvature 1/s holds along the move d.
func (l *descent) enough() bool {
	energy := l.nextValue + l.p.penalty(l.next)
	var dd, dg float64
	for i, z := range l.z {
		d := l.next[i] - z
		dd += d * d
		dg += d * (l.nextGrad[i] - l.grad[i])
	}
	if energy <= l.energy-l.decrease/l.step*dd {
		return true
	}
	return energy-l.energy <= rounding*math.Abs(l.energy) && dg*l.step <= dd
}

// residual returns ‖v‖∞ for
//
//	v = ∇f(z⁺) − ∇f(z) − (z⁺ − z)/s,
//
// which is ∇f(z⁺) without R and, by the definition of the proximal operator, a member of
// ∂E(z⁺) with it: 0 at a stationary point alone, however long the step.
func (l *descent) residual() float64 {
	var worst float64
	for i, z := range l.z {
		worst = math.Max(worst, math.Abs(l.nextGrad[i]-l.grad[i]-(l.next[i]-z)/l.step))
	}
	return worst
}

// accept moves to the next point and guesses the step after it.
func (l *descent) accept() {
	var dd, dg float64
	for i, z := range l.z {
		d := l.next[i] - z
		dd += d * d
		dg += d * (l.nextGrad[i] - l.grad[i])
	}
	guess := 2 * l.step // a concave stretch
	if dg > 0 {
		guess = dd / dg
	}
	if dd > 0 {
		l.step = min(max(guess, 1e-3*l.step), 1e3*l.step)
	}
	copy(l.z, l.next)
	l.grad, l.nextGrad = l.nextGrad, l.grad
	l.value = l.nextValue
	l.energy = l.value + l.p.penalty(l.z)
}

func start(p *Problem, z0 []float64) []float64 {
	if z0 == nil {
		return make([]float64, p.Dim())
	}
	return slices.Clone(z0)
}

func maxDistance(a, b []float64) float64 {
	var m float64
	for i := range a {
		m = math.Max(m, math.Abs(a[i]-b[i]))
	}
	return m
}
