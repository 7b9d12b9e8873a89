package conv

import (
	"context"
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Coder finds the codes of pictures:
//
//	Z* = argmin ½ Σ_p weight_p·(Y − Σ_i K_i ∗ Z_i)²_p + λ Σ_i ‖Z_i‖₁ + α/2·‖Z − Z̄‖².
//
// It serves many goroutines at a time.
type Coder[T Float] struct {
	Model  *Model[T]
	Lambda float64 // ≥ 0; see [Coder.LambdaMax] for its scale

	Weights     []T      // H×W, of the squared error at each pixel: 1 for seen and 0 for masked, or any numbers ≥ 0; default: 1 everywhere
	NonNegative bool     // z ≥ 0
	Target      []T      // Z̄, M×H′×W′, such as an encoder's guess; used if Alpha > 0
	Alpha       float64  // ≥ 0, the strength of the pull towards Target; default 0
	Start       *Maps[T] // codes to start from, such as those of a like picture or another λ; default: zero
	Tol         float64  // relative duality gap at which it is done; default 1e-3
	MaxIter     int      // rounds at most; default 500
}

// Code is the codes of a picture with their certificate.
type Code[T Float] struct {
	*Maps[T]
	sparse.Certificate
}

// LambdaMax returns the smallest λ for which the code of y is zero: the largest
// correlation of y with a kernel at any place, Target's pull included.
func (c *Coder[T]) LambdaMax(y []T) (float64, error) {
	if err := c.check(y); err != nil {
		return 0, err
	}
	zero := *c
	zero.Start = nil
	e := newEncoder(&zero, y)
	e.refresh()
	return e.estimate(1), nil
}

// Problem is the same problem for the methods of pkg/ebm and pkg/sparse, over dense
// codes in float64: slower, and what the coder is tested against. Its certificate is
// [sparse.Certify]'s.
func (c *Coder[T]) Problem(y []T) (*ebm.Problem, error) {
	if err := c.check(y); err != nil {
		return nil, err
	}
	m := c.Model
	D, err := NewDictionary(widen(m.Dict.kernels), m.Dict.H, m.Dict.W, m.Dict.C)
	if err != nil {
		return nil, err
	}
	wide, err := NewModel(D, m.H, m.W, m.Boundary)
	if err != nil {
		return nil, err
	}
	var W linear = wide
	Y := widen(y)
	if c.Weights != nil {
		w := newWeighted(wide, widen(c.Weights))
		w.scale(Y)
		W = w
	}
	if c.pulls() {
		W, Y = newPulled(W, Y, widen(c.Target), c.Alpha)
	}
	p := &ebm.Problem{F: &ebm.Composite{Dec: W, Cost: ebm.SquaredError{}, Y: Y}, R: ebm.L1{}, Lambda: c.Lambda}
	if c.NonNegative {
		p.R = ebm.NonNegativeL1{}
	}
	return p, nil
}

func (c *Coder[T]) pulls() bool { return c.Target != nil && c.Alpha > 0 }

func widen[T Float](x []T) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

// Encode finds the codes of the picture y (H×W×C) by the rounds of [Coder.Iterates]. If
// ctx ends, the error is ctx.Err() and the codes found so far are returned. Any other
// error names bad input, before any work is done. Codes that miss the tolerance say so in
// their Status.
//
// Progress is Iterates'; memory is [Coder.Memory].
func (c *Coder[T]) Encode(ctx context.Context, y []T) (*Code[T], error) {
	rounds, err := c.Iterates(y)
	if err != nil {
		return nil, err
	}
	tol, most := c.Tol, c.MaxIter
	if tol == 0 {
		tol = 1e-3
	}
	if most == 0 {
		most = 500
	}
	code := &Code[T]{}
	for t, s := range rounds {
		stop := t >= most || ctx.Err() != nil
		if s.Lambda > c.Lambda && !stop {
			continue
		}
		code.Certificate = s.Certificate()
		code.Iterations = t
		switch {
		case math.IsNaN(code.Primal) || math.IsInf(code.Primal, 0):
			code.Status = ebm.Diverged
		case code.Gap <= tol:
			code.Status = ebm.Converged
		case ctx.Err() != nil:
			code.Status, err = ebm.Cancelled, ctx.Err()
		case stop:
			code.Status = ebm.LimitHit
		default:
			continue
		}
		code.Maps = s.Maps()
		break
	}
	return code, err
}
