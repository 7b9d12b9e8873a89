package ebm

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// parameters are what of a model can be learned.
type parameters struct {
	dec, pred   []float64 // θ themselves; nil where there are none
	decoder     Parametric
	conditioned Conditioned
	predictor   ParametricPredictor
}

// parametersOf finds the parameters of a model. The error is for a model that is not
// complete, one without any parameters, and a predictor that cannot be reached because
// the decoder is not Conditioned.
func parametersOf(m *Model) (parameters, error) {
	if m == nil {
		return parameters{}, fmt.Errorf("ebm: no model to learn")
	}
	if err := m.check(); err != nil {
		return parameters{}, err
	}
	var p parameters
	if d, ok := m.Dec.(Parametric); ok {
		p.decoder, p.dec = d, d.Params()
	}
	if pred, ok := m.Pred.(ParametricPredictor); ok && len(pred.Params()) > 0 {
		p.predictor, p.pred = pred, pred.Params()
		if p.conditioned, ok = m.Dec.(Conditioned); !ok || !CanPullbackH(m.Dec) {
			return p, fmt.Errorf("ebm: the predictor %T has parameters, but the decoder %T has no PullbackH to learn them through", m.Pred, m.Dec)
		}
	}
	if len(p.dec)+len(p.pred) == 0 {
		return p, fmt.Errorf("ebm: neither the decoder %T nor the predictor %T has parameters to learn", m.Dec, m.Pred)
	}
	return p, errors.Join(Finite("θ of the decoder", p.dec), Finite("θ of the predictor", p.pred))
}

// zero returns a sum of no samples.
func (p parameters) zero() Average {
	return Average{Dec: zerosLike(p.dec), Pred: zerosLike(p.pred)}
}

func zerosLike(v []float64) []float64 {
	if v == nil {
		return nil
	}
	return make([]float64, len(v))
}

func (a *Average) clear() {
	a.Free, a.Unsolved = 0, 0
	clear(a.Dec)
	clear(a.Pred)
}

func (a *Average) add(b *Average) {
	a.Free += b.Free
	a.Unsolved += b.Unsolved
	floats.Add(a.Dec, b.Dec)
	floats.Add(a.Pred, b.Pred)
}

func (a *Average) scale(c float64) {
	a.Free *= c
	floats.Scale(c, a.Dec)
	floats.Scale(c, a.Pred)
}

// checkSamples refuses samples that the model cannot take, and a method that refuses
// them.
func checkSamples(m *Model, X, Y *mat.Dense, s Learning) error {
	if Y == nil || Y.IsEmpty() {
		return fmt.Errorf("ebm: Y has no rows, expected at least one sample")
	}
	n, _ := Y.Dims()
	if X != nil {
		if rows, _ := X.Dims(); rows != n {
			return fmt.Errorf("ebm: X has %d rows, Y has %d", rows, n)
		}
	}
	for i := range n {
		var x []float64
		if X != nil {
			x = X.RawRowView(i)
		}
		p, err := m.Problem(x, Y.RawRowView(i))
		if err != nil {
			return fmt.Errorf("sample %d: %w", i, err)
		}
		if i > 0 {
			continue
		}
		method := s.Method
		if method == nil {
			method = MethodFor(p)
		}
		if err := checkInfer(p, method, nil, s.Restarts.Settings); err != nil {
			return err
		}
	}
	return nil
}
