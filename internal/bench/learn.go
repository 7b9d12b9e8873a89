package bench

import (
	"context"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// dictionaryLearn learns 256 atoms from the 60,000 training images of MNIST,
// batch 512, one pass: 118 updates, λ = 0.421. The result is scored by the mean
// exact objective of the 10,000 test images.
func (b *Bench) dictionaryLearn(ctx context.Context, threads int, emit func(Row)) error {
	if !b.chosen("dictionary-learn", "f64", threads) {
		return nil
	}
	train, test, err := b.mnist(ctx, true)
	if err != nil {
		return err
	}
	return b.learn(ctx, Row{Workload: "dictionary-learn", Variant: "f64", Threads: threads}, "test_objective", lambda, train, test, emit)
}

// patchesLearn learns 256 atoms from 100,000 patches of photographs, λ = 0.1,
// batch 512, one pass: 196 updates, scored on 10,000 other patches.
func (b *Bench) patchesLearn(ctx context.Context, threads int, emit func(Row)) error {
	if !b.chosen("patches-learn", "f64", threads) {
		return nil
	}
	train, test, err := b.photoPatches(ctx)
	if err != nil {
		return err
	}
	return b.learn(ctx, Row{Workload: "patches-learn", Variant: "f64", Threads: threads}, "objective", 0.1, train, test, emit)
}

// learn measures one pass over the rows of train, the choice of the first atoms
// included. field is the name of the score.
func (b *Bench) learn(ctx context.Context, row Row, field string, lambda float64, train, test *mat.Dense, emit func(Row)) error {
	var learner *sparse.Learner
	seconds, err := b.repeat(ctx, b.runs(3), false, func() (err error) {
		rng := rand.New(rand.NewPCG(1, 0))
		learner, err = sparse.Learn(ctx, train, sparse.Learning{Atoms: 256, Lambda: lambda}, rng, nil)
		return err
	})
	if err != nil {
		return err
	}
	D := learner.Dictionary()
	codes, err := (&sparse.Coder{Dict: D, Lambda: lambda, Tol: 1e-9}).Encode(ctx, test)
	if err != nil {
		return err
	}
	s := scoreLasso(test, D.Atoms(), codes.Z, lambda)
	row = row.timed(seconds)
	row.Quality = []Field{{field, s.objective}, {"nnz", s.nnz}, {"gap_max", s.gapMax}, {"updates", float64(learner.Steps())}}
	emit(row)
	return nil
}
