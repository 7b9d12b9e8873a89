package contrast_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/contrast"
)

// The terms of the losses that are functions of θ, given their random numbers, against
// central differences of their own value.
func TestTermGradients(t *testing.T) {
	r := rng()
	Y := mat.NewDense(5, 3, normal(15, r))
	for name, loss := range map[string]contrast.Loss{
		"down": contrast.Down{}, "denoising": contrast.Denoising{Sigma: 0.4}, "hinge": contrast.Hinge{Margin: 2},
	} {
		net := newNet(t, rng(), 3, 4, 2)
		p, grad := net.NewPass(), make([]float64, len(net.Params()))
		term := loss.Start(Y, 1, rng())
		if term(grad, p, Y.RawRowView(0), 0, rng()) == 0 {
			t.Errorf("%s: the loss is 0, its gradient shows nothing", name)
		}
		compare(t, name, net.Params(), grad, func() float64 {
			return term(make([]float64, len(grad)), p, Y.RawRowView(0), 0, rng())
		})
	}
}

// Chains give ∂E/∂θ at the sample minus that at the chain's end: of contrastive divergence
// each starts at the sample, persistent ones go on.
func TestChainGradients(t *testing.T) {
	r := rng()
	net := newNet(t, r, 3, 4, 2)
	p, y, next := net.NewPass(), normal(3, r), normal(3, r)
	n := len(net.Params())
	want := func(y, end []float64) []float64 {
		g := make([]float64, n)
		p.AddParams(g, y, 1)
		p.AddParams(g, end, -1)
		return g
	}
	Y := mat.NewDense(1, 3, y) // all chains start at y

	end := slices.Clone(y)
	grad, steps := make([]float64, n), rng()
	p.Langevin(end, 7, 0.2, steps)
	contrast.ContrastiveDivergence{Steps: 7, Step: 0.2}.Start(Y, 1, r)(grad, p, y, 0, rng())
	if slices.Equal(end, y) || !slices.Equal(grad, want(y, end)) {
		t.Errorf("contrastive divergence gives %v, expected %v", grad, want(y, end))
	}

	term, both := contrast.Persistent{Steps: 7, Step: 0.2}.Start(Y, 1, r), rng()
	clear(grad)
	term(grad, p, y, 0, both)
	clear(grad)
	term(grad, p, next, 0, both)
	p.Langevin(end, 7, 0.2, steps)
	if !slices.Equal(grad, want(next, end)) {
		t.Errorf("a persistent chain gives %v at its second step, expected %v", grad, want(next, end))
	}
}

// Langevin steps keep the normal distribution with energy ½‖W·y + b‖²: mean −W⁻¹b and
// covariance (WᵀW)⁻¹, within five standard errors of independent chains.
func TestLangevinMoments(t *testing.T) {
	net := newNet(t, rng(), 2, 2)
	copy(net.Params(), []float64{2, 0, -0.5, 1, 1, -0.5}) // mean (−½, ¼)
	covariance := [3]float64{0.25, 0.125, 1.0625}         // of (1,1), (1,2), (2,2)
	const chains = 4000
	var m [2]float64
	var c [3]float64
	p, r, taken := net.NewPass(), rng(), 0.0
	for range chains {
		y := []float64{0, 0}
		taken += p.Langevin(y, 40, 0.7, r) / chains
		a, b := y[0]+0.5, y[1]-0.25
		m[0], m[1] = m[0]+a/chains, m[1]+b/chains
		c[0], c[1], c[2] = c[0]+a*a/chains, c[1]+a*b/chains, c[2]+b*b/chains
	}
	for i, s := range []float64{covariance[0], covariance[2]} {
		if math.Abs(m[i]) > 5*math.Sqrt(s/chains) {
			t.Errorf("the mean of y[%d] is off by %v", i, m[i])
		}
	}
	for i, v := range [3]float64{2 * 0.25 * 0.25, 0.25*1.0625 + 0.125*0.125, 2 * 1.0625 * 1.0625} { // times 1/chains
		if math.Abs(c[i]-covariance[i]) > 5*math.Sqrt(v/chains) {
			t.Errorf("covariance %d is %v, expected %v", i, c[i], covariance[i])
		}
	}
	t.Logf("%.2f of the steps taken, covariance %.4f", taken, c)
	if taken < 0.3 || taken >= 1 {
		t.Errorf("%v of the steps taken, expected some and not all", taken)
	}
}

// On normal samples, with the energy ½(w·y + b)², each estimator has a known answer: long
// chains find the maximum of the likelihood, w² = 1/variance, and denoising finds the
// density of the noisy samples, w² = 1/(variance + σ²). −b/w is the mean.
func TestEstimatorsOfTheNormal(t *testing.T) {
	const n, sigma = 150, 0.8
	r := rng()
	Y := mat.NewDense(n, 1, nil)
	var mean, variance float64
	for i := range n {
		Y.Set(i, 0, 1+2*r.NormFloat64())
		mean += Y.At(i, 0) / n
	}
	for i := range n {
		variance += (Y.At(i, 0) - mean) * (Y.At(i, 0) - mean) / n
	}
	for _, c := range []struct {
		loss contrast.Loss
		want float64 // of w²
	}{
		{contrast.ContrastiveDivergence{Steps: 20, Step: 1.5}, 1 / variance},
		{contrast.Persistent{Steps: 10, Step: 1.5}, 1 / variance},
		{contrast.Denoising{Sigma: sigma}, 1 / (variance + sigma*sigma)},
	} {
		net := newNet(t, rng(), 1, 1)
		copy(net.Params(), []float64{1, 0})
		for _, rate := range []float64{0.02, 0.001} {
			s := contrast.Learning{Batch: n, Epochs: 200, Rule: ebm.Adam{Rate: rate}}
			if _, err := contrast.Learn(context.Background(), net, c.loss, Y, s, r, nil); err != nil {
				t.Fatal(err)
			}
		}
		w, b := net.Params()[0], net.Params()[1]
		t.Logf("%T: w² = %.4f, expected %.4f; mean %.3f, expected %.3f", c.loss, w*w, c.want, -b/w, mean)
		if math.Abs(w*w/c.want-1) > 0.05 || math.Abs(-b/w-mean) > 0.1 {
			t.Errorf("%T: w² = %v, expected %v; mean %v, expected %v", c.loss, w*w, c.want, -b/w, mean)
		}
	}
}
