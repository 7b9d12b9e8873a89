package ebm

import "fmt"

// Model is an energy with a latent variable,
//
//	E(x, y, z) = C(y, Dec(Pred(x), z)) + λ·R(z).
//
// Without Pred, h = x (and x may be nil: an unconditional model).
// Without Reg, the code is free: with as many dimensions as y, the energy then
// falls to 0 everywhere.
type Model struct {
	Pred   Predictor
	Dec    Decoder
	Cost   Cost
	Reg    Regularizer
	Lambda float64
}

// Energy returns E(x, y, z). It allocates; loops over z go through Problem.
func (m *Model) Energy(x, y, z []float64) float64 {
	return m.problem(x, y).Energy(z)
}

// Problem fixes x and y and leaves the problem for z. y is not copied and must
// not change while the problem is in use. The error names a missing part, a
// length that does not fit, a value that is not finite, a λ that is negative or
// not finite, or what a part refuses: see [Domain], [CodeChecker], [Conditional].
func (m *Model) Problem(x, y []float64) (*Problem, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if m.Pred != nil {
		if _, n := m.Pred.Dims(); len(x) != n {
			return nil, fmt.Errorf("ebm: x has %d entries, the predictor takes %d", len(x), n)
		}
	}
	d, k := m.Dec.Dims()
	if len(y) != d {
		return nil, fmt.Errorf("ebm: y has %d entries, the decoder makes %d", len(y), d)
	}
	if err := Finite("x", x); err != nil {
		return nil, err
	}
	if err := Finite("y", y); err != nil {
		return nil, err
	}
	if err := m.checkParts(len(x), y, k); err != nil {
		return nil, err
	}
	return m.problem(x, y), nil
}

// checkParts asks the parts that have something to say whether h, y and z fit them.
func (m *Model) checkParts(nx int, y []float64, k int) error {
	if dec, ok := m.Dec.(Conditional); ok {
		n, from := nx, "x"
		if m.Pred != nil {
			n, _ = m.Pred.Dims()
			from = "the predictor's h"
		}
		if want := dec.HDim(); want != 0 && want != n {
			return fmt.Errorf("ebm: %s has %d entries, the decoder takes %d", from, n, want)
		}
	}
	if c, ok := m.Cost.(Domain); ok {
		if err := c.CheckY(y); err != nil {
			return err
		}
	}
	if r, ok := m.Reg.(CodeChecker); ok {
		return r.CheckCode(k)
	}
	return nil
}

func (m *Model) problem(x, y []float64) *Problem {
	h := x
	if m.Pred != nil {
		n, _ := m.Pred.Dims()
		h = make([]float64, n)
		m.Pred.Predict(h, x)
	}
	return &Problem{F: &Composite{Dec: m.Dec, Cost: m.Cost, H: h, Y: y}, R: m.Reg, Lambda: m.Lambda}
}

func (m *Model) check() error {
	switch {
	case m.Dec == nil:
		return fmt.Errorf("ebm: the model has no decoder")
	case m.Cost == nil:
		return fmt.Errorf("ebm: the model has no cost")
	}
	return checkLambda(m.Lambda)
}
