package conv

import (
	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// joint is one step of an auto-encoder at work: n crops y (n×d), their codes z and z̄ =
// Enc(y) (n×k), in the layout of package nn.
type joint[T Float] struct {
	solver      *joined[T]
	layer       nn.Layer[T]
	state       nn.State[T]
	model       *Model[T]
	y           []T
	z, bar, dz  []T
	energy, gap []float64
}

func newJoint[T Float](a *AutoEncoder[T]) (*joint[T], error) {
	s, e := a.Settings, a.encoder
	side, n := s.Learning.Crop, s.Training.Batch
	l, err := layer[T](e.form, e.shape, side, side)
	if err != nil {
		return nil, err
	}
	f := newJoined[T](e.shape, side, side)
	f.lambda, f.alpha, f.positive = s.Learning.Lambda, s.Alpha, s.Learning.NonNegativeCodes
	f.tol, f.most = s.Learning.Tol, s.MaxIter
	if s.Border {
		weights, err := BorderWeights[T](side, side, e.shape.size, e.shape.size)
		if err != nil {
			return nil, err
		}
		for _, v := range weights {
			for range e.shape.channels {
				f.weights = append(f.weights, v)
			}
		}
	}
	return &joint[T]{solver: f, layer: l, y: make([]T, n*f.d), z: make([]T, n*f.k), bar: make([]T, n*f.k),
		dz: make([]T, n*f.k), energy: make([]float64, n), gap: make([]float64, n)}, nil
}

// infer finds the codes of a batch, and what the encoder predicts.
func (w *joint[T]) infer(a *AutoEncoder[T], batch []Picture[T]) error {
	D, side := a.Dictionary(), a.Settings.Learning.Crop
	model, err := NewModel(D, side, side, Valid)
	if err != nil {
		return err
	}
	w.model = model
	for i := range batch {
		copy(w.y[i*w.solver.d:], batch[i].Pix)
	}
	w.layer.Forward(w.bar, w.y, a.encoder.params.Value, &w.state)
	w.solver.kernels, w.solver.L = D.kernels, model.SquaredNorm()+a.Settings.Alpha
	w.solver.solve(w.z, w.energy, w.gap, w.y, w.bar)
	return nil
}

// gradient sets the encoder's gradient to that of the mean of ½‖z* − Enc(y)‖² over the
// batch, z* held fixed, clips it and returns its norm.
func (w *joint[T]) gradient(a *AutoEncoder[T]) float64 {
	kernel.Sub(w.dz, w.bar, w.z)
	kernel.Scal(1/T(len(w.energy)), w.dz)
	p := a.encoder.params
	p.ZeroGrad()
	w.layer.Backward(nil, p.Grad, w.dz, p.Value, &w.state)
	return clip(p.Grad, a.Settings.Training.Clip)
}

// seen returns the batch with its codes as the kernels are to see it.
func (w *joint[T]) seen(pictures []Picture[T]) *batch[T] {
	f := w.solver
	b := &batch[T]{pictures: pictures}
	maps, h, wide := w.model.CodeDims()
	dense, built := make([]T, f.k), make([]T, f.d)
	for i := range pictures {
		stack(dense, w.z[i*f.k:(i+1)*f.k], maps)
		code := &Code[T]{MapsOf(dense, maps, h, wide), sparse.Certificate{Primal: w.energy[i], Gap: w.gap[i]}}
		code.Active = code.Count()
		if f.weights != nil {
			w.model.DecodeMaps(built, code.Maps)
			for p, v := range built {
				pictures[i].Pix[p] = v + f.weights[p]*(pictures[i].Pix[p]-v)
			}
		}
		b.models, b.codes = append(b.models, w.model), append(b.codes, code)
	}
	return b
}
