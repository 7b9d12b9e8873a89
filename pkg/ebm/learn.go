package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Learning says how the parameters of a model are learned. The zero value takes the
// defaults.
type Learning struct {
	Method Method // infers z; default: MethodFor the problem
	// Restarts are the random starts of an inference beside the first, and say when it
	// stops. Starts has the default 0 here; Merge and Distance are not used.
	Restarts Restarts
	Cold     bool // the first start is 0 in every epoch; default: the code of the epoch before

	Rule   Rule // default Adam{}
	Epochs int  // passes over the samples; default 20
	Batch  int  // samples a step; default 32
}

// Epoch is what one pass over the samples did.
type Epoch struct {
	T, Of    int     // this epoch, from 1, and how many there will be
	Free     float64 // mean free energy of the samples, each before the step that it was part of
	Unsolved int     // inferences that did not converge
}

// Learned is the end of learning: the average over the samples under the learned
// parameters, and how it came to that. The parameters themselves are in the model.
type Learned struct {
	Average
	History []Epoch
}

// Learn lowers the average free energy of the rows of Y (n×d), given those of X (n×m),
//
//	F̄(θ) = 1/n·Σ_i F(x_i, y_i; θ),   F(x, y; θ) = min_z E(x, y, z; θ),
//
// over the parameters θ of the decoder and of the predictor. For a batch of samples it
// infers the codes z_i, takes a step of the Rule along the mean of ∂E/∂θ at (x_i, y_i, z_i),
// see [AverageFree], and calls Normalize where the decoder is a [Normalizer]. X is nil
// for a model without x. The samples of an epoch come in random order.
//
// What is learned is what can be: θ of a decoder that is [Parametric], and θ of a
// predictor that is a [ParametricPredictor] under a decoder that is [Conditioned].
// Learn changes these parameters in place. Decoder, predictor, cost, regularizer and
// method are used by several goroutines at once.
//
// Nothing here keeps energies up where there are no samples: where R and the length of z
// leave the code free, F̄ falls to 0 everywhere.
//
// rng gives the seed of the order and of the starts: with the same seed, the same bits,
// whatever the number of processors. progress, if not nil, is called after every epoch.
//
// If ctx ends, or numbers stop being finite, the error comes with what there is: the
// history of the epochs that are complete, and in the model the parameters after the
// last whole step. Any other error names bad input, before any work is done.
//
// Source: the energy loss of LeCun et al., A Tutorial on Energy-Based Learning, 2006,
// eq. 6. The derivative of a minimum: Danskin, SIAM J. Appl. Math. 14 (1966), Thm. 1.
func Learn(ctx context.Context, m *Model, X, Y *mat.Dense, s Learning, rng *rand.Rand, progress func(Epoch)) (*Learned, error) {
	if rng == nil {
		return nil, fmt.Errorf("ebm: no random generator, expected a *rand.Rand")
	}
	a, err := newAverager(m, X, Y, s, rng)
	if err != nil {
		return nil, err
	}
	n, _ := Y.Dims()
	l := &Learned{}
	order := rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64()))
	step := a.steps()
	for t := range a.s.Epochs {
		epoch, err := a.epoch(ctx, order.Perm(n), t, step)
		if err != nil {
			return l, fmt.Errorf("ebm: learning, epoch %d of %d: %w", t+1, a.s.Epochs, err)
		}
		l.History = append(l.History, epoch)
		if progress != nil {
			progress(epoch)
		}
	}
	end, err := a.all(ctx, a.s.Epochs)
	if err != nil {
		return l, fmt.Errorf("ebm: after learning: %w", err)
	}
	l.Average = *end
	return l, nil
}

// epoch takes a step for each batch of the rows.
func (a *averager) epoch(ctx context.Context, rows []int, t int, step func(mean *Average)) (Epoch, error) {
	epoch := Epoch{T: t + 1, Of: a.s.Epochs}
	for i := 0; i < len(rows); i += a.s.Batch {
		batch := rows[i:min(i+a.s.Batch, len(rows))]
		mean, err := a.mean(ctx, batch, t)
		if err != nil {
			return epoch, err
		}
		step(mean)
		epoch.Free += mean.Free * float64(len(batch)) / float64(len(rows))
		epoch.Unsolved += mean.Unsolved
	}
	return epoch, nil
}

// steps returns the function that moves the parameters along a gradient.
func (a *averager) steps() func(mean *Average) {
	rule := a.s.Rule
	dec, pred := rule.Start(len(a.theta.dec)), rule.Start(len(a.theta.pred))
	normal, _ := a.m.Dec.(Normalizer)
	return func(mean *Average) {
		dec(a.theta.dec, mean.Dec)
		pred(a.theta.pred, mean.Pred)
		if normal != nil {
			normal.Normalize()
		}
	}
}

func (s Learning) withDefaults() Learning {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&s.Epochs, 20)
	def(&s.Batch, 32)
	starts := s.Restarts.Starts
	s.Restarts = s.Restarts.withDefaults()
	s.Restarts.Starts = starts
	if s.Rule == nil {
		s.Rule = Adam{}
	}
	return s
}

// check refuses settings that make no sense.
func (s Learning) check() error {
	if s.Epochs < 0 || s.Batch < 0 {
		return fmt.Errorf("ebm: a setting is negative: Epochs %d, Batch %d", s.Epochs, s.Batch)
	}
	if err := s.Restarts.check(); err != nil {
		return err
	}
	if c, ok := s.Rule.(RuleChecker); ok {
		return c.Check()
	}
	return nil
}
