package vae

import (
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Convolutional is a model of pictures of h×w×c numbers, h and w multiples of 4, with two
// convolutions of kernels 4×4 and stride 2 in the encoder, and their transposes in the
// decoder:
//
//	h×w×c → h/2×w/2×f → h/4×w/4×2f → (μ, log v) of k numbers each
//	k → h/4×w/4×2f → h/2×w/2×f → h×w×c
//
// with ReLUs between. It begins near the prior, as [Dense] does. The errors are other sizes, and a likelihood that takes more than
// one number a pixel.
func Convolutional[T nn.Float](h, w, c, f, k int, lik Likelihood[T], rng *rand.Rand) (*Model[T], error) {
	return convolutional(h, w, c, f, k, lik, func() nn.Layer[T] { return &nn.ReLU[T]{} }, rng)
}

// convolutional is [Convolutional] with another function between the layers.
func convolutional[T nn.Float](h, w, c, f, k int, lik Likelihood[T], unit func() nn.Layer[T], rng *rand.Rand) (*Model[T], error) {
	if h < 4 || w < 4 || h%4 != 0 || w%4 != 0 || c < 1 || f < 1 || k < 1 || lik == nil {
		return nil, fmt.Errorf("vae: pictures of %d×%d×%d, %d filters, codes of %d, likelihood %v: expected height and width in multiples of 4, positive numbers and a likelihood",
			h, w, c, f, k, lik)
	}
	d := h * w * c
	if out := lik.Outputs(d); out != d {
		return nil, fmt.Errorf("vae: the likelihood takes %d numbers for a picture of %d, expected as many", out, d)
	}
	inner := h / 4 * (w / 4) * 2 * f
	encoder, err := nn.NewSequential[T](d,
		&nn.Conv[T]{H: h, W: w, In: c, Out: f, Size: 4, Stride: 2, Pad: 1}, unit(),
		&nn.Conv[T]{H: h / 2, W: w / 2, In: f, Out: 2 * f, Size: 4, Stride: 2, Pad: 1}, unit(),
		&nn.Dense[T]{In: inner, Out: 2 * k, Start: nearPrior[T]})
	if err != nil {
		return nil, err
	}
	decoder, err := nn.NewSequential[T](k,
		&nn.Dense[T]{In: k, Out: inner}, unit(),
		&nn.ConvTranspose[T]{H: h / 4, W: w / 4, In: 2 * f, Out: f, Size: 4, Stride: 2, Pad: 1}, unit(),
		&nn.ConvTranspose[T]{H: h / 2, W: w / 2, In: f, Out: c, Size: 4, Stride: 2, Pad: 1})
	if err != nil {
		return nil, err
	}
	return New[T](encoder, decoder, lik, rng)
}
