package vae

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Score is what a model makes of data of kind P, in nats, means over the samples.
type Score[P any] struct {
	NegELBO     float64 // Recon + KL, an upper bound on −log p(x)
	Recon, KL   float64 // with one sampled z for each x
	ReconAtMean float64 // the reconstruction at z = μ: no bound on anything

	PerDimension []float64 // KL of each dimension of the code
	ActiveUnits  int       // dimensions in which Var_x(μ_j) > 0.01 (Burda et al. 2016, section 5)
}

// batch is how many samples are looked at in one go.
const batch = 256

// Evaluate scores a model on data. The noise of batch i is drawn from a stream of its own
// that rng seeds.
func Evaluate[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], x P, rng *rand.Rand) (Score[P], error) {
	if err := m.check(x, rng); err != nil {
		return Score[P]{}, err
	}
	return evaluate(ctx, m, newPass(m), x, [2]uint64{rng.Uint64(), rng.Uint64()})
}

// check refuses data that do not fit the model.
func (m *Model[T]) check(x Pixels[T], rng *rand.Rand) error {
	if rng == nil {
		return fmt.Errorf("vae: no random generator, expected a *rand.Rand")
	}
	if !(m.Sigma >= 0) || math.IsInf(m.Sigma, 1) {
		return fmt.Errorf("vae: the fixed σ is %v, expected a finite number ≥ 0", m.Sigma)
	}
	if n, d := x.Dims(); n < 1 || d != m.d {
		return fmt.Errorf("vae: %d samples of %d numbers, expected at least 1 of %d", n, d, m.d)
	}
	_, bernoulli := m.Likelihood.(Bernoulli[T])
	if r, ok := x.(Reals[T]); ok && bernoulli && (r.least < 0 || r.most > 1) {
		return fmt.Errorf("vae: numbers from %v to %v for a Bernoulli likelihood, expected 0 to 1", r.least, r.most)
	}
	return nil
}

func evaluate[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], p *pass[T], x P, seed [2]uint64) (Score[P], error) {
	s := Score[P]{PerDimension: make([]float64, m.k)}
	sum, squares := make([]float64, m.k), make([]float64, m.k)
	n, _ := x.Dims()
	f := float64(n)
	err := eachBatch(ctx, m, x, batch, seed, func(rows, eps []T, _ int) {
		share := float64(len(rows)/m.d) / f
		t := p.run(rows, eps, objective{beta: 1}, false)
		s.Recon += share * t.recon
		s.KL += share * t.kl
		for j, v := range p.perDimension() {
			s.PerDimension[j] += share * v
		}
		for i := range p.n {
			for j, v := range p.head[i*2*m.k:][:m.k] {
				sum[j] += float64(v)
				squares[j] += float64(v) * float64(v)
			}
		}
		clear(eps)
		p.draw(eps)
		p.decode(rows)
		s.ReconAtMean += share * p.measure().recon
	})
	for j := range sum {
		if squares[j]/f-sum[j]/f*(sum[j]/f) > 0.01 {
			s.ActiveUnits++
		}
	}
	s.NegELBO = s.Recon + s.KL
	return s, err
}

// eachBatch calls f with up to size samples at a time, noise for each, and the number of
// the first.
func eachBatch[T nn.Float](ctx context.Context, m *Model[T], x Pixels[T], size int, seed [2]uint64, f func(rows, eps []T, first int)) error {
	n, d := x.Dims()
	rows, eps, of := make([]T, min(size, n)*d), make([]T, min(size, n)*m.k), make([]int, 0, size)
	for lo := 0; lo < n; lo += size {
		if err := ctx.Err(); err != nil {
			return err
		}
		of = of[:0]
		for i := lo; i < min(lo+size, n); i++ {
			of = append(of, i)
		}
		rng := rand.New(rand.NewPCG(seed[0], seed[1]+uint64(lo)))
		x.Rows(rows[:len(of)*d], of, rng)
		noise(eps[:len(of)*m.k], rng)
		f(rows[:len(of)*d], eps[:len(of)*m.k], lo)
	}
	return nil
}

// noise sets eps to draws from N(0, 1).
func noise[T nn.Float](eps []T, rng *rand.Rand) {
	for i := range eps {
		eps[i] = T(rng.NormFloat64())
	}
}
