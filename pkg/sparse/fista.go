package sparse

import (
	"iter"
	"math"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// FISTA is the fast proximal gradient method. It steps not from the last iterate
// but from a point beyond it, v:
//
//	z(k) = prox_{λR/L}( v(k) − ∇f(v(k))/L )                    (4.1)
//	t(k+1) = (1 + √(1 + 4·t(k)²))/2                            (4.2)
//	v(k+1) = z(k) + (t(k) − 1)/t(k+1)·(z(k) − z(k−1))          (4.3)
//
// with v(1) = z(0), t(1) = 1. For convex energies
// E(z(k)) − E* ≤ 2L‖z(0) − z*‖²/(k + 1)² without restart. L and Backtrack are as
// for [ISTA].
//
// Source: Beck & Teboulle, SIAM J. Imaging Sci. 2 (2009), eq. 4.1–4.3, Thm. 4.4.
// Restart: O'Donoghue & Candès, Found. Comput. Math. 15 (2015), section 3.2.
type FISTA struct {
	L         float64 // 1/step; 0: from the problem
	Backtrack bool    // start at L (or 1) and double it until the bound holds
	Restart   Restart // when to forget the momentum; default never
}

// Restart says when FISTA's momentum is set back to t = 1.
type Restart int

const (
	NoRestart       Restart = iota // never: the method of the paper, with its bound
	GradientRestart                // when ⟨v − z(k), z(k) − z(k−1)⟩ > 0: moving against the step
	FunctionRestart                // when E(z(k)) > E(z(k−1)); costs a value of f a step
)

// Check refuses an L that is negative or not finite.
func (m FISTA) Check(*ebm.Problem) error { return checkL(m.L) }

// Iterates yields (0, z0), then a state after each step.
func (m FISTA) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	return func(yield func(int, *ebm.State) bool) {
		step := newStepper(p, m.L, m.Backtrack)
		z := start(p, z0)
		v, next := slices.Clone(z), make([]float64, len(z))
		energy := math.Inf(1)
		t := 1.0
		state := &ebm.State{Z: z, Residual: math.Inf(1)}
		for k := 0; yield(k, state); k++ {
			step.from(next, v)
			state.Step, state.Residual = 1/step.L, step.L*maxDistance(next, v)

			restart := m.Restart == GradientRestart && againstStep(v, next, z)
			if m.Restart == FunctionRestart {
				e := p.Energy(next)
				restart = e > energy
				energy = e
			}
			if restart {
				t = 1
			}
			tNext := (1 + math.Sqrt(1+4*t*t)) / 2
			beta := (t - 1) / tNext
			for i := range z {
				v[i] = next[i] + beta*(next[i]-z[i])
			}
			t = tNext
			copy(z, next)
		}
	}
}

// againstStep reports whether ⟨v − next, next − z⟩ > 0: the gradient mapping at v
// points along the last move, so that the momentum leads uphill.
func againstStep(v, next, z []float64) bool {
	var s float64
	for i := range z {
		s += (v[i] - next[i]) * (next[i] - z[i])
	}
	return s > 0
}
