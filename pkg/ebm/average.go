package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Average is the mean free energy of n samples and its gradient over the parameters.
type Average struct {
	Free     float64
	Dec      []float64  // ∂F̄/∂θ of the decoder, of the length of its Params; nil where it has none
	Pred     []float64  // ∂F̄/∂θ of the predictor, likewise
	Z        *mat.Dense // the codes, n×k
	Unsolved int        // inferences that did not converge
}

// AverageFree returns the mean free energy of the rows of Y (n×d), given those of X
// (n×m, or nil), and its gradient over the parameters,
//
//	F̄(θ) = 1/n·Σ_i min_z E(x_i, y_i, z; θ),   ∂F̄/∂θ = 1/n·Σ_i ∂E/∂θ (x_i, y_i, z_i; θ),
//
// with z_i the minimiser that s.Method finds: where it is unique, the derivative of the
// minimum has no term from ∂z_i/∂θ (Danskin 1966). For the decoder ∂E/∂θ is
// (∂Dec/∂θ)ᵀ·∂C/∂ȳ, for the predictor (∂Pred/∂θ)ᵀ·(∂Dec/∂h)ᵀ·∂C/∂ȳ. The model is not
// changed, and s.Rule, s.Epochs and s.Batch are not used. rng may be nil where there are no
// random starts. The same bits whatever the number of processors. Errors as for [Learn].
func AverageFree(ctx context.Context, m *Model, X, Y *mat.Dense, s Learning, rng *rand.Rand) (*Average, error) {
	a, err := newAverager(m, X, Y, s, rng)
	if err != nil {
		return nil, err
	}
	mean, err := a.all(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("ebm: %w", err)
	}
	return mean, nil
}

// shares is how many parts a batch is cut into. Each part sums its samples in order, and
// the parts are summed in order, so that the bits do not depend on who computes which.
const shares = 16

// averager computes averages over samples, keeping its space.
type averager struct {
	m     *Model
	X, Y  *mat.Dense
	Z     *mat.Dense // the last code of each sample
	s     Learning
	seed  uint64
	theta parameters
	share []share
}

// share is a part of a batch: a sum over its samples, and the space to compute it.
type share struct {
	mean    Average
	problem *Problem
	f       *Composite
	u, uh   []float64 // ∂C/∂ȳ and ∂C/∂h
}

func newAverager(m *Model, X, Y *mat.Dense, s Learning, rng *rand.Rand) (*averager, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	theta, err := parametersOf(m)
	if err != nil {
		return nil, err
	}
	if err := checkSamples(m, X, Y, s); err != nil {
		return nil, err
	}
	n, d := Y.Dims()
	_, k := m.Dec.Dims()
	a := &averager{m: m, X: X, Y: Y, Z: mat.NewDense(n, k, nil), s: s.withDefaults(), theta: theta}
	if s.Restarts.Starts > 0 {
		if rng == nil {
			return nil, fmt.Errorf("ebm: no random generator for %d starts, expected a *rand.Rand", s.Restarts.Starts)
		}
		a.seed = rng.Uint64()
	}
	a.share = make([]share, shares)
	for i := range a.share {
		p := m.problem(a.x(0), Y.RawRowView(0))
		if a.s.Method == nil {
			a.s.Method = MethodFor(p)
		}
		a.share[i] = share{mean: theta.zero(), problem: p, f: p.F.(*Composite), u: make([]float64, d)}
		if theta.pred != nil {
			a.share[i].uh = make([]float64, len(a.share[i].f.H))
		}
	}
	return a, nil
}

// x returns row i of X, or nil.
func (a *averager) x(i int) []float64 {
	if a.X == nil {
		return nil
	}
	return a.X.RawRowView(i)
}

// all returns the average over all samples, with a copy of their codes.
func (a *averager) all(ctx context.Context, epoch int) (*Average, error) {
	n, _ := a.Y.Dims()
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	mean, err := a.mean(ctx, rows, epoch)
	if err == nil {
		mean.Z = mat.DenseCopyOf(a.Z)
	}
	return mean, err
}

// mean infers the codes of the rows and returns their average, without Z. It belongs to
// a and is overwritten by the next call.
func (a *averager) mean(ctx context.Context, rows []int, epoch int) (*Average, error) {
	parts := min(shares, len(rows))
	err := forEach(ctx, processors(), parts, func(_, c int) error {
		return a.sum(ctx, &a.share[c], rows[c*len(rows)/parts:(c+1)*len(rows)/parts], epoch)
	})
	if err != nil {
		return nil, err
	}
	total := &a.share[0].mean
	for c := 1; c < parts; c++ {
		total.add(&a.share[c].mean)
	}
	total.scale(1 / float64(len(rows)))
	if err := errors.Join(Finite("∂F/∂θ of the decoder", total.Dec), Finite("∂F/∂θ of the predictor", total.Pred)); err != nil {
		return nil, fmt.Errorf("%w: a smaller Rate may help", err)
	}
	return total, nil
}

// sum adds up the samples of one share.
func (a *averager) sum(ctx context.Context, sh *share, rows []int, epoch int) error {
	sh.mean.clear()
	for _, i := range rows {
		if err := a.sample(ctx, sh, i, epoch); err != nil {
			return err
		}
	}
	return nil
}

// sample infers the code of sample i and adds its free energy and gradient to the share.
func (a *averager) sample(ctx context.Context, sh *share, i, epoch int) error {
	sh.f.Y = a.Y.RawRowView(i)
	if x := a.x(i); a.m.Pred != nil {
		a.m.Pred.Predict(sh.f.H, x)
	} else {
		sh.f.H = x
	}
	best, err := a.infer(ctx, sh, i, epoch)
	if err != nil {
		return err
	}
	if best.Energy-best.Energy != 0 {
		return fmt.Errorf("the free energy of sample %d is %v, expected a finite number: a smaller Rate may help", i, best.Energy)
	}
	a.Z.SetRow(i, best.Z)
	sh.mean.Free += best.Energy
	if best.Status != Converged {
		sh.mean.Unsolved++
	}
	sh.f.decode(best.Z)
	sh.f.Cost.Grad(sh.u, sh.f.Y, sh.f.ybar)
	if a.theta.dec != nil {
		a.theta.decoder.PullbackParams(sh.mean.Dec, sh.f.H, best.Z, sh.u)
	}
	if a.theta.pred != nil {
		a.theta.conditioned.PullbackH(sh.uh, sh.f.H, best.Z, sh.u)
		a.theta.predictor.PullbackParams(sh.mean.Pred, a.x(i), sh.uh)
	}
	return nil
}

// infer returns the lowest of the starts: the last code of the sample, then random ones.
func (a *averager) infer(ctx context.Context, sh *share, i, epoch int) (*Result, error) {
	start := a.Z.RawRowView(i)
	if a.s.Cold {
		clear(start)
	}
	best, err := Infer(ctx, sh.problem, a.s.Method, start, a.s.Restarts.Settings)
	if err != nil || a.s.Restarts.Starts == 0 {
		return best, err
	}
	rng, z0 := stream(a.seed+uint64(epoch), i), make([]float64, len(start))
	for range a.s.Restarts.Starts {
		a.s.Restarts.Draw(z0, rng)
		run, err := Infer(ctx, sh.problem, a.s.Method, z0, a.s.Restarts.Settings)
		if err != nil {
			return nil, err
		}
		if orInf(run.Energy) < orInf(best.Energy) {
			best = run
		}
	}
	return best, nil
}
