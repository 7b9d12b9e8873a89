package landscape

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Landscape is a free energy on a grid of the plane: F[i,j] is the energy of
// y = (X[j], Y[i]). X and Y ascend, so row 0 is the lowest line. A value may be +Inf.
type Landscape struct {
	X, Y []float64
	F    *mat.Dense // len(Y)×len(X)
}

// Curve is a free energy on a line: F[i] is the energy of y = Y[i]. Y ascends.
type Curve struct {
	Y, F []float64
}

// Plane evaluates F at the x.N·y.N points of a grid. Rows of points are given to
// f.Free in blocks, which it works off in parallel; after each block progress, if not
// nil, hears how many of the points are done.
//
// The error is for axes without two points that ascend, for what Free reports, for an
// energy that is NaN or −Inf, with its y, and for a context that ended.
func Plane(ctx context.Context, f ebm.FreeEnergy, x, y Axis, progress func(done, of int)) (*Landscape, error) {
	if err := checkPlane(f != nil, x, y); err != nil {
		return nil, err
	}
	l := &Landscape{X: x.Points(), Y: y.Points(), F: mat.NewDense(y.N, x.N, nil)}
	point := func(dst []float64, i int) { dst[0], dst[1] = l.X[i%x.N], l.Y[i/x.N] }
	if err := evaluate(ctx, f, l.F.RawMatrix().Data, 2, point, progress); err != nil {
		return nil, err
	}
	return l, nil
}

// Line evaluates F at the points of an axis, for y of one entry. Errors are those of
// Plane.
func Line(ctx context.Context, f ebm.FreeEnergy, y Axis, progress func(done, of int)) (*Curve, error) {
	if f == nil {
		return nil, errNone
	}
	if err := y.check("y"); err != nil {
		return nil, err
	}
	c := &Curve{Y: y.Points(), F: make([]float64, y.N)}
	point := func(dst []float64, i int) { dst[0] = c.Y[i] }
	if err := evaluate(ctx, f, c.F, 1, point, progress); err != nil {
		return nil, err
	}
	return c, nil
}

var errNone = fmt.Errorf("landscape: there is no free energy to evaluate")

func checkPlane(given bool, x, y Axis) error {
	if !given {
		return errNone
	}
	if err := x.check("x"); err != nil {
		return err
	}
	if err := y.check("y"); err != nil {
		return err
	}
	if x.N > most/y.N {
		return fmt.Errorf("landscape: the grid has %d×%d points, expected at most %d", y.N, x.N, most)
	}
	return nil
}

// block is how many points go to Free at once: many enough to keep every processor
// busy, few enough that a context that ends is heard.
const block = 4096

// evaluate sets dst[i] = F(y_i), where point writes y_i, of d entries.
func evaluate(ctx context.Context, f ebm.FreeEnergy, dst []float64, d int, point func(y []float64, i int), progress func(done, of int)) error {
	n := len(dst)
	data := make([]float64, min(block, n)*d)
	for i := 0; i < n; i += block {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows := min(block, n-i)
		Y := mat.NewDense(rows, d, data[:rows*d])
		for r := range rows {
			point(Y.RawRowView(r), i+r)
		}
		if err := f.Free(ctx, dst[i:i+rows], Y); err != nil {
			return err
		}
		for r, v := range dst[i : i+rows] {
			if math.IsNaN(v) || math.IsInf(v, -1) {
				return fmt.Errorf("landscape: the energy of y = %v is %v, expected a finite number or +Inf", Y.RawRowView(r), v)
			}
		}
		if progress != nil {
			progress(i+rows, n)
		}
	}
	return nil
}
