package patches

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// RemoveMean takes the mean of each row from it: x_ij − (1/d)·Σ_l x_il. The
// brightness of a patch is gone, and with it the constant direction.
// X and the result are n×d.
func RemoveMean(X *mat.Dense) (*mat.Dense, error) {
	if err := check(X); err != nil {
		return nil, err
	}
	out := mat.DenseCopyOf(X)
	n, d := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		floats.AddConst(-floats.Sum(row)/float64(d), row)
	}
	return out, nil
}
