package sparse

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// ISTA is the proximal gradient method, for sparse coding the iterative
// shrinkage-thresholding algorithm:
//
//	z(t+1) = prox_{λR/L}( z(t) − ∇f(z(t))/L ),
//
// which for ½‖y − Wz‖² + λ‖z‖₁ is Shrink_{λ/L}( z(t) − Wᵀ(W·z(t) − y)/L ), the
// rule that the lecture's page calls FISTA. E(z(t)) − E* ≤ L‖z(0) − z*‖²/(2t) for
// convex energies. A step of the lasso costs 4·d·k flops.
//
// L = 0 takes the problem's own Lipschitz constant and, where it has none, finds
// one by backtracking. An L that is too small makes the iterates diverge.
//
// Source: Beck & Teboulle, SIAM J. Imaging Sci. 2 (2009), eq. 3.1 and 3.2.
type ISTA struct {
	L         float64 // 1/step; 0: from the problem
	Backtrack bool    // start at L (or 1) and double it until the bound holds
}

// Check refuses an L that is negative or not finite.
func (m ISTA) Check(*ebm.Problem) error { return checkL(m.L) }

// Iterates yields (0, z0), then a state after each step.
func (m ISTA) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	return func(yield func(int, *ebm.State) bool) {
		step := newStepper(p, m.L, m.Backtrack)
		z := start(p, z0)
		next := make([]float64, len(z))
		state := &ebm.State{Z: z, Residual: math.Inf(1)}
		for t := 0; yield(t, state); t++ {
			step.from(next, z)
			state.Step, state.Residual = 1/step.L, step.L*maxDistance(next, z)
			copy(z, next)
		}
	}
}

func start(p *ebm.Problem, z0 []float64) []float64 {
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

func absMax(v []float64) float64 { return kernel.AbsMaxValue(v) }

func checkL(L float64) error {
	if !(L >= 0) || math.IsInf(L, 1) {
		return fmt.Errorf("sparse: L is %v, expected a finite number > 0, or 0 for the problem's own", L)
	}
	return nil
}
