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
func Regularizer(r ebm.Regularizer, k int, rng *rand.Rand) error {
	for trial := range trials {
		t := math.Exp(rng.NormFloat64())
		v := point(k, 2, rng)
		if trial%4 == 3 {
			v[rng.IntN(k)] = 0
		}
		if err := firstOf(regularizer(r, v, t, rng), dual(r, v, rng)); err != nil {
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
	if err := minimal(r, p, v, t, rng); err != nil || math.IsInf(r.Value(v), 1) {
		return err
	}
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
	try := func(what string, u []float64) error {
		if o := objective(u); o < best-slack {
			return fmt.Errorf("Prox(%v, %v) = %v is not the minimiser: %s %v has objective %v, below %v", v, t, p, what, u, o, best)
		}
		return nil
	}
	if err := firstOf(try("v itself,", v), try("the origin", make([]float64, len(v)))); err != nil {
		return err
	}
	for step := 1.0; step >= 1e-6; step /= 4 {
		for i := range p {
			for _, sign := range []float64{-1, 1} {
				u := slices.Clone(p)
				u[i] += sign * step
				if err := try("the neighbour", u); err != nil {
					return err
				}
			}
			u := slices.Clone(p)
			u[i] = 0
			if err := try("with one entry 0,", u); err != nil {
				return err
			}
		}
		for range 10 {
			u := point(len(p), step, rng)
			toward := point(1, step, rng)[0]
			w := slices.Clone(p)
			for i := range u {
				u[i] += p[i]
				w[i] += toward * (v[i] - p[i])
			}
			if err := firstOf(try("the random point", u), try("the point towards v", w)); err != nil {
				return err
			}
		}
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
