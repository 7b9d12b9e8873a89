package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Decoder checks dec at random codes, with h given (nil for a model without x):
// Pullback against finite differences of uᵀ·Dec(h, z), its linearity in u, and,
// where the decoder says that it is linear, additivity and the norm it claims.
// PullbackParams and PullbackH are held against finite differences over θ and over h, and
// Normalize must leave alone what it has normalized. θ is moved for the check
// and put back.
func Decoder(dec ebm.Decoder, h []float64, rng *rand.Rand) error {
	d, k := dec.Dims()
	if d < 1 || k < 1 {
		return fmt.Errorf("ebmtest: decoder %T: Dims returns %d, %d, expected positive lengths", dec, d, k)
	}
	if c, ok := dec.(ebm.Conditional); ok && c.HDim() != 0 && c.HDim() != len(h) {
		return fmt.Errorf("ebmtest: decoder %T: h has %d entries, the decoder takes %d", dec, len(h), c.HDim())
	}
	for range trials {
		if err := learning(dec, h, point(k, 1, rng), point(d, 1, rng), rng); err != nil {
			return fmt.Errorf("ebmtest: decoder %T: %w", dec, err)
		}
		if err := decoder(dec, h, point(k, 1, rng), point(d, 1, rng), point(d, 1, rng)); err != nil {
			return fmt.Errorf("ebmtest: decoder %T: %w", dec, err)
		}
		if w, ok := dec.(ebm.Linear); ok {
			if err := linear(dec, w, h, point(k, 1, rng), point(k, 1, rng)); err != nil {
				return fmt.Errorf("ebmtest: decoder %T: %w", dec, err)
			}
		}
	}
	return nil
}

func decoder(dec ebm.Decoder, h, z, u, v []float64) error {
	h0, z0, u0 := slices.Clone(h), slices.Clone(z), slices.Clone(u)
	y, g := dirty(len(u)), dirty(len(z))
	dec.Decode(y, h, z)
	dec.Pullback(g, h, z, u)
	if err := firstOf(unchanged("h", h0, h), unchanged("z", z0, z), unchanged("u", u0, u)); err != nil {
		return err
	}
	if err := ebm.Finite("Dec(h, z)", y); err != nil {
		return err
	}
	value := func(z []float64) float64 {
		dec.Decode(y, h, z)
		return dot(u, y)
	}
	if err := gradient(value, g, z); err != nil {
		return fmt.Errorf("in Pullback: %w", err)
	}
	gv, gsum, sum := dirty(len(z)), dirty(len(z)), make([]float64, len(u))
	for i := range sum {
		sum[i] = u[i] + v[i]
	}
	dec.Pullback(gv, h, z, v)
	dec.Pullback(gsum, h, z, sum)
	for i := range g {
		if want := g[i] + gv[i]; math.Abs(gsum[i]-want) > 1e-10*math.Max(1, math.Abs(g[i])+math.Abs(gv[i])) {
			return fmt.Errorf("the Pullback is not linear in u: entry %d of u+v gives %v, the sum is %v", i, gsum[i], want)
		}
	}
	return nil
}

func linear(dec ebm.Decoder, w ebm.Linear, h, a, b []float64) error {
	d, k := dec.Dims()
	ya, yb, ysum, sum := dirty(d), dirty(d), dirty(d), make([]float64, k)
	for i := range sum {
		sum[i] = a[i] + b[i]
	}
	dec.Decode(ya, h, a)
	dec.Decode(yb, h, b)
	dec.Decode(ysum, h, sum)
	for i := range ysum {
		if want := ya[i] + yb[i]; math.Abs(ysum[i]-want) > 1e-10*math.Max(1, math.Abs(ya[i])+math.Abs(yb[i])) {
			return fmt.Errorf("claims to be linear, but Dec(a+b)[%d] is %v and Dec(a)+Dec(b) is %v", i, ysum[i], want)
		}
	}
	if bound := w.SquaredNorm() * dot(a, a); dot(ya, ya) > bound*(1+1e-9) {
		return fmt.Errorf("SquaredNorm claims ‖W·a‖² ≤ %v, found %v", bound, dot(ya, ya))
	}
	return nil
}

func dot(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
