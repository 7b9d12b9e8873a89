package embed

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// PCA is the k directions in which samples vary most: y = (x − Mean)·Axesᵀ.
type PCA struct {
	Mean      []float64  // d
	Axes      *mat.Dense // k×d, rows of length 1 at right angles; the largest |entry| is positive
	Variances []float64  // k, of the samples along each, descending
}

// FitPCA finds the k principal components of X (n×d). Cost n·d·min(n, d). The errors are
// fewer than two samples, values that are not finite, and k that is not 1 to min(n, d).
//
// Source: Pearson, Philosophical Magazine 2, 1901.
func FitPCA(X mat.Matrix, k int) (*PCA, error) {
	n, d, err := check(X)
	if err != nil {
		return nil, err
	}
	if k < 1 || k > min(n, d) {
		return nil, fmt.Errorf("embed: %d components of %d samples in %d dimensions, expected 1 to %d", k, n, d, min(n, d))
	}
	var pc stat.PC
	if !pc.PrincipalComponents(X, nil) {
		return nil, fmt.Errorf("embed: the decomposition of the %d×%d samples did not converge", n, d)
	}
	var V mat.Dense
	pc.VectorsTo(&V)
	p := &PCA{Mean: make([]float64, d), Axes: mat.NewDense(k, d, nil), Variances: pc.VarsTo(nil)[:k]}
	for j := range d {
		p.Mean[j] = stat.Mean(mat.Col(nil, j, X), nil)
	}
	for i := range k {
		row := p.Axes.RawRowView(i)
		mat.Col(row, i, &V)
		turn(row)
	}
	return p, nil
}

// turn makes the largest |entry| positive.
func turn(v []float64) {
	largest := 0.0
	for _, x := range v {
		if math.Abs(x) > math.Abs(largest) {
			largest = x
		}
	}
	if largest < 0 {
		for j := range v {
			v[j] = -v[j]
		}
	}
}

// Project returns the places of samples (n×d), n×k. The errors are those of FitPCA, and
// another d.
func (p *PCA) Project(X mat.Matrix) (*mat.Dense, error) {
	n, d, err := check(X)
	if err != nil {
		return nil, err
	}
	if d != len(p.Mean) {
		return nil, fmt.Errorf("embed: X has %d columns, expected %d", d, len(p.Mean))
	}
	centred := mat.DenseCopyOf(X)
	for i := range n {
		row := centred.RawRowView(i)
		for j, m := range p.Mean {
			row[j] -= m
		}
	}
	var Y mat.Dense
	Y.Mul(centred, p.Axes.T())
	return &Y, nil
}
