package vae

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Watch trains as Resume does, on x for both sets, and returns the balls of x after each
// of the epochs at, in ascending order; epoch 0 is before the first. What the training
// does is what it does without Watch. The errors are Resume's, a trainer that has begun,
// and epochs that do not ascend from 0 to Settings.Epochs.
func Watch[T nn.Float, P Pixels[T]](ctx context.Context, t *Trainer[T, P], x P, at []int) ([]Balls[T], error) {
	last := -1
	for _, e := range at {
		if e <= last || e > t.Settings.Epochs {
			return nil, fmt.Errorf("vae: to watch at epochs %v, expected ascending numbers from 0 to %d", at, t.Settings.Epochs)
		}
		last = e
	}
	if t.step > 0 {
		return nil, fmt.Errorf("vae: the training to watch has done %d steps, expected a new one", t.step)
	}
	var all []Balls[T]
	var failed error
	look := func(epoch int) {
		if len(all) == len(at) || epoch != at[len(all)] || failed != nil {
			return
		}
		b, err := t.Model.Balls(context.WithoutCancel(ctx), x, rand.New(rand.NewPCG(0, 0))) // grey or real data draw nothing
		all, failed = append(all, b), err
	}
	if err := t.Model.check(x, rand.New(rand.NewPCG(0, 0))); err != nil {
		return nil, err
	}
	look(0)
	err := t.Resume(ctx, x, x, func(p Progress[P]) {
		if p.Done != nil {
			look(p.Done.N)
		}
	})
	if err == nil {
		err = failed
	}
	return all, err
}
