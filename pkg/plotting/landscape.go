package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/contour"
)

// Landscape is an energy on a grid of the plane: F[i,j] at (X[j], Y[i]). X and Y ascend,
// so row 0 is the lowest line. A value may be +Inf.
type Landscape struct {
	X, Y []float64
	F    *mat.Dense // len(Y)×len(X)
}

// VectorField is a vector at each point of a grid: (U[i,j], V[i,j]) at (X[j], Y[i]).
type VectorField struct {
	X, Y []float64
	U, V *mat.Dense // len(Y)×len(X) each
}

// HeatStyle says how energies become colours, and what is drawn above them.
type HeatStyle struct {
	Min, Max float64   // the ends of the colours; 0 and 0: the least and the largest energy. What is beyond has the end's colour
	Log      bool      // logarithmic; with Min and Max 0, four decades below the largest energy at most
	Levels   []float64 // level sets to draw; nil: at the colour bar's ticks; empty: none
	Bar      string    // what the colour bar shows; default "energy"

	Arrows  *VectorField // drawn above the colours
	Stretch bool         // fill the figure: X and Y have different units, and need no equal scale
}

func (l Landscape) grid() contour.Grid { return contour.Grid{X: l.X, Y: l.Y, V: l.F} }

// check returns an error unless the landscape can be drawn.
func (l Landscape) check() error {
	if err := l.grid().Check(); err != nil {
		return fmt.Errorf("the landscape: %w", err)
	}
	return nil
}

// check returns an error unless the vectors can be drawn.
func (v *VectorField) check() error {
	if err := contour.CheckAxis("X", v.X); err != nil {
		return fmt.Errorf("the vector field: %w", err)
	}
	if err := contour.CheckAxis("Y", v.Y); err != nil {
		return fmt.Errorf("the vector field: %w", err)
	}
	for _, part := range []struct {
		name string
		m    *mat.Dense
	}{{"U", v.U}, {"V", v.V}} {
		if part.m == nil {
			return fmt.Errorf("the vector field has no %s; expected %d×%d values", part.name, len(v.Y), len(v.X))
		}
		if r, c := part.m.Dims(); r != len(v.Y) || c != len(v.X) {
			return fmt.Errorf("the vector field has %d×%d values in %s; expected %d×%d", r, c, part.name, len(v.Y), len(v.X))
		}
	}
	return nil
}

// at returns the energy at a point by bilinear interpolation, and beyond the grid that
// of its border. Beside a value that is +Inf it is +Inf.
func (l Landscape) at(x, y float64) float64 {
	j, u := cellOf(l.X, x)
	i, v := cellOf(l.Y, y)
	low := mix(l.F.At(i, j), l.F.At(i, j+1), u)
	high := mix(l.F.At(i+1, j), l.F.At(i+1, j+1), u)
	return mix(low, high, v)
}

// mix returns a·(1−t) + b·t, a or b itself at the ends.
func mix(a, b, t float64) float64 {
	switch t {
	case 0:
		return a
	case 1:
		return b
	}
	return a*(1-t) + b*t
}

// cellOf returns the place of x between v[i] and v[i+1], from 0 to 1.
func cellOf(v []float64, x float64) (i int, t float64) {
	lo, hi := 0, len(v)-1
	for hi-lo > 1 {
		if m := (lo + hi) / 2; v[m] <= x {
			lo = m
		} else {
			hi = m
		}
	}
	return lo, math.Min(1, math.Max(0, (x-v[lo])/(v[lo+1]-v[lo])))
}
