package ebm

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// Quadrature computes the soft free energy of a code of one, two or three entries. Minima
// are looked for first. In coordinates v in which the best of them is at 0 with width 1,
// v_i = s_i·u_i/(1 − u_i²) takes all of space to the cube (−1, 1)ᵏ, with s_i wide enough
// for all minima. The cube is cut at the minima, eight widths to either side of them, where
// a few Langevin steps from them lead and, where R has no gradient, at z_i = 0 and at the
// ends of its domain along the axes. Then
// the cell that adds most to the error is halved, along the axis that does, until the error
// is small, and until a neighbour of a cell with something at the border is not more than
// twice as long: so that bent valleys are followed. A cell costs 15ᵏ values of E; a normal density takes about 300 of them for
// k = 1, 3·10⁴ for k = 2 and 10⁶ for k = 3.
//
// A mode that is narrow and far from the minima found can be missed. Long bent valleys and
// domains of curved edges take many cells: Status is LimitHit where MaxEvaluations did not
// do, as it is for an E that does not grow and has no finite integral.
//
// Source: product Gauss–Kronrod rules with QUADPACK's estimate of the error (Piessens et
// al. 1983); global adaptive subdivision as in van Dooren & de Ridder, J. Comput.
// Appl. Math. 2 (1976).
type Quadrature struct {
	Tol            float64  // estimated relative error of the integral to reach; default 1e-8, 1e-5 for k = 3
	MaxEvaluations int      // of E, about; default 2²²
	Restarts       Restarts // that look for the minima; default 8 starts
}

// Soft returns F_β and the estimated error. Errors: a code of more than three entries, bad
// settings, an energy that is NaN or nowhere finite, and that of a context which ended.
func (q Quadrature) Soft(ctx context.Context, p *Problem, beta float64, rng *rand.Rand) (Estimate, error) {
	if err := q.check(p, beta); err != nil {
		return Estimate{}, err
	}
	if q.Tol == 0 {
		q.Tol = [...]float64{1e-8, 1e-8, 1e-5}[p.Dim()-1]
	}
	if q.MaxEvaluations == 0 {
		q.MaxEvaluations = 1 << 22
	}
	f, err := newFrame(ctx, p, beta, q.Restarts, seedOf(rng))
	if err != nil {
		return Estimate{}, err
	}
	if p.Dim() > 1 {
		f.explore(seedOf(rng))
	}
	total, off, cub, err := q.integrate(ctx, f)
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Value: f.lowest - (math.Log(total)+f.logDet())/beta, Evaluations: cub.evals + f.evals}
	e.Err = math.Log1p(off/total)/beta + 0x1p-50*(math.Abs(e.Value)+math.Abs(f.lowest))
	if !(off <= q.Tol*total) {
		e.Status = LimitHit
	}
	return e, nil
}

func (q Quadrature) check(p *Problem, beta float64) error {
	if err := checkSoft(p, beta); err != nil {
		return err
	}
	switch k := p.Dim(); {
	case k < 1 || k > 3:
		return fmt.Errorf("ebm: quadrature over %d dimensions, expected 1, 2 or 3", k)
	case !(q.Tol >= 0):
		return fmt.Errorf("ebm: tolerance is %v, expected a number ≥ 0", q.Tol)
	case q.MaxEvaluations < 0:
		return fmt.Errorf("ebm: limit of evaluations is %d, expected a number ≥ 0", q.MaxEvaluations)
	}
	return nil
}

// integrate returns ∫ exp(−β(E − E(c))) dv and the estimate of its error.
func (q Quadrature) integrate(ctx context.Context, f *frame) (total, off float64, c *cubature, err error) {
	c = newCubature(f)
	cells := grid(f)
	for i := range cells {
		if err := c.integrate(&cells[i]); err != nil {
			return 0, 0, nil, err
		}
	}
	for before := 0; len(cells) > before && c.evals < q.MaxEvaluations; {
		if err := q.refine(ctx, c, &cells); err != nil {
			return 0, 0, nil, err
		}
		before = len(cells)
		if total, _ := cells.sum(); c.evals < q.MaxEvaluations {
			if cells, err = c.balance(cells, q.Tol*total); err != nil {
				return 0, 0, nil, err
			}
		}
	}
	total, off = cells.sum()
	if c.evals >= q.MaxEvaluations {
		_, pending := c.unbalanced(cells, q.Tol*total)
		off += pending
	}
	if !(total > 0) {
		return 0, 0, nil, fmt.Errorf("ebm: exp(−βE) is 0 at all %d nodes", c.evals)
	}
	return total, off, c, nil
}

// refine halves the worst cell until the error is small.
func (q Quadrature) refine(ctx context.Context, c *cubature, cells *cells) error {
	heap.Init(cells)
	total, off := cells.sum()
	for off > q.Tol*total && c.evals < q.MaxEvaluations {
		if err := ctx.Err(); err != nil {
			return err
		}
		worst := &(*cells)[0]
		value, wrong := worst.value, worst.err
		upper, err := c.halve(worst)
		if err != nil {
			return err
		}
		total += worst.value + upper.value - value
		off += worst.err + upper.err - wrong
		heap.Fix(cells, 0)
		heap.Push(cells, upper)
	}
	return nil
}

// newCubature integrates exp(−β(E − E(c)))·dv/du over u.
func newCubature(f *frame) *cubature {
	k := len(f.c)
	c := &cubature{k: k, rule: kronrod15, u: make([]float64, k)}
	v, z, s := make([]float64, k), make([]float64, k), f.stretch()
	c.f = func(u []float64) (float64, error) {
		volume := 1.0
		for i, x := range u {
			rest := 1 - x*x
			if rest == 0 {
				return 0, nil // at infinity
			}
			v[i] = s[i] * x / rest
			volume *= s[i] * (1 + x*x) / (rest * rest)
		}
		f.toZ(z, v)
		e := f.p.Energy(z)
		if math.IsNaN(e) {
			return 0, fmt.Errorf("ebm: the energy at z = %v is NaN, expected a number", z)
		}
		if w := math.Exp(-f.beta * (e - f.lowest)); w > 0 {
			return w * volume, nil
		}
		return 0, nil
	}
	return c
}

// cells is a heap: the one with the largest error first.
type cells []cell

func (c cells) Len() int           { return len(c) }
func (c cells) Less(i, j int) bool { return c[i].err > c[j].err }
func (c cells) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *cells) Push(x any)        { *c = append(*c, x.(cell)) }
func (c *cells) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	*c = (*c)[:last]
	return x
}
