// Package ebmtest checks costs, decoders, predictors, regularizers and methods
// against their definitions: gradients against finite differences, proximal operators
// against the minimisation that defines them, and all of them against the
// rules of package ebm (inputs unchanged, destinations overwritten, where
// overlap is allowed the same result with it).
//
// Each check takes one line, in a test or in a notebook cell, and returns nil
// or an error that names what was found, what was expected, and where:
//
//	err := ebmtest.Regularizer(ebm.L1{}, 5, rng)
package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// trials is how many random points each check visits.
const trials = 20

// point returns n independent values from N(0, scale²).
func point(n int, scale float64, rng *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = scale * rng.NormFloat64()
	}
	return v
}

// dirty returns n NaNs: a destination that is not fully overwritten shows.
func dirty(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// unchanged returns an error if now differs from before in any bit.
func unchanged(name string, before, now []float64) error {
	for i := range before {
		if math.Float64bits(before[i]) != math.Float64bits(now[i]) {
			return fmt.Errorf("input %s[%d] was changed from %v to %v", name, i, before[i], now[i])
		}
	}
	return nil
}

// same returns an error if a and b differ in any bit (NaNs of any kind agree).
func same(what string, a, b []float64) error {
	for i := range a {
		if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return fmt.Errorf("%s: entry %d is %v, expected %v", what, i, a[i], b[i])
		}
	}
	return nil
}

// gradient compares grad with central differences of value at z. The step is
// h = ε^{1/3}·max(1, |z_i|), for which the error of the difference is about
// h²|f‴| + ε|f|/h; tol is 1e-6 relative to the largest entry, the curvature and
// the value.
func gradient(value func(z []float64) float64, grad, z []float64) error {
	z = slices.Clone(z)
	size := math.Abs(value(z))
	for _, g := range grad {
		size = math.Max(size, math.Abs(g))
	}
	for i, zi := range z {
		h := math.Cbrt(0x1p-52) * math.Max(1, math.Abs(zi))
		z[i] = zi + h
		up := value(z)
		z[i] = zi - h
		down := value(z)
		z[i] = zi
		want := (up - down) / (2 * h)
		if !(math.Abs(grad[i]-want) <= 1e-6*math.Max(1, size)) {
			return fmt.Errorf("gradient[%d] is %v, finite differences give %v", i, grad[i], want)
		}
	}
	return nil
}
