package lista

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Training says how a network is trained. The zero value is a recipe that serves from
// one layer to sixteen, whatever the units of the data: the gradients of deep networks
// are long and rare ones very long, and Adam on gradients of equal norm does not mind.
type Training[T nn.Float] struct {
	Steps     int             // default 1000
	Batch     int             // samples a step; default 512, or all if there are fewer
	Optimizer nn.Optimizer[T] // default nn.Adam
	Schedule  nn.Schedule     // rate of each step; default nn.Cosine from 3e-3 to 0 in Steps
	Clip      float64         // norm that a longer gradient is scaled to, +Inf for none; default: each is scaled to norm 1
	Deep      float64         // weight of the loss after each layer but the last, which has 1; default 0

	// Coupled lets S of [Tied] and [Untied] move with We, so that steps of We leave
	// S + We·W what it is, as in LISTA-CP: the noise of their gradients then falls with the
	// residual (Chen, Liu, Wang & Yin 2018, theorem 1, has S + We·W → I). S also moves by
	// itself; with Layerwise only in the last fifth of the Steps, at a thirtieth of the rate,
	// since the noise of its own gradients does not fall. Other forms train as without.
	Coupled bool

	// Layerwise trains layer after layer, with the loss after it: a layer by itself first,
	// from the parameters of the one before it, then, at 0.3 of the rate, all layers so far
	// (after Chen, Liu, Wang & Yin 2018, appendix; Gregor & LeCun 2010, section 3.2). These
	// stages share the first half of the Steps, and all layers learn together in the second.
	// Each stage has the whole Schedule to itself.
	Layerwise bool
}

// Step is what one step of training did.
type Step struct {
	T, Of int     // this step, from 1, and how many there will be
	Loss  float64 // mean over the batch, before the step
	Norm  float64 // ‖gradient‖₂, before clipping
	Rate  float64
}

func (s Training[T]) withDefaults() Training[T] {
	if s.Steps == 0 {
		s.Steps = 1000
	}
	if s.Batch == 0 {
		s.Batch = 512
	}
	if s.Optimizer == nil {
		s.Optimizer = nn.Adam[T]{}
	}
	if s.Schedule == nil {
		s.Schedule = nn.Cosine{Peak: 3e-3, Steps: s.Steps}
	}
	return s
}

func (s Training[T]) check() error {
	switch {
	case s.Steps < 0 || s.Batch < 0:
		return fmt.Errorf("lista: Steps is %d and Batch %d, expected numbers ≥ 0", s.Steps, s.Batch)
	case !(s.Clip >= 0) || !(s.Deep >= 0) || math.IsInf(s.Deep, 1):
		return fmt.Errorf("lista: Clip is %v and Deep %v, expected numbers ≥ 0", s.Clip, s.Deep)
	}
	return nil
}

// Train trains the network on the rows of Y (n×d). rng gives the order of the samples:
// the same seed gives the same parameters, bit for bit, whatever the number of
// processors. progress, if not nil, is called after each step.
//
// If ctx ends, the error is ctx.Err(), and the trainer can go on: [Trainer.Resume].
// If the loss or its gradient is no longer finite, the error says so, and the
// parameters are those of before that step. Any other error names bad input, before
// any work is done.
func (n *Network[T]) Train(ctx context.Context, Y *mat.Dense, o Objective, s Training[T], rng *rand.Rand, progress func(Step)) (*Trainer[T], error) {
	t, err := NewTrainer(n, s, rng)
	if err != nil {
		return nil, err
	}
	return t, t.Resume(ctx, Y, o, progress)
}
