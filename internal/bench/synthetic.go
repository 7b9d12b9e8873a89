package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
	"github.com/latentlab/latentlab/pkg/sparse/lista"
)

// syntheticLambda is the λ that networks begin with.
const syntheticLambda = 0.4

// A syntheticSize says how large lista-synthetic is.
type syntheticSize struct {
	entries, atoms, layers, steps, tests int
}

var (
	syntheticFull  = syntheticSize{250, 500, 16, 10_000, 1000}
	syntheticQuick = syntheticSize{50, 100, 6, 600, 500}
)

// listaSynthetic measures how well codes that made their samples are found again: k
// normal atoms of unit norm, codes of Bernoulli(0.1) times N(0, 1), no noise (Chen, Liu,
// Wang & Yin 2018, section 4.1). ISTA and FISTA have as many iterations as networks have
// layers, and the best of five λ; every network has the same training. Seconds are those
// of the training, the drawing of samples included.
func (b *Bench) listaSynthetic(ctx context.Context, threads int, emit func(Row)) error {
	size := syntheticFull
	if b.Quick {
		size = syntheticQuick
	}
	set, err := newSyntheticSet(size)
	if err != nil {
		return err
	}
	row := Row{Workload: "lista-synthetic", Case: fmt.Sprintf("K%d", size.layers), Threads: threads, Runs: 1}
	for _, m := range []namedMethod{{"ISTA", sparse.ISTA{}}, {"FISTA", sparse.FISTA{}}} {
		if row.Variant = m.name; b.chosen(row.Workload, row.Variant, threads) {
			r, err := set.iterated(ctx, row, m.Method)
			if err != nil {
				return err
			}
			emit(r)
		}
	}
	for _, f := range syntheticForms {
		if row.Variant = f.String(); b.chosen(row.Workload, row.Variant, threads) {
			r, err := set.learned(ctx, row, f)
			if err != nil {
				return err
			}
			emit(r)
		}
	}
	return nil
}

// syntheticForms share the selection of the paper: 1.2 % a layer, 13 % at most.
var syntheticForms = func() []lista.Form {
	s := lista.Selection{Step: 0.012, Most: 0.13}
	return []lista.Form{lista.StepLISTA{}, lista.ALISTA{Select: s}, lista.TiLISTA{Select: s}, lista.CP{}, lista.CP{Select: s}, lista.Untied{}}
}()

type namedMethod struct {
	name string
	ebm.Method
}

// syntheticSet is a dictionary and the samples for tests, with their codes.
type syntheticSet struct {
	syntheticSize
	source lista.Planted
	Y, Z   *mat.Dense
}

func newSyntheticSet(size syntheticSize) (*syntheticSet, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	atoms := mat.NewDense(size.atoms, size.entries, nil)
	atoms.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, atoms)
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		return nil, err
	}
	s := &syntheticSet{size, lista.Planted{Dict: D}, mat.NewDense(size.tests, size.entries, nil), mat.NewDense(size.tests, size.atoms, nil)}
	return s, s.source.Draw(s.Y, s.Z, rng)
}

// learned trains a network and scores it.
func (s *syntheticSet) learned(ctx context.Context, row Row, f lista.Form) (Row, error) {
	net, err := lista.New[float32](s.source.Dict, syntheticLambda, f, s.layers)
	if err != nil {
		return row, err
	}
	recipe := lista.Training[float32]{
		Steps: s.steps, Batch: 128, Layerwise: true, Coupled: true,
		Optimizer: nn.Relative[float32]{}, Schedule: nn.Cosine{Peak: 0.05, Steps: s.steps},
	}
	start := time.Now()
	if _, err := net.TrainFresh(ctx, s.source, recipe, rand.New(rand.NewPCG(1, 0)), nil); err != nil {
		return row, err
	}
	row = row.timed([]float64{time.Since(start).Seconds()})
	Z, err := net.Encode(ctx, s.Y)
	if err != nil {
		return row, err
	}
	return s.scored(row, Z, syntheticLambda)
}

// iterated scores a method after as many iterations as there are layers, at the λ that
// serves it best.
func (s *syntheticSet) iterated(ctx context.Context, row Row, m ebm.Method) (best Row, err error) {
	low := math.Inf(1)
	for _, lambda := range []float64{0.4, 0.2, 0.1, 0.05, 0.025} {
		start := time.Now()
		Z := mat.NewDense(s.tests, s.atoms, nil)
		for i := range s.tests {
			p, err := sparse.Lasso(s.source.Dict, s.Y.RawRowView(i), lambda)
			if err != nil {
				return row, err
			}
			for at, state := range m.Iterates(p, nil) {
				if at == s.layers {
					Z.SetRow(i, state.Z)
					break
				}
			}
		}
		if ctx.Err() != nil {
			return row, ctx.Err()
		}
		r, err := s.scored(row.timed([]float64{time.Since(start).Seconds()}), Z, lambda)
		if err != nil {
			return row, err
		}
		if v, _ := r.Get("nmse_db_sum"); v < low {
			best, low = r, v
		}
	}
	return best, nil
}

// scored fills in the error of the codes in its three conventions.
func (s *syntheticSet) scored(row Row, Z *mat.Dense, lambda float64) (Row, error) {
	e, err := lista.NewNMSE(Z, s.Z)
	row.Quality = []Field{{"K", float64(s.layers)}, {"lambda", lambda}, {"nmse_db_sum", e.OfSums}, {"nmse_db_mean", e.OfRatio}, {"mean_db", e.OfLogs}}
	return row, err
}
