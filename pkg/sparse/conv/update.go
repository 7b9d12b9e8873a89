package conv

import (
	"context"
	"math"
)

// Update learns from one batch of pictures, which may come from anywhere. Its order is
// then the caller's, Crop is not used, and Step.Of is 0. If ctx ends, the error is
// ctx.Err() and the learner is as before.
func (l *Learner[T]) Update(ctx context.Context, pictures []Picture[T]) (Step, error) {
	if err := checkPictures(pictures, l.past.h, l.past.w, l.past.c); err != nil {
		return Step{}, err
	}
	return l.update(ctx, pictures, 0)
}

// batch is pictures with their codes.
type batch[T Float] struct {
	pictures []Picture[T]
	models   []*Model[T]
	codes    []*Code[T]
}

func (l *Learner[T]) update(ctx context.Context, pictures []Picture[T], of int) (Step, error) {
	b := batch[T]{pictures: pictures}
	D := l.Dictionary()
	for i := range pictures {
		if ctx.Err() != nil {
			return Step{}, ctx.Err()
		}
		p := &pictures[i]
		model, err := NewModel(D, p.H, p.W, l.Settings.Boundary)
		if err != nil {
			return Step{}, err
		}
		coder := Coder[T]{Model: model, Lambda: l.Settings.Lambda, NonNegative: l.Settings.NonNegativeCodes, Tol: l.Settings.Tol}
		code, err := coder.Encode(ctx, p.Pix)
		if err != nil {
			return Step{}, err
		}
		b.models, b.codes = append(b.models, model), append(b.codes, code)
	}
	return l.follow(&b, of), nil
}

// follow moves the kernels to the codes of a batch.
func (l *Learner[T]) follow(b *batch[T], of int) Step {
	l.t++
	l.accumulate(b)
	l.improve()
	step := Step{T: l.t, Of: of, Replaced: l.replace(b), Moved: l.recentre()}
	for _, code := range b.codes {
		step.Objective += code.Primal / float64(len(b.codes))
		step.Active += code.Share() / float64(len(b.codes))
	}
	l.hist = append(l.hist, step)
	return step
}

// accumulate updates A and B with a batch, and notes which kernels it uses.
func (l *Learner[T]) accumulate(b *batch[T]) {
	pixels := 0
	pictures := make([]coded, len(b.codes))
	for i, code := range b.codes {
		pictures[i] = newCoded(b.models[i], b.pictures[i].Pix, code.Maps)
		pixels += b.models[i].H * b.models[i].W
	}
	l.past.scale(math.Pow(1-1/float64(l.t), l.Settings.Forget))
	l.past.add(pictures, 1/float64(pixels))
	for m := range l.idle {
		l.idle[m]++
		for i := range pictures {
			if len(pictures[i].maps[m]) > 0 {
				l.idle[m] = 0
			}
		}
	}
}

// improve lowers the energy of all codes so far over the kernels.
func (l *Learner[T]) improve() {
	d := newDescent(&l.past, l.k)
	for range l.Settings.Sweeps {
		for m := range l.past.m {
			d.lower(m, l.admit)
		}
	}
}
