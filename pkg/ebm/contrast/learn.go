package contrast

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Learning says how an energy is learned. The zero value takes the defaults.
type Learning struct {
	Rule   ebm.Rule // default ebm.Adam{}
	Epochs int      // passes over the samples; default 100
	Batch  int      // samples a step; default 32
}

// Epoch is what one pass over the samples did.
type Epoch struct {
	T, Of int     // this epoch, from 1, and how many there will be
	Loss  float64 // mean loss of the samples, each before the step that it was part of
}

// Learn lowers the mean of the loss over the rows of Y (n×d), by steps over batches that
// come in random order, and returns the history. It changes the parameters of the network
// in place. rng gives the seed of all of it: with the same seed, the same bits, whatever
// the number of processors. progress, if not nil, is called after every epoch.
//
// If ctx ends, or numbers stop being finite, the error comes with the history of the
// epochs that are complete, and the network is as after the last whole step. Any other
// error names bad input, before any work is done.
func Learn(ctx context.Context, net *Net, loss Loss, Y *mat.Dense, s Learning, rng *rand.Rand, progress func(Epoch)) ([]Epoch, error) {
	s, err := s.check(net, loss, Y, rng)
	if err != nil {
		return nil, err
	}
	n, _ := Y.Dims()
	order := rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64()))
	b := newBatches(net, Y, loss.Start(Y, min(s.Batch, n), order), order.Uint64())
	step := s.Rule.Start(len(net.theta))
	var history []Epoch
	for t := range s.Epochs {
		epoch, err := b.epoch(ctx, order.Perm(n), s.Batch, step)
		if err != nil {
			return history, fmt.Errorf("contrast: learning, epoch %d of %d: %w", t+1, s.Epochs, err)
		}
		epoch.T, epoch.Of = t+1, s.Epochs
		history = append(history, epoch)
		if progress != nil {
			progress(epoch)
		}
	}
	return history, nil
}

func (s Learning) check(net *Net, loss Loss, Y *mat.Dense, rng *rand.Rand) (Learning, error) {
	if err := checkSamples(net, Y); err != nil {
		return s, err
	}
	switch {
	case loss == nil:
		return s, fmt.Errorf("contrast: no loss, expected one, as Persistent{}")
	case rng == nil:
		return s, fmt.Errorf("contrast: no random generator, expected a *rand.Rand")
	case s.Epochs < 0 || s.Batch < 0:
		return s, fmt.Errorf("contrast: a setting is negative: Epochs %d, Batch %d", s.Epochs, s.Batch)
	}
	if err := loss.Check(); err != nil {
		return s, err
	}
	if c, ok := s.Rule.(ebm.RuleChecker); ok {
		if err := c.Check(); err != nil {
			return s, err
		}
	}
	s.Epochs, s.Batch = orDefault(s.Epochs, 100), orDefault(s.Batch, 32)
	if s.Rule == nil {
		s.Rule = ebm.Adam{}
	}
	return s, ebm.Finite("θ", net.theta)
}

// shares is how many parts a batch is cut into. Each part sums its samples in order, and
// the parts are summed in order, so that the bits do not depend on who computes which.
const shares = 8

// batches computes means over batches, keeping its space.
type batches struct {
	net    *Net
	Y      *mat.Dense
	term   Term
	seed   uint64
	steps  uint64
	passes []*Pass
	loss   []float64
	grad   [][]float64
	rng    []rand.PCG
}

func newBatches(net *Net, Y *mat.Dense, term Term, seed uint64) *batches {
	b := &batches{net: net, Y: Y, term: term, seed: seed, loss: make([]float64, shares), rng: make([]rand.PCG, shares)}
	for range shares {
		b.passes = append(b.passes, net.NewPass())
		b.grad = append(b.grad, make([]float64, len(net.theta)))
	}
	return b
}

// epoch takes a step for each batch of the rows.
func (b *batches) epoch(ctx context.Context, rows []int, size int, step func(theta, grad []float64)) (Epoch, error) {
	var epoch Epoch
	for i := 0; i < len(rows); i += size {
		batch := rows[i:min(i+size, len(rows))]
		loss, grad := b.mean(batch)
		if ctx.Err() != nil {
			return epoch, ctx.Err()
		}
		if err := ebm.Finite("∂ℓ/∂θ", grad); err != nil || loss-loss != 0 {
			return epoch, fmt.Errorf("the loss is %v, expected finite numbers: a smaller Rate may help", loss)
		}
		step(b.net.theta, grad)
		epoch.Loss += loss * float64(len(batch)) / float64(len(rows))
	}
	return epoch, nil
}

// mean returns the mean loss of the rows and its gradient, which the next call overwrites.
func (b *batches) mean(rows []int) (loss float64, grad []float64) {
	parts := min(shares, len(rows))
	b.steps++
	inParallel(parts, func() func(c int) {
		return func(c int) {
			b.loss[c] = 0
			clear(b.grad[c])
			rng := rand.New(&b.rng[c])
			for j := c * len(rows) / parts; j < (c+1)*len(rows)/parts; j++ {
				b.rng[c].Seed(b.seed+b.steps, uint64(j))
				b.loss[c] += b.term(b.grad[c], b.passes[c], b.Y.RawRowView(rows[j]), j, rng)
			}
		}
	})
	for c := 1; c < parts; c++ {
		b.loss[0] += b.loss[c]
		floats.Add(b.grad[0], b.grad[c])
	}
	floats.Scale(1/float64(len(rows)), b.grad[0])
	return b.loss[0] / float64(len(rows)), b.grad[0]
}
