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
	if n, d := x.Dims(); n < 1 || d != m.d {
		return fmt.Errorf("vae: %d samples of %d numbers, expected at least 1 of %d", n, d, m.d)
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
		s.ReconAtMean += share * p.run(rows, eps, objective{}, false).recon
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

// LogLikelihood is an estimate of log p(x), mean over the samples.
type LogLikelihood[P any] struct {
	LogP     float64 // nats
	Standard float64 // standard error of the mean over the samples of data
	Draws    int     // K
}

// Importance estimates log p(x) by importance sampling from q(z|x) with K draws,
//
//	log 1/K Σ_k p(x|z_k)·p(z_k)/q(z_k|x),
//
// which is log p(x) from below on average, and comes near it as K grows (Burda, Grosse &
// Salakhutdinov 2016, theorem 1). Cost: K decodings for each sample.
func Importance[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], x P, K int, rng *rand.Rand) (LogLikelihood[P], error) {
	if err := m.check(x, rng); err != nil {
		return LogLikelihood[P]{}, err
	}
	if K < 1 {
		return LogLikelihood[P]{}, fmt.Errorf("vae: %d draws, expected at least 1", K)
	}
	p, seed := newPass(m), [2]uint64{rng.Uint64(), rng.Uint64()}
	n, _ := x.Dims()
	few := max(1, 4096/K)
	var sum, squares float64
	var eps []T
	err := eachBatch(ctx, m, x, few, seed, func(rows, first []T, lo int) {
		p.shape(len(rows)/m.d, K)
		p.encode(rows)
		eps = grow(eps, p.n*K*m.k)
		noise(eps, rand.New(rand.NewPCG(seed[1], seed[0]+uint64(lo))))
		p.draw(eps)
		p.decode(rows, false)
		p.logWeights(eps)
		for i := range p.n {
			v := logSumExp(p.logw[i*K:(i+1)*K]) - math.Log(float64(K))
			sum += v
			squares += v * v
		}
	})
	f := float64(n)
	mean := sum / f
	return LogLikelihood[P]{LogP: mean, Standard: math.Sqrt(max(0, squares/f-mean*mean) / f), Draws: K}, err
}

// Information estimates the mutual information of x and z under q, in nats, from the
// given samples (n of them, cost n²·k):
//
//	I = E_x E_{z~q(z|x)} [log q(z|x) − log q(z)],  q(z) = 1/n Σ_i q(z|x_i)
//
// It cannot exceed log n (Hoffman & Johnson 2016).
func Information[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], x P, rng *rand.Rand) (float64, error) {
	if err := m.check(x, rng); err != nil {
		return 0, err
	}
	n, _ := x.Dims()
	var mu, sigma, z []float64
	p := newPass(m)
	err := eachBatch(ctx, m, x, batch, [2]uint64{rng.Uint64(), rng.Uint64()}, func(rows, eps []T, _ int) {
		p.shape(len(rows)/m.d, 1)
		p.encode(rows)
		p.draw(eps)
		for i := range p.n {
			for j := range m.k {
				mu = append(mu, float64(p.head[i*2*m.k+j]))
				sigma = append(sigma, float64(p.sigma[i*m.k+j]))
				z = append(z, float64(p.z[i*m.k+j]))
			}
		}
	})
	if err != nil {
		return 0, err
	}
	var info float64
	terms := make([]float64, n)
	for i := range n {
		for o := range n {
			terms[o] = logNormal(z[i*m.k:(i+1)*m.k], mu[o*m.k:(o+1)*m.k], sigma[o*m.k:(o+1)*m.k])
		}
		info += (terms[i] - logSumExp(terms) + math.Log(float64(n))) / float64(n)
	}
	return info, nil
}

// logNormal returns log N(z; μ, diag σ²) without the constant.
func logNormal(z, mu, sigma []float64) float64 {
	var sum float64
	for j, v := range z {
		e := (v - mu[j]) / sigma[j]
		sum -= e*e/2 + math.Log(sigma[j])
	}
	return sum
}
