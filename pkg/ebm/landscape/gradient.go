package landscape

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// VectorField is a vector at each point of a grid: (U[i,j], V[i,j]) at (X[j], Y[i]).
type VectorField struct {
	X, Y []float64
	U, V *mat.Dense // len(Y)×len(X) each
}

// Gradient returns ∇F by central differences on the grid, and by three points on one
// side at its border: off by O(h²) where F is smooth. Where F is +Inf near by, entries
// are infinite or NaN. An axis of two points gives the plain difference.
func (l *Landscape) Gradient() *VectorField {
	l.grid(0) // its shape
	n, m := l.F.Dims()
	v := &VectorField{X: l.X, Y: l.Y, U: mat.NewDense(n, m, nil), V: mat.NewDense(n, m, nil)}
	for i := range n {
		for j := range m {
			v.U.Set(i, j, slope(l.X, j, func(k int) float64 { return l.F.At(i, k) }))
			v.V.Set(i, j, slope(l.Y, i, func(k int) float64 { return l.F.At(k, j) }))
		}
	}
	return v
}

// slope returns f′ at x[i]: that of the parabola through the three points nearest to it.
func slope(x []float64, i int, f func(int) float64) float64 {
	if len(x) == 2 {
		return (f(1) - f(0)) / (x[1] - x[0])
	}
	k := min(max(i, 1), len(x)-2)
	left, right := x[k]-x[k-1], x[k+1]-x[k]
	a, b := (f(k)-f(k-1))/left, (f(k+1)-f(k))/right
	switch {
	case i < k:
		return a - left*(b-a)/(left+right)
	case i > k:
		return b + right*(b-a)/(left+right)
	}
	return (a*right + b*left) / (left + right)
}

// Envelope returns ∇F for the cost ½‖y − ȳ‖² without differences. The envelope theorem
// lets z* stand still as y moves, and what is left is
//
//	∇F(y) = y − ȳ*,   ȳ* = Dec(h, z*)
//
// where rebuild returns ȳ* for each row of Y. It costs one inference a point. Errors are
// those of Plane, and a result of rebuild of another shape than Y or not finite.
//
// Reference: J. Danskin, The Theory of Max-Min, 1967.
func Envelope(ctx context.Context, rebuild func(ctx context.Context, Y *mat.Dense) (*mat.Dense, error), x, y Axis) (*VectorField, error) {
	if rebuild == nil {
		return nil, errors.New("landscape: there is no function that rebuilds y")
	}
	if err := checkPlane(true, x, y); err != nil {
		return nil, err
	}
	v := &VectorField{X: x.Points(), Y: y.Points(), U: mat.NewDense(y.N, x.N, nil), V: mat.NewDense(y.N, x.N, nil)}
	row := mat.NewDense(x.N, 2, nil)
	for i, yi := range v.Y {
		for j, xj := range v.X {
			row.SetRow(j, []float64{xj, yi})
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		back, err := rebuild(ctx, row)
		if err != nil {
			return nil, err
		}
		if err := checkRebuilt(back, x.N); err != nil {
			return nil, err
		}
		for j := range x.N {
			v.U.Set(i, j, v.X[j]-back.At(j, 0))
			v.V.Set(i, j, yi-back.At(j, 1))
		}
	}
	return v, nil
}

func checkRebuilt(back *mat.Dense, n int) error {
	if back == nil {
		return fmt.Errorf("landscape: rebuild returned nil, expected %d×2 numbers", n)
	}
	if r, c := back.Dims(); r != n || c != 2 {
		return fmt.Errorf("landscape: rebuild returned %d×%d numbers, expected %d×2", r, c, n)
	}
	for i := range n {
		if err := ebm.Finite("ȳ", back.RawRowView(i)); err != nil {
			return err
		}
	}
	return nil
}

// Downhill returns −v: for a gradient, the way to lower energy, and for the envelope's,
// the way from y to ȳ*.
func (v *VectorField) Downhill() *VectorField {
	out := &VectorField{X: v.X, Y: v.Y, U: new(mat.Dense), V: new(mat.Dense)}
	out.U.Scale(-1, v.U)
	out.V.Scale(-1, v.V)
	return out
}
