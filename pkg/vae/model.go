package vae

import (
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Model is q(z|x) by an encoder, p(z) = N(0, I), and p(x|z) by a decoder and a
// likelihood. Its methods serve many goroutines at a time while nothing trains it.
type Model[T nn.Float] struct {
	Encoder, Decoder nn.Layer[T]
	Likelihood       Likelihood[T]
	Params           *nn.Params[T] // "encoder.…", then "decoder.…"

	// Sigma > 0 fixes the noise: z = μ + Sigma·ε, whatever the encoder says of v. The KL
	// is then the spring ½Σμ² and a constant. It is the lecture's first step, balls of
	// one size.
	Sigma float64

	d, k, split int
}

// New joins an encoder d → 2k and a decoder k → lik.Outputs(d), and draws their
// parameters. The error says which sizes do not fit.
func New[T nn.Float](encoder, decoder nn.Layer[T], lik Likelihood[T], rng *rand.Rand) (*Model[T], error) {
	if encoder == nil || decoder == nil || lik == nil || rng == nil {
		return nil, fmt.Errorf("vae: encoder %v, decoder %v, likelihood %v, random generator %v: expected all four", encoder, decoder, lik, rng)
	}
	if err := checkLikelihood(lik); err != nil {
		return nil, err
	}
	e, d := encoder.Spec(), decoder.Spec()
	if e.In < 1 || e.Out < 2 || e.Out%2 != 0 || d.In != e.Out/2 || d.Out != lik.Outputs(e.In) {
		return nil, fmt.Errorf("vae: encoder %d → %d, decoder %d → %d: expected d → 2k and k → %d, which the likelihood takes for d = %d",
			e.In, e.Out, d.In, d.Out, lik.Outputs(e.In), e.In)
	}
	m := &Model[T]{Encoder: encoder, Decoder: decoder, Likelihood: lik, d: e.In, k: e.Out / 2, split: nn.Sizes(e.Params)}
	m.Params = nn.NewParams[T](append(nn.Under("encoder", e.Params), nn.Under("decoder", d.Params)...)...)
	for _, part := range []struct {
		l nn.Layer[T]
		w []T
	}{{encoder, m.Params.Value[:m.split]}, {decoder, m.Params.Value[m.split:]}} {
		if i, ok := part.l.(nn.Initializer[T]); ok {
			i.Init(part.w, rng)
		}
	}
	return m, nil
}

// Dims returns d, the numbers of a sample, and k, those of a code.
func (m *Model[T]) Dims() (d, k int) { return m.d, m.k }

// Dense is a model with one or more hidden layers of ReLUs between d and the code of
// k numbers, and the same in reverse order back: Dense(784, []int{400}, 20, …) is
// 784–400–(20,20)–400–784. Weights are drawn by [nn.GlorotUniform], those that give μ and
// log v a tenth as wide: q(z|x) begins near the prior. The first layer is an
// [nn.SparseDense], which stores its weights d×hidden.
func Dense[T nn.Float](d int, hidden []int, k int, lik Likelihood[T], rng *rand.Rand) (*Model[T], error) {
	return DenseOf(d, hidden, k, lik, func() nn.Layer[T] { return &nn.ReLU[T]{} }, rng)
}

// DenseOf is [Dense] with another function between the layers, made by unit for each.
func DenseOf[T nn.Float](d int, hidden []int, k int, lik Likelihood[T], unit func() nn.Layer[T], rng *rand.Rand) (*Model[T], error) {
	if d < 1 || k < 1 || lik == nil || unit == nil {
		return nil, fmt.Errorf("vae: samples of %d numbers, codes of %d, likelihood %v: expected positive sizes, a likelihood and a unit", d, k, lik)
	}
	up, down := []int{d}, []int{k}
	for i, h := range hidden {
		if h < 1 {
			return nil, fmt.Errorf("vae: hidden layer %d has %d units, expected at least 1", i, h)
		}
		up, down = append(up, h), append(down, hidden[len(hidden)-1-i])
	}
	encoder, err := chain(append(up, 2*k), true, unit)
	if err != nil {
		return nil, err
	}
	decoder, err := chain(append(down, lik.Outputs(d)), false, unit)
	if err != nil {
		return nil, err
	}
	return New(encoder, decoder, lik, rng)
}

// chain is affine maps from width to width, with a unit between two. That of an encoder
// takes many zeros and ends in μ and log v.
func chain[T nn.Float](widths []int, encoder bool, unit func() nn.Layer[T]) (nn.Layer[T], error) {
	var layers []nn.Layer[T]
	last := len(widths) - 2
	for i := range widths[:last+1] {
		if i > 0 {
			layers = append(layers, unit())
		}
		in, out, start := widths[i], widths[i+1], nn.Draw[T](nil)
		if encoder && i == last {
			start = nearPrior[T]
		}
		if encoder && i == 0 {
			layers = append(layers, &nn.SparseDense[T]{In: in, Out: out, Start: start})
		} else {
			layers = append(layers, &nn.Dense[T]{In: in, Out: out, Start: start})
		}
	}
	return nn.NewSequential(widths[0], layers...)
}

// nearPrior is a tenth of [nn.GlorotUniform]. On MNIST (784–400–20) −ELBO is higher than
// with full width in the first epochs, and lower from the fifth or so on (decision 16).
func nearPrior[T nn.Float](w []T, in, out int, rng *rand.Rand) {
	nn.GlorotUniform(w, in, out, rng)
	kernel.Scal(0.1, w)
}
