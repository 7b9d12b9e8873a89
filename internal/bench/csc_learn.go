package bench

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/patches"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// What csc-learn learns from: centre crops of the first photographs by name, and scores
// on: those that follow.
const (
	cscKernels   = 64
	cscKernel    = 9 // side
	cscLearnSide = 128
	cscLearnFrom = 40
	cscScoreOn   = 5
	cscLambda    = 0.01
)

// cscLearn learns 64 kernels of 9×9 from 40 photographs, one a step, one pass, on a
// circle. The score is the mean minimum of the energy of 5 others, certified in float64.
func (b *Bench) cscLearn(ctx context.Context, threads int, emit func(Row)) error {
	if !b.chosen("csc-learn", "f32", threads) {
		return nil
	}
	photos, err := datasets.Berkeley(ctx)
	if err != nil {
		return fmt.Errorf("photographs: %w", err)
	}
	if n := photos.Len(); n < cscLearnFrom+cscScoreOn {
		return fmt.Errorf("csc-learn: %d photographs, expected %d", n, cscLearnFrom+cscScoreOn)
	}
	pictures, err := cscPictures[float32](photos.Items[:cscLearnFrom])
	if err != nil {
		return err
	}
	s := conv.Learning{Kernels: cscKernels, Size: cscKernel, Lambda: cscLambda, Boundary: conv.Circular}
	var learner *conv.Learner[float32]
	seconds, err := b.repeat(ctx, b.runs(3), false, func() (err error) {
		learner, err = conv.Learn(ctx, pictures, s, rand.New(rand.NewPCG(1, 0)), nil)
		return err
	})
	if err != nil {
		return err
	}
	row := Row{Workload: "csc-learn", Variant: "f32", Threads: threads}.timed(seconds)
	objective, gap, err := cscScore(ctx, learner.Dictionary(), photos.Items[cscLearnFrom:cscLearnFrom+cscScoreOn])
	if err != nil {
		return err
	}
	row.Quality = []Field{{"test_objective", objective}, {"gap_max", gap}, {"updates", float64(learner.Steps())}}
	emit(row)
	return nil
}

// cscPictures returns grey centre crops, each minus its blur.
func cscPictures[T conv.Float](photos []*datasets.Photo) ([]conv.Picture[T], error) {
	var all []conv.Picture[T]
	for _, p := range photos {
		crop, err := p.Grey().CentreCrop(cscLearnSide, cscLearnSide)
		if err != nil {
			return nil, err
		}
		s, err := patches.HighPass(crop.Matrix().RawMatrix().Data, cscLearnSide, cscLearnSide, 1, cscBlur)
		if err != nil {
			return nil, err
		}
		pix := make([]T, len(s))
		for i, v := range s {
			pix[i] = T(v)
		}
		all = append(all, conv.Picture[T]{H: cscLearnSide, W: cscLearnSide, C: 1, Pix: pix})
	}
	return all, nil
}

// cscScore returns the mean minimum of the energy of photographs under kernels, and the
// largest duality gap.
func cscScore(ctx context.Context, D *conv.Dictionary[float32], photos []*datasets.Photo) (mean, gap float64, err error) {
	pictures, err := cscPictures[float64](photos)
	if err != nil {
		return 0, 0, err
	}
	wide, err := conv.DictionaryOf[float64](D.Kernels(), D.H, D.W, D.C)
	if err != nil {
		return 0, 0, err
	}
	model, err := conv.NewModel(wide, cscLearnSide, cscLearnSide, conv.Circular)
	if err != nil {
		return 0, 0, err
	}
	coder := conv.Coder[float64]{Model: model, Lambda: cscLambda, Tol: 1e-5}
	for _, p := range pictures {
		code, err := coder.Encode(ctx, p.Pix)
		if err != nil {
			return 0, 0, err
		}
		mean += code.Primal / float64(len(pictures))
		gap = max(gap, code.Gap)
	}
	return mean, gap, nil
}
