package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
	"github.com/latentlab/latentlab/pkg/sparse/lista"
)

// What lista-train trains on and for how long.
const (
	listaImages = 20_000
	listaSteps  = 1000
)

// listaLayers are the numbers of layers K.
var listaLayers = []int{1, 2, 4, 8, 16}

// listaTrain trains LISTA of K layers on the codes of the first 20,000 training images
// of MNIST, 1000 steps of 512 samples in single precision, and scores the codes of the
// test images. Seconds are those of 100 steps, the median of ten.
func (b *Bench) listaTrain(ctx context.Context, threads int, emit func(Row)) error {
	var set *listaSet
	for _, K := range listaLayers {
		row := Row{Workload: "lista-train", Variant: "f32", Case: fmt.Sprintf("K%d", K), Threads: threads}
		if !b.chosen(row.Workload, row.Variant+" "+row.Case, threads) {
			continue
		}
		if set == nil {
			var err error
			if set, err = b.listaSet(ctx); err != nil {
				return err
			}
		}
		row, err := set.row(ctx, row, K)
		if err != nil {
			return err
		}
		emit(row)
	}
	return nil
}

// listaSet is the dictionary, and images with their codes.
type listaSet struct {
	D                *sparse.Dictionary
	train, test      *mat.Dense
	codes, testCodes *mat.Dense
}

func (b *Bench) listaSet(ctx context.Context) (*listaSet, error) {
	atoms, err := b.dictionary()
	if err != nil {
		return nil, err
	}
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		return nil, err
	}
	train, test, err := b.mnist(ctx, true)
	if err != nil {
		return nil, err
	}
	n, d := train.Dims()
	s := &listaSet{D: D, train: train.Slice(0, min(n, listaImages), 0, d).(*mat.Dense), test: test}
	coder := sparse.Coder{Dict: D, Lambda: lambda}
	for _, part := range []struct {
		X *mat.Dense
		Z **mat.Dense
	}{{s.train, &s.codes}, {s.test, &s.testCodes}} {
		codes, err := coder.Encode(ctx, part.X)
		if err != nil {
			return nil, err
		}
		*part.Z = codes.Z
	}
	return s, nil
}

// row trains and scores a network of K layers.
func (s *listaSet) row(ctx context.Context, row Row, K int) (Row, error) {
	net, err := lista.New[float32](s.D, lambda, lista.Tied{}, K)
	if err != nil {
		return row, err
	}
	var seconds []float64
	var start time.Time // of a hundred steps; the first step's copies of the data are not counted
	rng := rand.New(rand.NewPCG(1, 0))
	_, err = net.Train(ctx, s.train, lista.Codes(s.codes), lista.Training[float32]{Steps: listaSteps}, rng, func(step lista.Step) {
		switch now := time.Now(); {
		case step.T == 1:
			start = now
		case step.T%100 == 1:
			seconds, start = append(seconds, now.Sub(start).Seconds()), now
		}
	})
	if err != nil {
		return row, err
	}
	Z, err := net.Encode(ctx, s.test)
	if err != nil {
		return row, err
	}
	row = row.timed(seconds)
	score := scoreLasso(s.test, s.D.Atoms(), Z, lambda)
	row.Quality = []Field{{"K", float64(K)}, {"code_err", codeError(Z, s.testCodes)}, {"objective", score.objective}, {"nnz", score.nnz}}
	return row, nil
}

// codeError returns Σ‖z − z*‖²/Σ‖z*‖².
func codeError(Z, want *mat.Dense) float64 {
	var diff mat.Dense
	diff.Sub(Z, want)
	e, w := mat.Norm(&diff, 2), mat.Norm(want, 2)
	return e * e / (w * w)
}
