package vae

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

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
	c := codes{k: m.k}
	p := newPass(m)
	err := eachBatch(ctx, m, x, batch, [2]uint64{rng.Uint64(), rng.Uint64()}, func(rows, eps []T, _ int) {
		p.shape(len(rows)/m.d, 1)
		p.encode(rows)
		p.draw(eps)
		for i := range p.n {
			var logs float64
			for j := range m.k {
				s := float64(p.sigma[i*m.k+j])
				logs += math.Log(s)
				c.mu, c.inverse = append(c.mu, float64(p.head[i*2*m.k+j])), append(c.inverse, 1/s)
				c.z = append(c.z, float64(p.z[i*m.k+j]))
			}
			c.logs = append(c.logs, logs)
		}
	})
	if err != nil {
		return 0, err
	}
	info := make([]float64, n)
	kernel.Parallel(n, func(i int) {
		if ctx.Err() == nil {
			info[i] = c.information(i)
		}
	})
	var sum float64
	for _, v := range info {
		sum += v / float64(n)
	}
	return sum, ctx.Err()
}

// codes are n Gaussians of k dimensions, with a draw from each.
type codes struct {
	k              int
	mu, inverse, z []float64 // n×k; inverse is 1/σ
	logs           []float64 // n: Σ_j log σ_j
}

// information returns log q(z_i|x_i) − log q(z_i).
func (c *codes) information(i int) float64 {
	n := len(c.logs)
	terms := make([]float64, n)
	z := c.z[i*c.k : (i+1)*c.k]
	for o := range terms {
		mu, inverse := c.mu[o*c.k:(o+1)*c.k], c.inverse[o*c.k:(o+1)*c.k]
		var squares float64
		for j, v := range z {
			e := (v - mu[j]) * inverse[j]
			squares += e * e
		}
		terms[o] = -squares/2 - c.logs[o]
	}
	return terms[i] - logSumExp(terms) + math.Log(float64(n))
}
