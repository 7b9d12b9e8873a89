package lista

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Joint says how a dictionary and an encoder are learned together. Learning.Atoms and
// Learning.Lambda must be given. How many steps there are, and of how many samples,
// Training says; Learning's Batch and Passes are not used.
type Joint[T nn.Float] struct {
	Learning sparse.Learning
	Alpha    float64     // α; default 0: inference does not see the encoder
	Form     Form        // default Tied, with z ≥ 0 where Learning has NonNegativeCodes
	Layers   int         // default 1
	Training Training[T] // of the encoder
}

// AutoEncoder is a sparse auto-encoder: a decoder W, an encoder Enc, and the energy
//
//	E(y, z) = ½‖y − W·z‖² + α/2·‖z − Enc(y)‖² + λR(z),
//
// R(z) = ‖z‖₁ unless Learning says more: z ≥ 0 for NonNegativeCodes, the elastic net for
// a Ridge.
//
// For each batch, inference finds z* = argmin E, and then each part moves along the
// gradient of its own term at z*: the atoms that of the first term (as in
// [sparse.Learner]), the encoder that of the second one alone. With α = 0 the second
// term is left out of inference, and z* is the encoder's target all the same.
//
// Source: Kavukcuoglu, Ranzato & LeCun, 2008 (arXiv 1010.3467), eq. 7 and section 2.3.
type AutoEncoder[T nn.Float] struct {
	alpha   float64
	learner *sparse.Learner
	trainer *Trainer[T]
	hist    []JointStep
}

// JointStep is what one step of learning did. All but T and Of are of the batch before
// its step.
type JointStep struct {
	T, Of     int
	Objective float64 // mean of E at z*
	Active    float64 // mean number of entries of z* that are not zero
	Distance  float64 // Σ‖z* − Enc(y)‖²/Σ‖z*‖²; NaN where all codes are zero
	Replaced  int     // atoms replaced from the data
}

// NewAutoEncoder draws the first atoms from the rows of X (n×d) and starts the encoder
// from them.
func NewAutoEncoder[T nn.Float](X *mat.Dense, s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	learner, err := sparse.NewLearner(X, s.Learning, rng)
	if err != nil {
		return nil, err
	}
	return newAutoEncoder(learner, s, rng)
}

// NewAutoEncoderFrom starts decoder and encoder from the atoms of D, of which
// Learning.Atoms need not be given.
func NewAutoEncoderFrom[T nn.Float](D *sparse.Dictionary, s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	learner, err := sparse.NewLearnerFrom(D, s.Learning, rng)
	if err != nil {
		return nil, err
	}
	return newAutoEncoder(learner, s, rng)
}

func (s Joint[T]) check() error {
	if !(s.Alpha >= 0) || math.IsInf(s.Alpha, 1) {
		return fmt.Errorf("lista: α is %v, expected a finite number ≥ 0", s.Alpha)
	}
	return nil
}

func newAutoEncoder[T nn.Float](learner *sparse.Learner, s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	if s.Form == nil {
		s.Form = Tied{NonNegative: s.Learning.NonNegativeCodes}
	}
	if s.Layers == 0 {
		s.Layers = 1
	}
	net, err := New[T](learner.Dictionary(), s.Learning.Lambda, s.Form, s.Layers)
	if err != nil {
		return nil, err
	}
	trainer, err := NewTrainer(net, s.Training, rng)
	if err != nil {
		return nil, err
	}
	if s.Alpha > 0 {
		trainer.scale = s.Alpha
	}
	return &AutoEncoder[T]{alpha: s.Alpha, learner: learner, trainer: trainer}, nil
}

// Dictionary returns the decoder as it is now.
func (a *AutoEncoder[T]) Dictionary() *sparse.Dictionary { return a.learner.Dictionary() }

// Encoder returns the encoder, which learning changes.
func (a *AutoEncoder[T]) Encoder() *Network[T] { return a.trainer.Net }

// History returns what each step did.
func (a *AutoEncoder[T]) History() []JointStep { return slices.Clone(a.hist) }

// Encode returns z* = argmin E(y, z) for the rows y of Y (n×d), with certificates.
func (a *AutoEncoder[T]) Encode(ctx context.Context, Y *mat.Dense) (*sparse.Codes, error) {
	var bar *mat.Dense
	if a.alpha > 0 {
		var err error
		if bar, err = a.trainer.Net.Encode(ctx, Y); err != nil {
			return nil, err
		}
	}
	return infer(ctx, a.Dictionary(), a.learner.Settings, a.alpha, Y, bar, 0)
}

// Learn learns from the rows of X until all steps are done or ctx ends, when the error
// is ctx.Err() and Learn can be called again with the same X: the steps that follow are
// the same, bit for bit, as without the interruption.
func (a *AutoEncoder[T]) Learn(ctx context.Context, X *mat.Dense, progress func(JointStep)) error {
	t := a.trainer
	if err := t.Net.checkData("X", X, t.Net.d); err != nil {
		return err
	}
	n, d := X.Dims()
	order := order{n: n, batch: min(t.Settings.Batch, n), seed: t.seed}
	batch := mat.NewDense(order.batch, d, nil)
	for len(a.hist) < t.Settings.Steps {
		for i, row := range order.rows(len(a.hist)) {
			batch.SetRow(i, X.RawRowView(row))
		}
		step, err := a.step(ctx, batch)
		if err != nil {
			return err
		}
		if progress != nil {
			progress(step)
		}
	}
	return nil
}

// step infers codes, and moves encoder and decoder.
func (a *AutoEncoder[T]) step(ctx context.Context, Y *mat.Dense) (JointStep, error) {
	t := a.trainer
	bar, err := t.Net.Encode(ctx, Y)
	if err != nil {
		return JointStep{}, err
	}
	codes, err := infer(ctx, a.Dictionary(), a.learner.Settings, a.alpha, Y, bar, a.learner.Settings.Tol)
	if err != nil {
		return JointStep{}, err
	}
	samples, err := newData(t.Net, Y, Codes(codes.Z))
	if err != nil {
		return JointStep{}, err
	}
	rows, _ := Y.Dims()
	if _, err := t.step(samples, upTo(rows)); err != nil {
		return JointStep{}, err
	}
	moved, err := a.learner.UpdateFrom(Y, codes)
	if err != nil {
		return JointStep{}, err
	}
	t.Net.follow(a.Dictionary())
	s := codes.Summary()
	step := JointStep{T: len(a.hist) + 1, Of: t.Settings.Steps, Objective: s.Objective, Active: s.Active,
		Distance: distance(codes.Z, bar), Replaced: moved.Replaced}
	a.hist = append(a.hist, step)
	return step, nil
}

// distance returns Σ‖a − b‖²/Σ‖a‖².
func distance(a, b *mat.Dense) float64 {
	var diff mat.Dense
	diff.Sub(a, b)
	e, n := mat.Norm(&diff, 2), mat.Norm(a, 2)
	return e * e / (n * n)
}

func upTo(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
