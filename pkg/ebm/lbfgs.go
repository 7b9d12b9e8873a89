package ebm

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// LBFGS is the limited-memory BFGS method, for problems whose R is missing or
// [Differentiable]: z⁺ = z − s·H·∇E(z), with H built of the last few changes of z and of
// ∇E, and s from a line search to the weak Wolfe conditions. A step costs about one
// gradient and 4·Store·k flops. The direction is that of gonum/optimize.
//
// Source: Nocedal & Wright, Numerical Optimization, 2nd ed. (2006), algorithm 7.4.
type LBFGS struct {
	Store int // changes kept; default 15
}

// Check refuses a regularizer without a gradient, and a negative Store.
func (m LBFGS) Check(p *Problem) error {
	if m.Store < 0 {
		return fmt.Errorf("ebm: L-BFGS is to store %d changes, expected a number > 0, or 0 for the default", m.Store)
	}
	if newEnergyGrad(p) == nil {
		return fmt.Errorf("ebm: L-BFGS needs a regularizer with a gradient, %T has none", p.R)
	}
	return nil
}

// Iterates yields (0, z0), then a state after each step, with Residual = ‖∇E(z)‖∞. It
// ends where no step lowers the energy. It panics on a problem that Check refuses.
func (m LBFGS) Iterates(p *Problem, z0 []float64) iter.Seq2[int, *State] {
	if err := m.Check(p); err != nil {
		panic(err.Error())
	}
	return func(yield func(int, *State) bool) {
		q := newQuasiNewton(p, z0, m.Store)
		state := &State{Z: q.z, Residual: math.Inf(1)}
		if !yield(0, state) {
			return
		}
		for t := 1; ; t++ {
			moved := absMax(q.grad) > 0 && q.step()
			if !moved && absMax(q.grad) > 0 {
				moved = q.step() // with an empty memory
			}
			state.Step, state.Residual = q.wolfe.step, absMax(q.grad)
			if !yield(t, state) || !moved {
				return
			}
		}
	}
}

// quasiNewton is where L-BFGS stands: z and the gradient there. loc is gonum's, and in
// between at the points that the line search tries.
type quasiNewton struct {
	e       *energyGrad
	z, grad []float64
	value   float64
	loc     optimize.Location
	method  *optimize.LinesearchMethod
	wolfe   *weakWolfe
	fresh   bool // the memory is empty
}

func newQuasiNewton(p *Problem, z0 []float64, store int) *quasiNewton {
	k := p.Dim()
	q := &quasiNewton{e: newEnergyGrad(p), z: start(p, z0), grad: make([]float64, k), wolfe: new(weakWolfe), fresh: true}
	q.value = q.e.at(q.grad, q.z)
	q.loc = optimize.Location{X: slices.Clone(q.z), F: q.value, Gradient: slices.Clone(q.grad)}
	q.method = &optimize.LinesearchMethod{NextDirectioner: &optimize.LBFGS{Store: max(store, 0)}, Linesearcher: q.wolfe}
	if store == 0 {
		q.method.NextDirectioner = &optimize.LBFGS{Store: 15}
	}
	return q
}

// step takes one step, or empties the memory and reports false where there is none.
func (q *quasiNewton) step() bool {
	advance := q.method.Iterate
	if q.fresh {
		advance = q.method.Init
	}
	op, err := advance(&q.loc)
	q.fresh = false
	for err == nil && op != optimize.MajorIteration {
		q.loc.F = q.e.at(q.loc.Gradient, q.loc.X)
		op, err = q.method.Iterate(&q.loc)
	}
	if err != nil || maxDistance(q.loc.X, q.z) == 0 {
		copy(q.loc.X, q.z)
		copy(q.loc.Gradient, q.grad)
		q.loc.F, q.fresh = q.value, true
		return false
	}
	copy(q.z, q.loc.X)
	copy(q.grad, q.loc.Gradient)
	q.value = q.loc.F
	return true
}
