package sparse

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/checkpoint"
)

// ResumeOrLoad is Resume for notebooks, whose cells share no memory. If the same
// learner was taken to its end before, with the same data, the result is loaded;
// otherwise it learns, and the result is kept under name. What an interrupted run has
// learned is kept too, and the next one goes on from there. Later cells get the result
// by LatestLearner.
func (l *Learner) ResumeOrLoad(ctx context.Context, name string, X *mat.Dense, progress func(Step)) error {
	if err := checkData("X", X); err != nil {
		return err
	}
	return checkpoint.TrainSteps(ctx, name, digest(X), l, func(ctx context.Context, step func(Step)) error {
		return l.Resume(ctx, X, step)
	}, progress)
}

// LatestLearner returns what the last ResumeOrLoad under that name gave.
func LatestLearner(name string) (*Learner, error) {
	l := new(Learner)
	if err := checkpoint.Latest(name, l); err != nil {
		return nil, err
	}
	return l, nil
}

// digest identifies the shape and the entries of X.
func digest(X *mat.Dense) string {
	n, d := X.Dims()
	return fmt.Sprintf("%d×%d %s", n, d, checkpoint.Digest(X.RawMatrix().Data))
}
