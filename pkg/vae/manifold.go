package vae

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/latentlab/latentlab/pkg/nn"
)

// PriorGrid returns n×n codes (n²×k) over the plane of two dimensions of the code, the
// others 0, as rows of a picture from the upper left:
//
//	z_across = Φ⁻¹((c+½)/n),  z_up = −Φ⁻¹((r+½)/n)  in row r, column c
//
// with Φ the distribution function of the prior N(0, 1): each code stands for 1/n² of the
// prior's mass. The errors are n < 1, and dimensions that are the same or not below k.
func PriorGrid[T nn.Float](n, k, across, up int) ([]T, error) {
	if n < 1 || across < 0 || across >= k || up < 0 || up >= k || across == up {
		return nil, fmt.Errorf("vae: %d×%d codes over dimensions %d and %d of %d, expected at least 1×1 and two dimensions", n, n, across, up, k)
	}
	at := make([]T, n)
	for i := range at {
		at[i] = T(distuv.UnitNormal.Quantile((float64(i) + 0.5) / float64(n)))
	}
	z := make([]T, n*n*k)
	for i := range n * n {
		z[i*k+across], z[i*k+up] = at[i%n], -at[i/n]
	}
	return z, nil
}

// Matrix returns samples or codes (n×d) as a matrix, for pictures and statistics. The
// error is a length that is no multiple of d.
func Matrix[T nn.Float](x []T, d int) (*mat.Dense, error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 {
		return nil, fmt.Errorf("vae: %d numbers, expected one or more rows of %d", len(x), d)
	}
	m := mat.NewDense(len(x)/d, d, nil)
	for i, v := range x {
		m.RawMatrix().Data[i] = float64(v)
	}
	return m, nil
}
