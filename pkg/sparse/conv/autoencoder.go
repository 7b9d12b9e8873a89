package conv

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/nn"
)

// AutoEncoder is a convolutional sparse auto-encoder: a decoder of kernels K, an
// encoder Enc, and the energy
//
//	E(y, z) = ½ Σ_p weight_p·(y − Σ_m K_m ∗ z_m)²_p + α/2·‖z − Enc(y)‖² + λ‖z‖₁.
//
// For each batch of crops of the pictures, inference finds z* = argmin E, and then each
// part lowers its own term at z*: the kernels the first one (as in [Learner]), the
// encoder D(z*, z̄) = ½‖z* − Enc(y)‖² alone. With α = 0 the second term is left out of
// inference, and z* is the encoder's target all the same.
//
// With weights ≤ 1 the kernels see, in place of y, the picture ŷ + weight·(y − ŷ) with
// ŷ = Σ_m K_m ∗ z*_m: its plain squared error is never less than the weighted one, up to
// a constant, and equal at K, so that what lowers it lowers the weighted one at least as
// much.
//
// Source: Kavukcuoglu et al., NIPS 2010, eq. 2; Kavukcuoglu, Ranzato & LeCun, 2008
// (arXiv 1010.3467), section 2.3.
type AutoEncoder[T Float] struct {
	Settings Joint[T]

	learner *Learner[T]
	encoder *Encoder[T]
	memory  nn.Memory[T]
	seed    [2]uint64
	hist    []JointStep
	work    *joint[T]
}

// NewAutoEncoder checks the input, draws the first kernels from the pictures, and the
// encoder's first parameters from rng.
func NewAutoEncoder[T Float](pictures []Picture[T], s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	l, err := NewLearner(pictures, s.Learning.crops(), rng)
	if err != nil {
		return nil, err
	}
	return newAutoEncoder(l, s, rng)
}

// NewAutoEncoderFrom starts from the kernels of D, of which s.Learning.Kernels and Size
// need not be given.
func NewAutoEncoderFrom[T Float](D *Dictionary[T], s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	l, err := NewLearnerFrom(D, s.Learning.crops(), rng)
	if err != nil {
		return nil, err
	}
	return newAutoEncoder(l, s, rng)
}

func newAutoEncoder[T Float](l *Learner[T], s Joint[T], rng *rand.Rand) (*AutoEncoder[T], error) {
	s.Learning = l.Settings
	s = s.withDefaults()
	l.Settings = s.Learning
	crop := s.Learning.Crop
	e, err := NewEncoder(l.Dictionary(), crop, crop, s.Learning.Lambda, s.Form, rng)
	if err != nil {
		return nil, err
	}
	return &AutoEncoder[T]{Settings: s, learner: l, encoder: e, seed: [2]uint64{rng.Uint64(), rng.Uint64()}}, nil
}

// Dictionary returns the decoder as it is now.
func (a *AutoEncoder[T]) Dictionary() *Dictionary[T] { return a.learner.Dictionary() }

// Encoder returns the encoder, which learning changes.
func (a *AutoEncoder[T]) Encoder() *Encoder[T] { return a.encoder }

// History returns what each step did.
func (a *AutoEncoder[T]) History() []JointStep { return slices.Clone(a.hist) }

// Steps returns how many steps are done.
func (a *AutoEncoder[T]) Steps() int { return len(a.hist) }

// Learn learns from random crops of the pictures until all steps are done or ctx ends,
// when the error is ctx.Err() and Learn can be called again with the same pictures: the
// steps that follow are the same, bit for bit, as without the interruption.
//
// If the energy or a gradient is no longer finite, the error says so, and kernels and
// encoder are those of before that step. Any other error names bad input, before any
// work is done.
func (a *AutoEncoder[T]) Learn(ctx context.Context, pictures []Picture[T], progress func(JointStep)) error {
	side, s := a.Settings.Learning.Crop, a.Settings
	if err := checkPictures(pictures, side, side, a.learner.past.c); err != nil {
		return err
	}
	batch := make([]Picture[T], s.Training.Batch)
	for len(a.hist) < s.Training.Steps {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		rng := rand.New(rand.NewPCG(a.seed[0], a.seed[1]+uint64(len(a.hist))))
		for i := range batch {
			p := &pictures[rng.IntN(len(pictures))]
			batch[i] = p.crop(rng.IntN(p.H-side+1), rng.IntN(p.W-side+1), side, side)
		}
		step, err := a.step(ctx, batch)
		if err != nil {
			return err
		}
		a.hist = append(a.hist, step)
		if progress != nil {
			progress(step)
		}
	}
	return nil
}

// step infers codes, and moves encoder and decoder.
func (a *AutoEncoder[T]) step(ctx context.Context, batch []Picture[T]) (JointStep, error) {
	if a.work == nil {
		work, err := newJoint(a)
		if err != nil {
			return JointStep{}, err
		}
		a.work = work
	}
	w, t := a.work, a.Settings.Training
	step := JointStep{T: len(a.hist) + 1, Of: t.Steps, Rate: t.Schedule.Rate(len(a.hist))}
	if v := w.predict(a, batch); v-v != 0 {
		return step, fmt.Errorf("conv: step %d of %d: the norm of the encoder's codes is %v; lower the rate, which was %v, or clip the gradients, Clip is %v",
			step.T, step.Of, v, t.Schedule.Rate(max(0, step.T-2)), t.Clip)
	}
	if err := w.infer(ctx, a, batch); err != nil {
		return step, err
	}
	for _, c := range w.codes {
		step.Objective += c.Primal / float64(len(batch))
		step.Gap = max(step.Gap, c.Gap)
	}
	var norm float64
	norm, step.Distance = w.gradient(a)
	if norm-norm != 0 {
		return step, fmt.Errorf("conv: step %d of %d: the norm of the encoder's gradient is %v; lower the rate, which is %v, or clip the gradients, Clip is %v",
			step.T, step.Of, norm, step.Rate, t.Clip)
	}
	t.Optimizer.Step(a.encoder.params, &a.memory, step.Rate)
	moved := a.learner.follow(w.seen(batch), t.Steps)
	step.Active, step.Replaced = moved.Active, moved.Replaced
	return step, nil
}
