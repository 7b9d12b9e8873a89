package conv

import (
	"context"
	"fmt"

	"github.com/latentlab/latentlab/pkg/checkpoint"
)

// ResumeOrLoad is Resume for notebooks, whose cells share no memory. If the same learner
// was taken to its end before, with the same pictures, the result is loaded; otherwise it
// learns, and the result is kept under name. What an interrupted run has learned is kept
// too, and the next one goes on from there. Later cells get the result by LatestLearner.
func (l *Learner[T]) ResumeOrLoad(ctx context.Context, name string, pictures []Picture[T], progress func(Step)) error {
	if err := checkPictures(pictures, l.past.h, l.past.w, l.past.c); err != nil {
		return err
	}
	return checkpoint.TrainSteps(ctx, name, digest(pictures), l, func(ctx context.Context, step func(Step)) error {
		return l.resume(ctx, pictures, step)
	}, progress)
}

// LatestLearner returns what the last ResumeOrLoad under that name gave.
func LatestLearner[T Float](name string) (*Learner[T], error) {
	l := new(Learner[T])
	if err := checkpoint.Latest(name, l); err != nil {
		return nil, err
	}
	return l, nil
}

// digest identifies the shapes and the numbers of pictures.
func digest[T Float](pictures []Picture[T]) string {
	shapes := ""
	pix := make([][]float64, len(pictures))
	for i, p := range pictures {
		shapes += fmt.Sprintf("%d×%d×%d ", p.H, p.W, p.C)
		pix[i] = widen(p.Pix)
	}
	return shapes + checkpoint.Digest(pix...)
}
