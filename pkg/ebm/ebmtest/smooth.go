package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Smooth checks the smooth part of a problem at random codes: ∇f against finite
// differences, the value that Grad returns against Value, and a Lipschitz
// constant that it claims against pairs of points.
func Smooth(f ebm.Smooth, rng *rand.Rand) error {
	k := f.Dim()
	for range trials {
		if err := smooth(f, point(k, 1, rng), point(k, 1, rng)); err != nil {
			return fmt.Errorf("ebmtest: smooth function %T: %w", f, err)
		}
	}
	return nil
}

func smooth(f ebm.Smooth, z, other []float64) error {
	z0 := slices.Clone(z)
	grad := dirty(len(z))
	value := f.Grad(grad, z)
	if err := unchanged("z", z0, z); err != nil {
		return err
	}
	if v := f.Value(z); math.Abs(v-value) > 1e-12*math.Max(1, math.Abs(v)) {
		return fmt.Errorf("the value that Grad returns is %v, Value returns %v", value, v)
	}
	if err := gradient(f.Value, grad, z); err != nil {
		return err
	}
	l, ok := f.(ebm.Lipschitz)
	if !ok || l.Lipschitz() == 0 {
		return nil
	}
	g := dirty(len(z))
	f.Grad(g, other)
	if slope := distance(g, grad) / distance(other, z); slope > l.Lipschitz()*(1+1e-9) {
		return fmt.Errorf("‖∇f(a) − ∇f(b)‖/‖a − b‖ is %v, Lipschitz claims at most %v", slope, l.Lipschitz())
	}
	return nil
}
