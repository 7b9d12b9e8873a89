package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Regularizer checks r on codes of k entries. Its proximal operator is held
// against the definition: no point near Prox(v, t), nor v, nor 0, nor any of a
// few hundred random points has a smaller ½‖u − v‖² + t·R(u). Near a kink the
// moves go down to 1e-6, so that a threshold wrong by more than about 1e-5
// shows. Prox with t = 0 must return v where R(v) is finite.
//
// For sets and for functions that are not convex the points include, besides, what
// is left of v on each choice of entries, as it is and moved to the sum or the norm
// of Prox(v, t); Prox(v, t) with two entries exchanged, or with an amount moved from
// one to the other; and the ways to other values of Prox. If r is [ebm.Discrete],
// they include all its points.
func Regularizer(r ebm.Regularizer, k int, rng *rand.Rand) error {
	for trial := range trials {
		t := math.Exp(rng.NormFloat64())
		v := point(k, 2, rng)
		if trial%4 == 3 {
			v[rng.IntN(k)] = 0
		}
		err := abilities(r, v, t)
		if err == nil {
			err = firstOf(regularizer(r, v, t, rng), dual(r, v, rng))
		}
		if err != nil {
			return fmt.Errorf("ebmtest: regularizer %T: %w", r, err)
		}
	}
	return nil
}

func regularizer(r ebm.Regularizer, v []float64, t float64, rng *rand.Rand) error {
	v0, p := slices.Clone(v), dirty(len(v))
	r.Prox(p, v, t)
	if err := unchanged("v", v0, v); err != nil {
		return err
	}
	if err := ebm.Finite("Prox(v, t)", p); err != nil {
		return err
	}
	p0 := slices.Clone(p)
	r.Value(p)
	if err := unchanged("z of Value", p0, p); err != nil {
		return err
	}
	alias := slices.Clone(v)
	r.Prox(alias, alias, t)
	if err := same("Prox with dst = v", alias, p); err != nil {
		return err
	}
	if err := firstOf(minimal(r, p, v, t, rng), stays(r, p)); err != nil || math.IsInf(r.Value(v), 1) {
		return err
	}
	return stays(r, v)
}

// stays checks Prox(v, 0) = v at a v with finite R(v).
func stays(r ebm.Regularizer, v []float64) error {
	id := dirty(len(v))
	r.Prox(id, v, 0)
	for i := range id {
		if math.Abs(id[i]-v[i]) > 1e-12*math.Max(1, math.Abs(v[i])) {
			return fmt.Errorf("Prox(v, 0)[%d] is %v, expected v[%d] = %v", i, id[i], i, v[i])
		}
	}
	return nil
}

// minimal looks for a point that does better than p in ½‖u − v‖² + t·R(u).
func minimal(r ebm.Regularizer, p, v []float64, t float64, rng *rand.Rand) error {
	objective := func(u []float64) float64 {
		var q float64
		for i := range u {
			q += (u[i] - v[i]) * (u[i] - v[i])
		}
		return q/2 + t*r.Value(u)
	}
	best := objective(p)
	if math.IsNaN(best) || math.IsInf(best, 0) {
		return fmt.Errorf("R(Prox(v, t)) gives the objective %v, expected a finite number", best)
	}
	slack := 1e-14 * math.Max(1, math.Abs(best))
	for what, u := range candidates(r, p, v, rng) {
		if o := objective(u); o < best-slack {
			return fmt.Errorf("Prox(%v, %v) = %v is not the minimiser: %s %v has objective %v, below %v", v, t, p, what, u, o, best)
		}
	}
	return nil
}

// abilities checks what else r says of itself: its gradient, its constraint, its points.
func abilities(r ebm.Regularizer, v []float64, t float64) error {
	if g, ok := r.(interface {
		Grad(dst, z []float64)
	}); ok {
		grad, v0 := dirty(len(v)), slices.Clone(v)
		g.Grad(grad, v)
		if err := unchanged("z of Grad", v0, v); err != nil {
			return err
		}
		if err := gradient(r.Value, grad, v); err != nil {
			return err
		}
	}
	if c, ok := r.(ebm.Constrained); ok && c.Constraint() == "" && math.IsInf(r.Value(v), 1) {
		return fmt.Errorf("the value at %v is +Inf, but Constraint is empty", v)
	}
	if d, ok := r.(ebm.Discrete); ok {
		return points(r, d, v, t)
	}
	return nil
}

// points checks that r is finite at the points that it lists, that no point is there
// twice, and that Prox(v, t) is one of them.
func points(r ebm.Regularizer, d ebm.Discrete, v []float64, t float64) error {
	p := dirty(len(v))
	r.Prox(p, v, t)
	found := false
	var all [][]float64
	for z := range d.Points(len(v)) {
		if len(z) != len(v) {
			return fmt.Errorf("the point %v has %d entries, expected %d", z, len(z), len(v))
		}
		if value := r.Value(z); math.IsInf(value, 0) || math.IsNaN(value) {
			return fmt.Errorf("the value is %v at the point %v, expected a finite number", value, z)
		}
		for i, other := range all {
			if slices.Equal(other, z) {
				return fmt.Errorf("points %d and %d are both %v", i, len(all), z)
			}
		}
		found = found || slices.Equal(z, p)
		all = append(all, slices.Clone(z))
	}
	if !found {
		return fmt.Errorf("Prox(%v, %v) = %v is none of the %d points", v, t, p, len(all))
	}
	return nil
}

// dual checks a dual that r claims, R°(v) = sup {⟨v, z⟩ : R(z) ≤ 1}, in three ways:
// ⟨v, z⟩ ≤ R°(v)·R(z) for all z; and Prox(v, t) = 0 exactly when R°(v) ≤ t, which
// also says that the bound is the least one.
func dual(r ebm.Regularizer, v []float64, rng *rand.Rand) error {
	g, ok := r.(ebm.Gauge)
	if !ok {
		return nil
	}
	d := g.Dual(v)
	for range 50 {
		z := point(len(v), 1, rng)
		if rng.IntN(2) == 0 {
			r.Prox(z, z, 1)
		}
		if R := r.Value(z); dot(v, z) > d*R*(1+1e-12)+1e-12 {
			return fmt.Errorf("⟨v, z⟩ = %v exceeds R°(v)·R(z) = %v·%v at z = %v", dot(v, z), d, R, z)
		}
	}
	if math.IsInf(d, 1) {
		return nil
	}
	for _, t := range []float64{d * 0.999, d * 1.001} {
		p := make([]float64, len(v))
		r.Prox(p, v, t)
		if zero := dot(p, p) == 0; zero != (t >= d) {
			return fmt.Errorf("R°(v) = %v, but Prox(v, %v) = %v", d, t, p)
		}
	}
	return nil
}
