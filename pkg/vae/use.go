package vae

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Encode returns μ and σ (n×k each) of the code of every sample.
func (m *Model[T]) Encode(ctx context.Context, x Pixels[T], rng *rand.Rand) (mu, sigma []T, err error) {
	if err := m.check(x, rng); err != nil {
		return nil, nil, err
	}
	n, _ := x.Dims()
	mu, sigma = make([]T, n*m.k), make([]T, n*m.k)
	p := newPass(m)
	err = eachBatch(ctx, m, x, batch, [2]uint64{rng.Uint64(), rng.Uint64()}, func(rows, _ []T, lo int) {
		p.shape(len(rows)/m.d, 1)
		p.encode(rows)
		copy(sigma[lo*m.k:], p.sigma)
		for i := range p.n {
			copy(mu[(lo+i)*m.k:(lo+i+1)*m.k], p.head[i*2*m.k:])
		}
	})
	return mu, sigma, err
}

// Decode returns E[x|z] (n×d) for codes z (n×k).
func (m *Model[T]) Decode(z []T) ([]T, error) {
	if len(z) == 0 || len(z)%m.k != 0 {
		return nil, fmt.Errorf("vae: %d numbers, expected one or more codes of %d", len(z), m.k)
	}
	if i, ok := notFinite(z); ok {
		return nil, fmt.Errorf("vae: number %d of code %d is %v, expected finite ones", i%m.k, i/m.k, z[i])
	}
	n, out := len(z)/m.k, m.Decoder.Spec().Out
	a, x := make([]T, min(n, batch)*out), make([]T, n*m.d)
	var s nn.State[T]
	for lo := 0; lo < n; lo += batch {
		hi := min(lo+batch, n)
		part := a[:(hi-lo)*out]
		m.Decoder.Forward(part, z[lo*m.k:hi*m.k], m.Params.Value[m.split:], &s)
		for i := range hi - lo {
			m.Likelihood.Mean(x[(lo+i)*m.d:(lo+i+1)*m.d], part[i*out:(i+1)*out])
		}
	}
	return x, nil
}

// Reconstruct returns E[x|z = μ] (n×d) of every sample.
func (m *Model[T]) Reconstruct(ctx context.Context, x Pixels[T], rng *rand.Rand) ([]T, error) {
	mu, _, err := m.Encode(ctx, x, rng)
	if err != nil {
		return nil, err
	}
	return m.Decode(mu)
}

// Sample returns E[x|z] (n×d) for n codes drawn from the prior.
func (m *Model[T]) Sample(n int, rng *rand.Rand) ([]T, error) {
	if n < 1 || rng == nil {
		return nil, fmt.Errorf("vae: %d samples, random generator %v: expected at least 1 and a generator", n, rng)
	}
	z := make([]T, n*m.k)
	noise(z, rng)
	return m.Decode(z)
}

// Interpolate returns E[x|z] (steps×d) along the line from code a to code b (k each),
// both ends among them.
func (m *Model[T]) Interpolate(a, b []T, steps int) ([]T, error) {
	if len(a) != m.k || len(b) != m.k || steps < 2 {
		return nil, fmt.Errorf("vae: codes of %d and %d numbers and %d steps, expected %d each and at least 2", len(a), len(b), steps, m.k)
	}
	z := make([]T, 0, steps*m.k)
	for s := range steps {
		t := T(s) / T(steps-1)
		for j := range m.k {
			z = append(z, (1-t)*a[j]+t*b[j])
		}
	}
	return m.Decode(z)
}
