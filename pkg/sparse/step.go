package sparse

import (
	"github.com/latentlab/latentlab/pkg/ebm"
)

// stepper takes proximal gradient steps p_L(v) = prox_{λR/L}(v − ∇f(v)/L).
type stepper struct {
	p         *ebm.Problem
	L         float64
	backtrack bool
	grad      []float64
}

func newStepper(p *ebm.Problem, L float64, backtrack bool) *stepper {
	s := &stepper{p: p, L: L, backtrack: backtrack, grad: make([]float64, p.Dim())}
	if s.L == 0 && !backtrack {
		s.L = p.Lipschitz()
		s.backtrack = s.L == 0
	}
	if s.L == 0 {
		s.L = 1
	}
	return s
}

// from sets dst = p_L(v). When backtracking, L is doubled until
//
//	f(p_L(v)) ≤ f(v) + ⟨∇f(v), p_L(v) − v⟩ + L/2·‖p_L(v) − v‖²
//
// holds; L never decreases (Beck & Teboulle 2009, "FISTA with backtracking",
// η = 2). The slack of 1e-12·|f| is for rounding near the minimum, and the doubling
// ends when L has grown by 2^200.
func (s *stepper) from(dst, v []float64) {
	value := s.p.F.Grad(s.grad, v)
	for range 200 {
		for i, g := range s.grad {
			dst[i] = v[i] - g/s.L
		}
		s.p.Prox(dst, dst, 1/s.L)
		if !s.backtrack || s.bounded(value, dst, v) {
			return
		}
		s.L *= 2
	}
}

func (s *stepper) bounded(value float64, z, v []float64) bool {
	bound := value
	for i, g := range s.grad {
		d := z[i] - v[i]
		bound += g*d + s.L/2*d*d
	}
	got := s.p.F.Value(z)
	return got <= bound+1e-12*max(value, -value) || got != got && value != value
}
