package vae

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Every objective under every likelihood has the gradient of finite differences.
func TestGradients(t *testing.T) {
	const d, k, n = 5, 3, 4
	rng := rand.New(rand.NewPCG(1, 1))
	likelihoods := []Likelihood[float64]{Bernoulli[float64]{}, Gaussian[float64]{Variance: 0.3}, LearnedGaussian[float64]{Floor: 0.05}}
	objectives := []objective{
		{beta: 1}, {beta: 0}, {beta: 0.4, samples: 3}, {beta: 1, freeBits: 0.05, samples: 2}, {samples: 1, iwae: true}, {samples: 4, iwae: true},
	}
	for _, lik := range likelihoods {
		for _, o := range objectives {
			for _, sigma := range []float64{0, 0.7} {
				m, err := DenseOf(d, []int{6}, k, lik, func() nn.Layer[float64] { return &nn.Tanh[float64]{} }, rng)
				if err != nil {
					t.Fatal(err)
				}
				m.Sigma = sigma
				for i := range m.Params.Value {
					m.Params.Value[i] = 0.5 * rng.NormFloat64()
				}
				x, eps := make([]float64, n*d), make([]float64, n*max(1, o.samples)*k)
				for i := range x {
					x[i] = rng.Float64()
				}
				noise(eps, rng)
				name := fmt.Sprintf("%T %+v σ %v", lik, o, sigma)
				checkGradient(t, name, m, x, eps, o)
			}
		}
	}
}

// The same for convolutions, with tanh, since differences fail across the corners of
// ReLUs.
func TestGradientsOfConvolutions(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	m, err := convolutional(8, 4, 2, 3, 2, Bernoulli[float64]{}, func() nn.Layer[float64] { return &nn.Tanh[float64]{} }, rng)
	if err != nil {
		t.Fatal(err)
	}
	const n = 2
	x, eps := make([]float64, n*8*4*2), make([]float64, n*2*2)
	for i := range x {
		x[i] = rng.Float64()
	}
	noise(eps, rng)
	checkGradient(t, "convolutional", m, x, eps, objective{beta: 1, samples: 2})
}

func checkGradient(t *testing.T, name string, m *Model[float64], x, eps []float64, o objective) {
	t.Helper()
	p := newPass(m)
	m.Params.ZeroGrad()
	p.run(x, eps, o, true)
	got := append([]float64(nil), m.Params.Grad...)
	var scale float64
	for _, g := range got {
		scale = max(scale, math.Abs(g))
	}
	for i := range got {
		const h = 1e-3
		at := func(step float64) float64 {
			old := m.Params.Value[i]
			m.Params.Value[i] = old + step*h
			defer func() { m.Params.Value[i] = old }()
			return p.run(x, eps, o, false).loss
		}
		want := (at(-3)*-1 + at(-2)*9 - at(-1)*45 + at(1)*45 - at(2)*9 + at(3)*1) / (60 * h)
		if math.Abs(got[i]-want) > 1e-7*scale {
			t.Errorf("%s: derivative %d is %v, by differences %v", name, i, got[i], want)
			return
		}
	}
}

// What is not finite in the derivatives stops a training, whatever the loss says.
func TestFinite(t *testing.T) {
	m, err := Dense(4, []int{3}, 2, Bernoulli[float64]{}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	p := newPass(m)
	p.run(make([]float64, 2*4), make([]float64, 2*2), objective{beta: 1}, true)
	if !p.finite() {
		t.Error("finite derivatives are called not finite")
	}
	for _, v := range [][]float64{p.dz, p.dhead} {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			kept := v[len(v)-1]
			v[len(v)-1] = bad
			if p.finite() {
				t.Errorf("%v among the derivatives is called finite", bad)
			}
			v[len(v)-1] = kept
		}
	}
}
