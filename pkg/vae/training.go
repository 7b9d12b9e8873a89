package vae

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Training says how a model is fitted. The zero value trains the ELBO for 10 epochs.
type Training[T nn.Float] struct {
	Epochs    int             // passes over the data; default 10
	Batch     int             // samples a step; default 128
	Optimizer nn.Optimizer[T] // default nn.Adam
	Schedule  nn.Schedule     // the rate of each step; default nn.Constant(1e-3)

	Beta     float64 // strength β of the KL; default 1
	NoKL     bool    // leave the KL out: no spring, nothing on the variance
	WarmUp   int     // epochs in which β rises from 0 in a line; default 0
	FreeBits float64 // nats of each dimension that cost nothing; default 0

	Draws int  // S, draws of z for each sample; default 1
	IWAE  bool // the importance-weighted bound of the S draws, in place of the ELBO

	Film bool // keep the parameters before the first epoch and after each, for Trainer.After; default: no

	Patience int // stop after so many epochs without a better −ELBO on the validation data, and keep the best; default: never
}

func (s Training[T]) check() error {
	switch {
	case s.Epochs < 0 || s.Batch < 0 || s.WarmUp < 0 || s.Draws < 0 || s.Patience < 0:
		return fmt.Errorf("vae: a setting is negative: Epochs %d, Batch %d, WarmUp %d, Draws %d, Patience %d",
			s.Epochs, s.Batch, s.WarmUp, s.Draws, s.Patience)
	case !(s.Beta >= 0) || math.IsInf(s.Beta, 1) || !(s.FreeBits >= 0) || math.IsInf(s.FreeBits, 1):
		return fmt.Errorf("vae: β is %v and FreeBits %v, expected finite numbers ≥ 0", s.Beta, s.FreeBits)
	case s.NoKL && (s.Beta > 0 || s.WarmUp > 0 || s.FreeBits > 0):
		return fmt.Errorf("vae: NoKL is set together with β %v, WarmUp %d, FreeBits %v: expected one or the other", s.Beta, s.WarmUp, s.FreeBits)
	case s.IWAE && (s.NoKL || s.Beta > 0 || s.WarmUp > 0 || s.FreeBits > 0):
		return fmt.Errorf("vae: the importance-weighted bound has no KL apart: expected NoKL, Beta, WarmUp and FreeBits unset")
	}
	return nil
}

func (s Training[T]) withDefaults() Training[T] {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&s.Epochs, 10)
	def(&s.Batch, 128)
	def(&s.Draws, 1)
	if s.Optimizer == nil {
		s.Optimizer = nn.Adam[T]{}
	}
	if s.Schedule == nil {
		s.Schedule = nn.Constant(1e-3)
	}
	if s.Beta == 0 && !s.NoKL {
		s.Beta = 1
	}
	return s
}

// objective is that of a step, after `epochs` epochs (with fractions).
func (s Training[T]) objective(epochs float64) objective {
	o := objective{beta: s.Beta, freeBits: s.FreeBits, samples: s.Draws, iwae: s.IWAE}
	if s.WarmUp > 0 {
		o.beta *= min(1, epochs/float64(s.WarmUp))
	}
	return o
}
