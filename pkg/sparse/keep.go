package sparse

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/checkpoint"
)

// LearnOrLoad is Learn for notebooks, whose cells share no memory. The dictionary
// that was learned before from the same settings, seed and data is loaded;
// otherwise it is learned and kept under name. An interrupted learning is kept
// too, and goes on at the next call. Later cells get the result by LatestLearner.
func LearnOrLoad(ctx context.Context, name string, X *mat.Dense, s Learning, seed uint64, progress func(Step)) (*Learner, error) {
	if err := checkData("X", X); err != nil {
		return nil, err
	}
	key := checkpoint.Key{Name: name, Config: fmt.Sprintf("%+v", s.withDefaults()), Data: digest(X), Seed: seed}
	l := new(Learner)
	err := checkpoint.Train(ctx, key, l, func(ctx context.Context, resumed bool, save func() error) error {
		if !resumed {
			first, err := NewLearner(X, s, rand.New(rand.NewPCG(seed, 0)))
			if err != nil {
				return err
			}
			*l = *first
		}
		var saved error
		err := l.Resume(ctx, X, func(step Step) {
			if saved == nil {
				saved = save()
			}
			if progress != nil {
				progress(step)
			}
		})
		if err != nil {
			return err
		}
		return saved
	})
	if l.d == nil {
		return nil, err
	}
	return l, err
}

// LatestLearner returns what the last LearnOrLoad under that name gave.
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
