package embed

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Axes are the directions in which points vary most.
type Axes struct {
	Mean      []float64  // d
	Vectors   *mat.Dense // d×min(n, d), orthonormal columns, the largest variance first
	Variances []float64  // along each, with n−1
}

// PCA finds the principal axes of points X (n×d). The largest entry of each vector is
// positive. The errors are n < 2, d < 2, and numbers that are not finite.
//
// Source: Hotelling, Journal of Educational Psychology 24, 1933.
func PCA(X mat.Matrix) (*Axes, error) {
	c, err := rows(X, 2)
	if err != nil {
		return nil, err
	}
	n, d := c.Dims()
	var pc stat.PC
	if !pc.PrincipalComponents(c, nil) {
		return nil, fmt.Errorf("embed: the singular values of %d points of %d numbers were not found", n, d)
	}
	a := &Axes{Mean: make([]float64, d), Vectors: new(mat.Dense), Variances: pc.VarsTo(nil)}
	pc.VectorsTo(a.Vectors)
	for j := range d {
		a.Mean[j] = stat.Mean(mat.Col(nil, j, c), nil)
	}
	_, k := a.Vectors.Dims()
	for j := range k {
		col, top := mat.Col(nil, j, a.Vectors), 0.0
		for _, v := range col {
			if math.Abs(v) > math.Abs(top) {
				top = v
			}
		}
		for i, v := range col {
			a.Vectors.Set(i, j, math.Copysign(1, top)*v)
		}
	}
	return a, nil
}

// Project returns (X − mean)·V for the first k axes, n×k. The errors are points of
// another length, and a k that is not 1 to the number of axes.
func (a *Axes) Project(X mat.Matrix, k int) (*mat.Dense, error) {
	n, d := X.Dims()
	if _, most := a.Vectors.Dims(); d != len(a.Mean) || k < 1 || k > most {
		return nil, fmt.Errorf("embed: points of %d numbers onto %d axes, expected points of %d onto 1 to %d", d, k, len(a.Mean), most)
	}
	c := mat.DenseCopyOf(X)
	for i := range n {
		row := c.RawRowView(i)
		for j := range row {
			row[j] -= a.Mean[j]
		}
	}
	Y := mat.NewDense(n, k, nil)
	Y.Mul(c, a.Vectors.Slice(0, d, 0, k))
	return Y, nil
}
