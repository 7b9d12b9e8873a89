package sparse

import (
	"fmt"
	"iter"
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Homotopy is LARS for the lasso: it follows the exact minimiser from λ_max, where
// it is zero, down to the λ of the problem. Iterate t ≥ 1 is the minimiser at the
// t-th kink of the path, and the last iterate that of the problem: the loop then
// ends by itself. It starts from zero whatever z0 is.
//
// It serves a Dictionary under the squared error with L1, NonNegativeL1, ElasticNet
// or WeightedL1 with positive weights, and refuses the rest.
//
// Source: Efron et al., Ann. Stat. 32 (2004), section 3.1.
type Homotopy struct{}

// Check refuses a problem of another form.
func (Homotopy) Check(p *ebm.Problem) error {
	_, _, pen, err := lassoOf(p)
	if err == nil {
		err = homotopyServes(pen)
	}
	if err != nil {
		return fmt.Errorf("sparse: homotopy: %w", err)
	}
	return nil
}

// homotopyServes refuses weights of zero: such an entry has no kink to join at.
func homotopyServes(pen penalty) error {
	for j, w := range pen.weights {
		if w == 0 {
			return fmt.Errorf("weight %d is 0, expected a positive one", j)
		}
	}
	return nil
}

// Iterates yields (0, z0), then a state at each kink. It panics for a problem that
// Check refuses.
func (m Homotopy) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	if err := m.Check(p); err != nil {
		panic(err.Error())
	}
	D, y, pen, _ := lassoOf(p)
	return func(yield func(int, *ebm.State) bool) {
		h, w := newPath(D), newDescent(D)
		D.Pullback(w.b, nil, w.b, y)
		h.start(w.b, pen)
		state := &ebm.State{Z: start(p, z0), Residual: math.Inf(1)}
		more := true
		for t := 0; yield(t, state) && more; t++ {
			more = h.step()
			h.code(state.Z)
			w.start(pen, state.Z)
			state.Residual = w.violation()
		}
	}
}

// newPath returns a workspace for paths in double precision.
func newPath(D *Dictionary) *homotopy[float64] {
	_, k := D.Dims()
	return newHomotopy(k, D.Gram().RawMatrix().Data)
}

// code writes the code at the present λ to z.
func (h *homotopy[T]) code(z []float64) {
	clear(z)
	for i, j := range h.support {
		z[j] = float64(h.z[i]) * h.scale
	}
}

// run goes all the way to the λ of pen and returns the number of kinks. A path of more
// kinks than any seen in practice (ties that rounding turns into a cycle) is left
// where it is.
func (h *homotopy[T]) run(b []float64, pen penalty) int {
	h.start(b, pen)
	for t := 1; ; t++ {
		if !h.step() || t == 20*h.k+100 {
			return t
		}
	}
}
