package conv

import (
	"fmt"
	"math"
)

// check refuses settings and pictures that make no problem.
func (c *Coder[T]) check(y []T) error {
	if c.Model == nil {
		return fmt.Errorf("conv: the coder has no model")
	}
	m := c.Model
	d, k := m.Dims()
	switch {
	case !(c.Lambda >= 0) || math.IsInf(c.Lambda, 1):
		return fmt.Errorf("conv: λ is %v, expected a finite number ≥ 0", c.Lambda)
	case !(c.Tol >= 0) || c.MaxIter < 0:
		return fmt.Errorf("conv: Tol is %v and MaxIter %d, expected numbers ≥ 0", c.Tol, c.MaxIter)
	case !(c.Alpha >= 0) || math.IsInf(c.Alpha, 1):
		return fmt.Errorf("conv: Alpha is %v, expected a finite number ≥ 0", c.Alpha)
	case c.Alpha > 0 && c.Target == nil:
		return fmt.Errorf("conv: Alpha is %v and there is no Target", c.Alpha)
	case c.Target != nil && len(c.Target) != k:
		return fmt.Errorf("conv: the target has %d numbers, expected %d×%d×%d", len(c.Target), m.Dict.M, m.rows.size, m.cols.size)
	case len(y) != d:
		return fmt.Errorf("conv: the picture has %d numbers, expected %d×%d×%d", len(y), m.H, m.W, m.Dict.C)
	case c.Weights != nil && len(c.Weights) != m.H*m.W:
		return fmt.Errorf("conv: %d weights, expected %d×%d, one a pixel", len(c.Weights), m.H, m.W)
	}
	if g := newGrid(m); g.size > math.MaxInt32 {
		return fmt.Errorf("conv: a picture of %d×%d, expected fewer than %d pixels", m.H, m.W, math.MaxInt32)
	}
	for i, w := range c.Weights {
		if !(w >= 0) || math.IsInf(float64(w), 1) {
			return fmt.Errorf("conv: weight %d is %v, expected a finite number ≥ 0", i, w)
		}
	}
	if err := finite("pixel", y); err != nil {
		return err
	}
	if err := finite("target", c.Target); err != nil {
		return err
	}
	return c.checkStart()
}

func finite[T Float](what string, x []T) error {
	for i, v := range x {
		if v-v != 0 { // NaN or infinite
			return fmt.Errorf("conv: %s %d is %v, expected finite numbers", what, i, v)
		}
	}
	return nil
}

// checkStart refuses codes of another shape.
func (c *Coder[T]) checkStart() error {
	z := c.Start
	if z == nil {
		return nil
	}
	M, H, W := c.Model.CodeDims()
	if z.M != M || z.H != H || z.W != W {
		return fmt.Errorf("conv: the start has %d maps of %d×%d, expected %d of %d×%d", z.M, z.H, z.W, M, H, W)
	}
	for i, e := range z.Entries {
		if e.Map < 0 || int(e.Map) >= M || e.Row < 0 || int(e.Row) >= H || e.Col < 0 || int(e.Col) >= W {
			return fmt.Errorf("conv: entry %d of the start is at map %d, row %d, column %d, outside %d maps of %d×%d", i, e.Map, e.Row, e.Col, M, H, W)
		}
		if e.Value-e.Value != 0 || c.NonNegative && e.Value < 0 {
			return fmt.Errorf("conv: entry %d of the start is %v, expected a finite number, ≥ 0 for non-negative codes", i, e.Value)
		}
		if i > 0 && !z.Entries[i-1].before(e) {
			return fmt.Errorf("conv: entry %d of the start is out of the order of rows, maps and columns, or listed twice", i)
		}
	}
	return nil
}
