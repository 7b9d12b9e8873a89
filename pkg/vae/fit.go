package vae

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Epoch is what one pass over the data did: means over its steps, in nats.
type Epoch[P any] struct {
	N           int      // from 1
	Loss        float64  // of the objective
	Recon, KL   float64  // of the training data, while it changed
	Beta        float64  // at the end
	Valid       Score[P] // of the validation data, after the epoch
	SinceBetter int      // epochs since Valid.NegELBO was least; 0: it is now
}

// Progress is where a training stands.
type Progress[P any] struct {
	Step, Steps   int       // of all epochs
	Epoch, Epochs int       // the one that is on, from 1
	Loss          float64   // of this step
	Done          *Epoch[P] // the epoch that this step finished, or nil
}

// Trainer is a training in progress.
type Trainer[T nn.Float, P Pixels[T]] struct {
	Model    *Model[T]
	Settings Training[T]

	pass   *pass[T]
	memory nn.Memory[T]
	seed   [2]uint64
	n      int      // samples of the training data; 0: not seen so far
	step   int      // done
	sums   Epoch[P] // of the epoch that is on
	hist   []Epoch[P]
	best   []T // parameters with the least validation loss, where Patience is set
	over   bool
	film   [][]T // parameters before the first epoch and after each, where Film is set
}

// Fit trains m on data of one kind and scores it on valid, of the same kind, after each
// epoch. Two generators drawn from rng give the order of the samples and the noise of
// each step, so that the result is the same, bit for bit, whatever the number of
// processors, and after an interruption. If ctx ends, the error is ctx.Err(), and the
// trainer with all that is done so far is returned: Save it, and Resume goes on.
//
// progress, if not nil, is called after every step.
func Fit[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], train, valid P, s Training[T], rng *rand.Rand, progress func(Progress[P])) (*Trainer[T, P], error) {
	t, err := NewTrainer[T, P](m, s, rng)
	if err != nil {
		return nil, err
	}
	return t, t.Resume(ctx, train, valid, progress)
}

// NewTrainer checks the settings; Resume trains.
func NewTrainer[T nn.Float, P Pixels[T]](m *Model[T], s Training[T], rng *rand.Rand) (*Trainer[T, P], error) {
	if m == nil || rng == nil {
		return nil, fmt.Errorf("vae: the model is %v and the random generator %v, expected both", m, rng)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return &Trainer[T, P]{Model: m, Settings: s.withDefaults(), pass: newPass(m), seed: [2]uint64{rng.Uint64(), rng.Uint64()}}, nil
}

// Epochs returns what each epoch did.
func (t *Trainer[T, P]) Epochs() []Epoch[P] { return slices.Clone(t.hist) }

// After returns a copy of the model as it was after so many epochs, 0 for the one before
// the first. The training must keep them, with Film set.
func (t *Trainer[T, P]) After(epochs int) (*Model[T], error) {
	if epochs < 0 || epochs >= len(t.film) {
		return nil, fmt.Errorf("vae: the model after %d epochs is not among the %d that were kept", epochs, len(t.film))
	}
	m := *t.Model
	m.Params = nn.NewParams[T](t.Model.Params.Shapes...)
	copy(m.Params.Value, t.film[epochs])
	return &m, nil
}

// Resume trains until all epochs are done, patience is at its end, or ctx ends.
func (t *Trainer[T, P]) Resume(ctx context.Context, train, valid P, progress func(Progress[P])) error {
	rng := rand.New(rand.NewPCG(0, 0))
	if err := t.Model.check(train, rng); err != nil {
		return err
	}
	if err := t.Model.check(valid, rng); err != nil {
		return fmt.Errorf("validation: %w", err)
	}
	n, d := train.Dims()
	if t.n != 0 && t.n != n {
		return fmt.Errorf("vae: %d samples to go on with, there were %d samples before", n, t.n)
	}
	t.n = n
	s := t.Settings
	if s.Film && t.step == 0 {
		t.film = [][]T{slices.Clone(t.Model.Params.Value)}
	}
	size := min(s.Batch, n)
	per := n / size // what is left over comes first in another epoch
	var order []int
	rows, eps := make([]T, size*d), make([]T, size*s.Draws*t.Model.k)
	var source rand.PCG
	drawing := rand.New(&source)
	for t.step < per*s.Epochs && !t.over {
		if err := ctx.Err(); err != nil {
			return err
		}
		epoch, i := t.step/per, t.step%per
		if order == nil || i == 0 {
			order = rand.New(rand.NewPCG(t.seed[0], uint64(epoch))).Perm(n)
		}
		source.Seed(t.seed[1], uint64(t.step))
		train.Rows(rows, order[i*size:(i+1)*size], drawing)
		noise(eps, drawing)
		loss, err := t.take(rows, eps, s.objective(float64(t.step)/float64(per)))
		if err != nil {
			return err
		}
		p := Progress[P]{Step: t.step, Steps: per * s.Epochs, Epoch: epoch + 1, Epochs: s.Epochs, Loss: loss}
		if i == per-1 {
			if p.Done, err = t.close(ctx, valid, per); err != nil {
				return err
			}
		}
		if progress != nil {
			progress(p)
		}
	}
	if t.best != nil {
		copy(t.Model.Params.Value, t.best)
	}
	return nil
}

// take takes one step.
func (t *Trainer[T, P]) take(rows, eps []T, o objective) (float64, error) {
	p := t.Model.Params
	p.ZeroGrad()
	terms := t.pass.run(rows, eps, o, true)
	rate := t.Settings.Schedule.Rate(t.step)
	if terms.loss-terms.loss != 0 || !t.pass.finite() {
		return 0, fmt.Errorf("vae: step %d: the loss is %v, or its gradient is not finite; lower the rate, which is %v, or start with a smaller β",
			t.step+1, terms.loss, rate)
	}
	t.Settings.Optimizer.Step(p, &t.memory, rate)
	t.step++
	t.sums.Loss += terms.loss
	t.sums.Recon += terms.recon
	t.sums.KL += terms.kl
	t.sums.Beta = o.beta
	return terms.loss, nil
}

// close ends an epoch: the means, the validation, the patience. When ctx ends in the
// middle of it, the last step is still to be closed.
func (t *Trainer[T, P]) close(ctx context.Context, valid P, per int) (*Epoch[P], error) {
	e := t.sums
	var err error
	if e.Valid, err = evaluate(context.WithoutCancel(ctx), t.Model, t.pass, valid, t.seed); err != nil {
		return nil, err
	}
	e.N = len(t.hist) + 1
	for _, v := range []*float64{&e.Loss, &e.Recon, &e.KL} {
		*v /= float64(per)
	}
	t.sums = Epoch[P]{}
	least := true
	for i, h := range t.hist {
		if h.Valid.NegELBO <= e.Valid.NegELBO {
			least = false
		}
		if h.SinceBetter == 0 {
			e.SinceBetter = len(t.hist) - i
		}
	}
	if least {
		e.SinceBetter = 0
	}
	t.hist = append(t.hist, e)
	if t.film != nil {
		t.film = append(t.film, slices.Clone(t.Model.Params.Value))
	}
	if patience := t.Settings.Patience; patience > 0 {
		if e.SinceBetter == 0 {
			t.best = append(t.best[:0], t.Model.Params.Value...)
		}
		t.over = e.SinceBetter >= patience
	}
	return &t.hist[len(t.hist)-1], nil
}
