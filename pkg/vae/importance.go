package vae

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// LogLikelihood is an estimate of log p(x), mean over the samples.
type LogLikelihood[P any] struct {
	LogP     float64 // nats
	Standard float64 // standard error of the mean over the samples of data
	Draws    int     // K
}

// atOnce is how many draws of z are decoded together.
const atOnce = 4096

// Importance estimates log p(x) by importance sampling from q(z|x) with K draws,
//
//	log 1/K Σ_k p(x|z_k)·p(z_k)/q(z_k|x),
//
// which is log p(x) from below on average, and comes near it as K grows (Burda, Grosse &
// Salakhutdinov 2016, theorem 1). Cost: K decodings for each sample, in memory for 4096.
func Importance[T nn.Float, P Pixels[T]](ctx context.Context, m *Model[T], x P, K int, rng *rand.Rand) (LogLikelihood[P], error) {
	if err := m.check(x, rng); err != nil {
		return LogLikelihood[P]{}, err
	}
	if K < 1 {
		return LogLikelihood[P]{}, fmt.Errorf("vae: %d draws, expected at least 1", K)
	}
	p, seed := newPass(m), [2]uint64{rng.Uint64(), rng.Uint64()}
	var sum, squares float64
	err := eachBatch(ctx, m, x, max(1, atOnce/K), seed, func(rows, _ []T, lo int) {
		for _, w := range p.logEvidence(rows, K, rand.New(rand.NewPCG(seed[1], seed[0]+uint64(lo)))) {
			sum += w
			squares += w * w
		}
	})
	n, _ := x.Dims()
	mean := sum / float64(n)
	return LogLikelihood[P]{mean, math.Sqrt(max(0, squares/float64(n)-mean*mean) / float64(n)), K}, err
}

// logEvidence returns log 1/K Σ_k w_k for each of a few samples x (n×d).
func (p *pass[T]) logEvidence(x []T, K int, rng *rand.Rand) []float64 {
	n := len(x) / p.m.d
	total := make([]float64, n)
	for i := range total {
		total[i] = math.Inf(-1)
	}
	var eps []T
	for done := 0; done < K; done += atOnce {
		draws := min(atOnce, K-done)
		p.shape(n, draws)
		p.encode(x)
		eps = grow(eps, n*draws*p.m.k)
		noise(eps, rng)
		p.draw(eps)
		p.decode(x)
		p.logWeights(eps)
		for i := range total {
			total[i] = logSumExp([]float64{total[i], logSumExp(p.logw[i*draws : (i+1)*draws])})
		}
	}
	for i := range total {
		total[i] -= math.Log(float64(K))
	}
	return total
}
