package conv

import (
	"context"
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// joint is one step of an auto-encoder at work: n crops y (n×d), their codes z, and z̄ =
// Enc(y) (n×k) in the layout of package nn.
type joint[T Float] struct {
	layer   nn.Layer[T]
	state   nn.State[T]
	weights []T // side×side, or nil
	y       []T
	bar, dz []T
	target  []T // n×k: z̄, map after map
	codes   []*Code[T]
	model   *Model[T]
}

func newJoint[T Float](a *AutoEncoder[T]) (*joint[T], error) {
	s, e := a.Settings, a.encoder
	side, n := s.Learning.Crop, s.Training.Batch
	l, err := layer[T](e.form, e.shape, side, side)
	if err != nil {
		return nil, err
	}
	w := &joint[T]{layer: l, codes: make([]*Code[T], n)}
	spec := l.Spec()
	w.y = make([]T, n*spec.In)
	w.bar, w.dz, w.target = make([]T, n*spec.Out), make([]T, n*spec.Out), make([]T, n*spec.Out)
	if s.Border {
		w.weights, err = BorderWeights[T](side, side, e.shape.size, e.shape.size)
	}
	return w, err
}

// predict sets z̄ and returns its norm.
func (w *joint[T]) predict(a *AutoEncoder[T], batch []Picture[T]) float64 {
	for i := range batch {
		copy(w.y[i*len(w.y)/len(batch):], batch[i].Pix)
	}
	w.layer.Forward(w.bar, w.y, a.encoder.params.Value, &w.state)
	return float64(kernel.Nrm2(w.bar))
}

// infer finds the codes of a batch, with what the encoder predicts. If ctx ends, the
// error is ctx.Err().
func (w *joint[T]) infer(ctx context.Context, a *AutoEncoder[T], batch []Picture[T]) error {
	s, k := a.Settings, len(w.bar)/len(batch)
	var err error
	if w.model, err = NewModel(a.Dictionary(), s.Learning.Crop, s.Learning.Crop, Valid); err != nil {
		return err
	}
	errs := make([]error, len(batch))
	kernel.Parallel(len(batch), func(i int) {
		target := w.target[i*k : (i+1)*k]
		stack(target, w.bar[i*k:(i+1)*k], a.encoder.shape.maps)
		coder := Coder[T]{Model: w.model, Lambda: s.Learning.Lambda, Weights: w.weights, NonNegative: s.Learning.NonNegativeCodes,
			Target: target, Alpha: s.Alpha, Tol: s.Learning.Tol, MaxIter: s.MaxIter}
		w.codes[i], errs[i] = coder.Encode(ctx, batch[i].Pix)
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// gradient sets the encoder's gradient to that of the mean of ½‖z* − Enc(y)‖² over the
// batch, z* held fixed, clips it and returns its norm; and Σ‖z* − Enc(y)‖²/Σ‖z*‖².
func (w *joint[T]) gradient(a *AutoEncoder[T]) (norm, distance float64) {
	n, maps, square := len(w.codes), a.encoder.shape.maps, 0.0
	copy(w.dz, w.bar)
	for i, c := range w.codes {
		dz := w.dz[i*len(w.dz)/n:]
		for _, e := range c.Entries {
			dz[(int(e.Row)*c.W+int(e.Col))*maps+int(e.Map)] -= e.Value
			square += float64(e.Value) * float64(e.Value)
		}
	}
	distance = float64(kernel.SumSquares(w.dz)) / square
	kernel.Scal(1/T(n), w.dz)
	p := a.encoder.params
	p.ZeroGrad()
	w.layer.Backward(nil, p.Grad, w.dz, p.Value, &w.state)
	return clip(p.Grad, a.Settings.Training.Clip), distance
}

// seen returns the batch with its codes as the kernels are to see it.
func (w *joint[T]) seen(pictures []Picture[T]) *batch[T] {
	b := &batch[T]{codes: w.codes}
	for i, p := range pictures {
		if w.weights != nil {
			p.Pix = slices.Clone(p.Pix)
			built := make([]T, len(p.Pix))
			w.model.DecodeMaps(built, w.codes[i].Maps)
			for j, v := range built {
				p.Pix[j] = v + w.weights[j/p.C]*(p.Pix[j]-v)
			}
		}
		b.pictures, b.models = append(b.pictures, p), append(b.models, w.model)
	}
	return b
}
