package sparse

import (
	"fmt"
	"slices"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// TracePoint is one iterate of a method, looked at from outside.
type TracePoint struct {
	Energy float64 // E(z)
	Gap    float64 // relative duality gap, see Certificate
	Active int     // entries of z that are not zero
	Work   float64 // multiply-adds spent so far, see Trace
}

// Trace runs a method from zero and keeps a point for each iterate, the start included,
// until the gap is at most tol, the method ends by itself, or most steps are done. It
// is for looking: each point costs a certificate, which is not counted.
//
// Work is counted in multiply-adds, the same on each machine, for d×k dictionaries:
//
//	ISTA, FISTA         2·d·k a step; d·k more with FunctionRestart
//	CoordinateDescent   k for each entry that a sweep changes
//	Homotopy            k·|S| + |S|² a kink, |S| atoms being active
//	ADMM                k² a step
//
// The last three work on the Gram matrix and pay d·k at the start for Wᵀy. The
// Gram matrix itself, d·k²/2, and ADMM's factorisation, k³/6, are paid once for a
// dictionary and not counted. The error is for a method that is none of these or
// backtracks, or does not serve the problem.
func Trace(p *ebm.Problem, m ebm.Method, tol float64, most int) ([]TracePoint, error) {
	D, _, err := leastSquaresOf(p)
	if err != nil {
		return nil, fmt.Errorf("sparse: %w", err)
	}
	price, err := priceOf(m, D)
	if err != nil {
		return nil, err
	}
	if c, ok := m.(ebm.Checker); ok {
		if err := c.Check(p); err != nil {
			return nil, err
		}
	}
	var points []TracePoint
	before, work := make([]float64, p.Dim()), price.start
	for t, s := range m.Iterates(p, nil) {
		c, err := Certify(p, s.Z)
		if err != nil {
			return points, err
		}
		if t > 0 {
			work += price.step(before, s.Z)
		}
		points = append(points, TracePoint{c.Primal, c.Gap, c.Active, work})
		if c.Gap <= tol || t == most {
			break
		}
		before = append(before[:0], s.Z...)
	}
	return points, nil
}

// price is what a method pays in multiply-adds.
type price struct {
	start float64
	step  func(before, after []float64) float64
}

func priceOf(m ebm.Method, D *Dictionary) (price, error) {
	rows, cols := D.Dims()
	d, k := float64(rows), float64(cols)
	fixed := func(cost float64) func(_, _ []float64) float64 {
		return func(_, _ []float64) float64 { return cost }
	}
	switch m := m.(type) {
	case ISTA:
		if !m.Backtrack {
			return price{0, fixed(2 * d * k)}, nil
		}
	case FISTA:
		switch {
		case m.Backtrack:
		case m.Restart == FunctionRestart:
			return price{0, fixed(3 * d * k)}, nil
		default:
			return price{0, fixed(2 * d * k)}, nil
		}
	case ADMM:
		return price{d * k, fixed(k * k)}, nil
	case CoordinateDescent:
		return price{d * k, func(before, after []float64) float64 { return k * float64(changed(before, after)) }}, nil
	case Homotopy:
		return price{d * k, func(_, after []float64) float64 {
			s := float64(active(after))
			return k*s + s*s
		}}, nil
	}
	return price{}, fmt.Errorf("sparse: the work of %#v is not known", m)
}

func changed(a, b []float64) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// First returns the number of steps after which the gap is first at most tol, and
// false if it never is.
func First(points []TracePoint, tol float64) (int, bool) {
	t := slices.IndexFunc(points, func(p TracePoint) bool { return p.Gap <= tol })
	return t, t >= 0
}
