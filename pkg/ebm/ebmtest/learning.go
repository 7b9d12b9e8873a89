package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// learning checks what a decoder says of θ and h: PullbackParams, PullbackH, Normalize.
func learning(dec ebm.Decoder, h, z, u []float64, rng *rand.Rand) error {
	h0, z0, u0 := slices.Clone(h), slices.Clone(z), slices.Clone(u)
	y := dirty(len(u))
	value := func(h []float64) float64 {
		dec.Decode(y, h, z)
		return dot(u, y)
	}
	if c, ok := dec.(ebm.Conditioned); ok && len(h) > 0 && ebm.CanPullbackH(dec) {
		g := dirty(len(h))
		c.PullbackH(g, h, z, u)
		if err := firstOf(unchanged("h", h0, h), unchanged("z", z0, z), unchanged("u", u0, u)); err != nil {
			return err
		}
		if err := gradient(value, g, h); err != nil {
			return fmt.Errorf("in PullbackH: %w", err)
		}
	}
	p, ok := dec.(ebm.Parametric)
	if !ok {
		return nil
	}
	pull := func(dst []float64) error {
		p.PullbackParams(dst, h, z, u)
		return firstOf(unchanged("h", h0, h), unchanged("z", z0, z), unchanged("u", u0, u))
	}
	if err := params(p.Params(), func() float64 { return value(h) }, pull, rng); err != nil {
		return err
	}
	return normalizes(dec, p.Params())
}

// params checks that pull adds the gradient of value over theta to what is in dst, and
// leaves theta as it is. Of more than 100 parameters it looks at 100.
func params(theta []float64, value func() float64, pull func(dst []float64) error, rng *rand.Rand) error {
	before := slices.Clone(theta)
	base := point(len(theta), 1, rng)
	dst := slices.Clone(base)
	if err := firstOf(pull(dst), unchanged("θ", before, theta)); err != nil {
		return err
	}
	look := rng.Perm(len(theta))
	look = look[:min(len(look), 100)]
	slices.Sort(look)
	grad, at := make([]float64, len(look)), make([]float64, len(look))
	for i, j := range look {
		grad[i], at[i] = dst[j]-base[j], theta[j]
	}
	err := gradient(func(v []float64) float64 {
		for i, j := range look {
			theta[j] = v[i]
		}
		return value()
	}, grad, at)
	copy(theta, before)
	if err != nil {
		return fmt.Errorf("in PullbackParams, which adds to dst, for the entries %v of θ: %w", look, err)
	}
	return nil
}

// normalizes checks that Normalize, if there is one, gives numbers and that a second one
// changes nothing.
func normalizes(dec ebm.Decoder, theta []float64) error {
	n, ok := dec.(ebm.Normalizer)
	if !ok {
		return nil
	}
	before := slices.Clone(theta)
	defer copy(theta, before)
	n.Normalize()
	if err := ebm.Finite("θ after Normalize", theta); err != nil {
		return err
	}
	once := slices.Clone(theta)
	n.Normalize()
	for i := range theta {
		if math.Abs(theta[i]-once[i]) > 1e-12*math.Max(1, math.Abs(once[i])) {
			return fmt.Errorf("a second Normalize moves θ[%d] from %v to %v", i, once[i], theta[i])
		}
	}
	return nil
}
