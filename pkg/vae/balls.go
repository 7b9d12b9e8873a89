package vae

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Balls are the codes of n samples as fuzzy balls: ball i is the Gaussian
// N(μ_i, diag σ_i²) of k dimensions.
type Balls[T nn.Float] struct {
	mu, sigma []T // n×k
	k         int
}

// NewBalls wraps middles and standard deviations, n×k each, without a copy. A number
// that is not finite, or a σ that is not above 0, is an error that names it.
func NewBalls[T nn.Float](mu, sigma []T, k int) (Balls[T], error) {
	if k < 1 || len(mu) == 0 || len(mu)%k != 0 || len(sigma) != len(mu) {
		return Balls[T]{}, fmt.Errorf("vae: %d numbers μ and %d σ, expected one or more balls of %d each", len(mu), len(sigma), k)
	}
	for i, m := range mu {
		m, s := float64(m), float64(sigma[i])
		if m-m != 0 || s-s != 0 || s <= 0 {
			return Balls[T]{}, fmt.Errorf("vae: ball %d has μ %v and σ %v in dimension %d, expected finite numbers and σ > 0", i/k, m, s, i%k)
		}
	}
	return Balls[T]{mu, sigma, k}, nil
}

// Balls returns the codes of every sample.
func (m *Model[T]) Balls(ctx context.Context, x Pixels[T], rng *rand.Rand) (Balls[T], error) {
	mu, sigma, err := m.Encode(ctx, x, rng)
	if err != nil {
		return Balls[T]{}, err
	}
	return NewBalls(mu, sigma, m.k)
}

// Len returns n.
func (b Balls[T]) Len() int { return len(b.mu) / b.k }

// At returns μ and σ (k each) of ball i, not copied.
func (b Balls[T]) At(i int) (mu, sigma []T) {
	return b.mu[i*b.k : (i+1)*b.k], b.sigma[i*b.k : (i+1)*b.k]
}

// Norm returns the mean length of μ, 1/n Σ_i ‖μ_i‖.
func (b Balls[T]) Norm() float64 {
	var sum float64
	for i := range b.Len() {
		mu, _ := b.At(i)
		var sq float64
		for _, v := range mu {
			sq += float64(v) * float64(v)
		}
		sum += math.Sqrt(sq)
	}
	return sum / float64(b.Len())
}

// Size returns the mean of all n·k variances v = σ².
func (b Balls[T]) Size() float64 {
	var sum float64
	for _, s := range b.sigma {
		sum += float64(s) * float64(s)
	}
	return sum / float64(len(b.sigma))
}

// Nearest returns the distance of the two middles that are nearest to each other, in
// units of their balls: the least, over pairs, of
//
//	‖μ_i − μ_j‖ / s_ij,  s_ij² = 1/2k Σ (σ_i² + σ_j²).
//
// It is +Inf for one ball. Cost n²·k.
func (b Balls[T]) Nearest() float64 {
	least := math.Inf(1)
	for i := range b.Len() {
		m, s := b.At(i)
		for o := range i {
			mo, so := b.At(o)
			var d, v float64
			for j := range b.k {
				e := float64(m[j] - mo[j])
				d += e * e
				v += (float64(s[j])*float64(s[j]) + float64(so[j])*float64(so[j])) / float64(2*b.k)
			}
			least = min(least, math.Sqrt(d/v))
		}
	}
	return least
}
