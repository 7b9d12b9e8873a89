package contour

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Grid is a function at the points (X[j], Y[i]), where it has the value V[i,j]. X and Y
// ascend. A value may be +Inf: the function is then above every level there.
//
// Between the points the function is taken as linear along the edges of a cell. In a
// saddle, a cell whose opposite corners are on the same side, the mean of the corners
// says which of the two are joined.
type Grid struct {
	X, Y []float64
	V    *mat.Dense // len(Y)×len(X)
}

// Check returns an error unless the grid has at least two points each way, axes that
// ascend, and values that are finite or +Inf.
func (g Grid) Check() error {
	if err := CheckAxis("X", g.X); err != nil {
		return err
	}
	if err := CheckAxis("Y", g.Y); err != nil {
		return err
	}
	if g.V == nil {
		return fmt.Errorf("the grid has no values; expected %d×%d", len(g.Y), len(g.X))
	}
	if r, c := g.V.Dims(); r != len(g.Y) || c != len(g.X) {
		return fmt.Errorf("the grid has %d×%d values; expected one row for each of %d Y, one column for each of %d X", r, c, len(g.Y), len(g.X))
	}
	for i := range g.Y {
		for j, v := range g.V.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, -1) {
				return fmt.Errorf("the value at row %d, column %d is %v; expected a finite value or +Inf", i, j, v)
			}
		}
	}
	return nil
}

// CheckAxis returns an error unless v has at least two finite values that ascend.
func CheckAxis(name string, v []float64) error {
	if len(v) < 2 {
		return fmt.Errorf("%s has %d values; expected at least 2", name, len(v))
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s[%d] is %v; expected a finite value", name, i, x)
		}
		if i > 0 && x <= v[i-1] {
			return fmt.Errorf("%s[%d] is %v after %v; expected values that ascend", name, i, x, v[i-1])
		}
	}
	return nil
}
