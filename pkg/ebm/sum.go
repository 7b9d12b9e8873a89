package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// Sum is the exact soft free energy of a [Discrete] code,
//
//	F_β = −(1/β)·log Σ_z exp(−β·E(z)),
//
// at the cost of one value of f a code. For k codes, min E − (1/β)·log k ≤ F_β ≤ min E.
type Sum struct{}

// Soft returns F_β, with Err 0. The error names a regularizer that does not list its
// codes, and an energy that is not a number or infinite at all of them.
func (Sum) Soft(ctx context.Context, p *Problem, beta float64, _ *rand.Rand) (Estimate, error) {
	if err := checkSoft(p, beta); err != nil {
		return Estimate{}, err
	}
	r, ok := p.R.(Discrete)
	if !ok {
		return Estimate{}, fmt.Errorf("ebm: a sum over codes needs a regularizer that lists them, %T does not", p.R)
	}
	var total logSum
	n := 0
	for z := range r.Points(p.Dim()) {
		if err := ctx.Err(); err != nil {
			return Estimate{}, err
		}
		e := p.Energy(z)
		if math.IsNaN(e) {
			return Estimate{}, fmt.Errorf("ebm: the energy at z = %v is NaN, expected a number", z)
		}
		total.add(-beta * e)
		n++
	}
	if math.IsInf(total.max, -1) || n == 0 {
		return Estimate{}, fmt.Errorf("ebm: the energy is infinite at all %d codes", n)
	}
	return Estimate{Value: -total.log() / beta, Evaluations: n}, nil
}

// logSum is log Σ exp(a) of terms that come one by one. The zero value holds none.
type logSum struct {
	max, sum float64 // Σ exp(a) = sum·exp(max)
	some     bool
}

func (l *logSum) add(a float64) {
	switch {
	case !l.some:
		l.max, l.sum, l.some = a, 1, true
	case math.IsInf(a, -1):
	case a > l.max:
		l.sum = l.sum*math.Exp(l.max-a) + 1
		l.max = a
	default:
		l.sum += math.Exp(a - l.max)
	}
}

func (l *logSum) log() float64 { return l.max + math.Log(l.sum) }
