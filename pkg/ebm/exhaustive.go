package ebm

import (
	"fmt"
	"iter"
	"math"
)

// Exhaustive tries every code of a [Discrete] regularizer and takes the best; of several
// equally good ones, the first. One step does it all, at the cost of one value of f a
// code.
type Exhaustive struct{}

// Check refuses a regularizer that does not list its codes.
func (Exhaustive) Check(p *Problem) error {
	if _, ok := p.R.(Discrete); !ok {
		return fmt.Errorf("ebm: exhaustive inference needs a regularizer that lists its codes, %T does not", p.R)
	}
	return nil
}

// Iterates yields (0, z0), then (1, the best code) with Residual 0. Where no code has an
// energy below +Inf, only the start is yielded. It panics on a problem that Check refuses.
func (m Exhaustive) Iterates(p *Problem, z0 []float64) iter.Seq2[int, *State] {
	if err := m.Check(p); err != nil {
		panic(err.Error())
	}
	return func(yield func(int, *State) bool) {
		state := &State{Z: start(p, z0), Residual: math.Inf(1)}
		if !yield(0, state) {
			return
		}
		best := math.Inf(1)
		for z := range p.R.(Discrete).Points(p.Dim()) {
			if e := p.Energy(z); e < best {
				best = e
				copy(state.Z, z)
			}
		}
		if best < math.Inf(1) {
			state.Residual = 0
			yield(1, state)
		}
	}
}
