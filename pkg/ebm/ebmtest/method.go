package ebmtest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Method checks m on a problem with a convex energy: iterate 0 is the start,
// z0 and the problem stay as they were, breaking off early and running twice
// give the same iterates bit for bit, and the minimiser it converges to is
// stationary, z = Prox(z − ∇f(z)/s, 1/s), for several s, to the tolerance tol
// relative to ‖∇f(0)‖∞.
func Method(m ebm.Method, p *ebm.Problem, tol float64, rng *rand.Rand) error {
	if err := method(m, p, tol, rng); err != nil {
		return fmt.Errorf("ebmtest: method %T: %w", m, err)
	}
	return nil
}

func method(m ebm.Method, p *ebm.Problem, tol float64, rng *rand.Rand) error {
	z0 := point(p.Dim(), 1, rng)
	before := slices.Clone(z0)
	first := iterates(m, p, z0, 5)
	if err := unchanged("z0", before, z0); err != nil {
		return err
	}
	if len(first) == 0 {
		return fmt.Errorf("no iterate at all, expected at least the start")
	}
	if err := same("iterate 0 against z0", first[0], z0); err != nil {
		return err
	}
	for t, z := range iterates(m, p, z0, 5) {
		if err := same(fmt.Sprintf("iterate %d of a second run", t), z, first[t]); err != nil {
			return err
		}
	}
	res, err := ebm.Infer(context.Background(), p, m, z0, ebm.Settings{Tol: tol / 10, MaxIter: 200000})
	if err != nil {
		return err
	}
	if res.Status != ebm.Converged {
		return fmt.Errorf("%v after %d iterations with residual %v, expected converged", res.Status, res.Iterations, res.Residual)
	}
	return stationary(p, res.Z, tol)
}

// stationary checks the fixed point z = prox_{λR/s}(z − ∇f(z)/s): it holds for
// every s > 0 exactly at the minimisers of a convex energy.
func stationary(p *ebm.Problem, z []float64, tol float64) error {
	k := p.Dim()
	grad, start, v := make([]float64, k), make([]float64, k), make([]float64, k)
	p.F.Grad(start, make([]float64, k))
	scale := math.Sqrt(dot(start, start))
	p.F.Grad(grad, z)
	for _, s := range []float64{0.5, 1, 2, 8} {
		for i := range v {
			v[i] = z[i] - grad[i]/s
		}
		p.Prox(v, v, 1/s)
		if off := s * distance(v, z); off > tol*scale*(1+s) {
			return fmt.Errorf("not stationary: ‖z − prox(z − ∇f/s)‖·s is %v for s = %v, tolerance %v", off, s, tol*scale*(1+s))
		}
	}
	return nil
}

func iterates(m ebm.Method, p *ebm.Problem, z0 []float64, n int) [][]float64 {
	var zs [][]float64
	for t, s := range m.Iterates(p, z0) {
		zs = append(zs, slices.Clone(s.Z))
		if t == n {
			break
		}
	}
	return zs
}
