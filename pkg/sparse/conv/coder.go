package conv

import (
	"context"
	"fmt"
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Coder finds the codes of pictures:
//
//	Z* = argmin ½ Σ_p weight_p·(Y − Σ_i K_i ∗ Z_i)²_p + λ Σ_i ‖Z_i‖₁.
type Coder[T Float] struct {
	Model  *Model[T]
	Lambda float64 // ≥ 0; see [Coder.LambdaMax] for its scale

	Weights     []T     // H×W, of the squared error at each pixel: 1 for seen and 0 for masked, or any numbers ≥ 0; default: 1 everywhere
	NonNegative bool    // z ≥ 0
	Tol         float64 // relative duality gap at which it is done; default 1e-3
	MaxIter     int     // rounds at most; default 500
}

// Code is the codes of a picture with their certificate.
type Code[T Float] struct {
	*Maps[T]
	sparse.Certificate
}

// check refuses settings and pictures that make no problem.
func (c *Coder[T]) check(y []T) error {
	if c.Model == nil {
		return fmt.Errorf("conv: the coder has no model")
	}
	d, _ := c.Model.Dims()
	switch {
	case !(c.Lambda >= 0) || math.IsInf(c.Lambda, 1):
		return fmt.Errorf("conv: λ is %v, expected a finite number ≥ 0", c.Lambda)
	case !(c.Tol >= 0) || c.MaxIter < 0:
		return fmt.Errorf("conv: Tol is %v and MaxIter %d, expected numbers ≥ 0", c.Tol, c.MaxIter)
	case len(y) != d:
		return fmt.Errorf("conv: the picture has %d numbers, expected %d×%d×%d", len(y), c.Model.H, c.Model.W, c.Model.Dict.C)
	case c.Weights != nil && len(c.Weights) != c.Model.H*c.Model.W:
		return fmt.Errorf("conv: %d weights, expected %d×%d, one a pixel", len(c.Weights), c.Model.H, c.Model.W)
	}
	for i, w := range c.Weights {
		if !(w >= 0) || math.IsInf(float64(w), 1) {
			return fmt.Errorf("conv: weight %d is %v, expected a finite number ≥ 0", i, w)
		}
	}
	for i, v := range y {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("conv: pixel %d is %v, expected finite numbers", i, v)
		}
	}
	return nil
}

// LambdaMax returns the smallest λ for which the code of y is zero: the largest
// correlation of y with a kernel at any place.
func (c *Coder[T]) LambdaMax(y []T) (float64, error) {
	if err := c.check(y); err != nil {
		return 0, err
	}
	p, _ := c.Problem(y)
	g := make([]float64, p.Dim())
	p.F.Grad(g, make([]float64, p.Dim()))
	for i := range g {
		g[i] = -g[i]
	}
	return p.R.(ebm.Gauge).Dual(g), nil
}

// Problem is the same problem for the methods of pkg/ebm and pkg/sparse, over dense
// codes in float64: slower, and what the coder is tested against.
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
	f := &ebm.Composite{Dec: wide, Cost: ebm.SquaredError{}, Y: widen(y)}
	if c.Weights != nil {
		dec := newWeighted(wide, widen(c.Weights))
		dec.scale(f.Y)
		f.Dec = dec
	}
	p := &ebm.Problem{F: f, R: ebm.L1{}, Lambda: c.Lambda}
	if c.NonNegative {
		p.R = ebm.NonNegativeL1{}
	}
	return p, nil
}

func widen[T Float](x []T) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

// Encode finds the codes of the picture y (H×W×C). If ctx ends, the error is ctx.Err()
// and the codes found so far are returned. Any other error names bad input, before any
// work is done. Codes that miss the tolerance say so in their Status.
func (c *Coder[T]) Encode(ctx context.Context, y []T) (*Code[T], error) {
	p, err := c.Problem(y)
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
	var code *Code[T]
	for t, s := range (sparse.FISTA{Restart: sparse.GradientRestart}).Iterates(p, nil) {
		if t%10 != 0 {
			continue
		}
		cert, err := sparse.Certify(p, s.Z)
		if err != nil {
			return nil, err
		}
		cert.Iterations = t
		maps, h, w := c.Model.CodeDims()
		z := make([]T, len(s.Z))
		for i, v := range s.Z {
			z[i] = T(v)
		}
		code = &Code[T]{MapsOf(z, maps, h, w), cert}
		switch {
		case cert.Gap <= tol:
			return code, nil
		case ctx.Err() != nil:
			code.Status = ebm.Cancelled
			return code, ctx.Err()
		case t >= 10*most:
			code.Status = ebm.LimitHit
			return code, nil
		}
	}
	return code, nil
}
