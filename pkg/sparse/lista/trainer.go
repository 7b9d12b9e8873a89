package lista

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Trainer is a training in progress.
type Trainer[T nn.Float] struct {
	Net      *Network[T]
	Settings Training[T]

	memory nn.Memory[T]
	seed   [2]uint64
	hist   []Step
	scale  float64 // of the loss after the last layer; 0 for 1
	we     []T     // We before a step
	stage  stage   // that memory belongs to

	clipper clipper[T]
}

// NewTrainer checks the settings; Resume trains.
func NewTrainer[T nn.Float](n *Network[T], s Training[T], rng *rand.Rand) (*Trainer[T], error) {
	if n == nil || rng == nil {
		return nil, fmt.Errorf("lista: the network is %v and the random generator %v, expected both", n, rng)
	}
	if n.layers < 1 {
		return nil, fmt.Errorf("lista: a network of %d layers has nothing to train, expected at least 1", n.layers)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return &Trainer[T]{Net: n, Settings: s.withDefaults(), seed: [2]uint64{rng.Uint64(), rng.Uint64()}}, nil
}

// History returns what each step did.
func (t *Trainer[T]) History() []Step { return slices.Clone(t.hist) }

// Steps returns how many steps are done.
func (t *Trainer[T]) Steps() int { return len(t.hist) }

// Resume trains until all steps are done or ctx ends. Y and o must be those that the
// training began with; the steps are then the same, bit for bit, as without the
// interruption.
func (t *Trainer[T]) Resume(ctx context.Context, Y *mat.Dense, o Objective, progress func(Step)) error {
	a, err := newData(t.Net, Y, o)
	if err != nil {
		return err
	}
	if t.coupled() { // the residuals take the place of the samples
		rows, _ := Y.Dims()
		a.fill(Y, 0, rows, false, true)
	}
	order := order{n: a.n, batch: min(t.Settings.Batch, a.n), seed: t.seed}
	return t.resume(ctx, func(step int) (*data[T], []int, error) { return a, order.rows(step), nil }, progress)
}

// resume takes the steps that are left, with the samples that batch returns for each.
func (t *Trainer[T]) resume(ctx context.Context, batch func(step int) (*data[T], []int, error), progress func(Step)) error {
	for len(t.hist) < t.Settings.Steps {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a, rows, err := batch(len(t.hist))
		if err != nil {
			return err
		}
		step, err := t.step(a, rows)
		if err != nil {
			return err
		}
		if progress != nil {
			progress(step)
		}
	}
	return nil
}

// step takes one step along the gradient of the given rows.
func (t *Trainer[T]) step(a *data[T], rows []int) (Step, error) {
	n, s := t.Net, t.Settings
	now := len(t.hist)
	st, at := t.stageOf(now)
	if st != t.stage {
		t.stage, t.memory = st, nn.Memory[T]{}
		if st.lo > 0 {
			n.core.inherit(st.depth)
		}
	}
	step := Step{T: now + 1, Of: s.Steps, Rate: s.Schedule.Rate(at) * st.factor}
	step.Loss = n.pass(a, rows, way{st.depth, st.first, t.weights(st.depth), t.coupled(), st.held})
	part := n.part(st.lo, st.hi)
	step.Norm = t.clipper.clip(part.Grad, s.Clip)
	if v := step.Loss + step.Norm; v-v != 0 {
		return step, fmt.Errorf("lista: step %d of %d: the loss is %v, the norm of its gradient %v; lower the rate, which is %v, or clip the gradients, Clip is %v",
			step.T, step.Of, step.Loss, step.Norm, step.Rate, s.Clip)
	}
	t.keepWe(st)
	s.Optimizer.Step(part, &t.memory, step.Rate)
	t.moveS(st)
	n.bound()
	t.hist = append(t.hist, step)
	return step, nil
}

// weights returns the weight of the loss after each layer, nil for 1 after the last.
func (t *Trainer[T]) weights(depth int) []float64 {
	if t.Settings.Deep == 0 && t.scale == 0 {
		return nil
	}
	w := filled(depth+1, t.Settings.Deep)
	w[0], w[depth] = 0, 1
	if t.scale != 0 {
		w[depth] = t.scale
	}
	return w
}

// part returns tensors lo … hi-1 as parameters of their own.
func (c *core[T]) part(lo, hi int) *nn.Params[T] {
	if lo == 0 && hi == len(c.offset)-1 {
		return c.params
	}
	from, to := c.offset[lo], c.offset[hi]
	return &nn.Params[T]{Shapes: c.params.Shapes[lo:hi], Value: c.params.Value[from:to], Grad: c.params.Grad[from:to]}
}

// order draws the samples of each step: every pass takes them in a new order, and the
// last batch of a pass is as large as the others or left out.
type order struct {
	n, batch int
	seed     [2]uint64
	pass     int // 1 + the pass that perm belongs to
	perm     []int
}

func (o *order) rows(step int) []int {
	per := o.n / o.batch
	pass, i := step/per, step%per
	if o.pass != pass+1 {
		o.pass, o.perm = pass+1, rand.New(rand.NewPCG(o.seed[0], o.seed[1]+uint64(pass))).Perm(o.n)
	}
	return o.perm[i*o.batch : (i+1)*o.batch]
}
