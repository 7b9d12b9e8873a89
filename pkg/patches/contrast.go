package patches

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// MedianNorm returns the median of the rows' ℓ₂ norms; with an even number of
// rows, the mean of the two in the middle.
func MedianNorm(X *mat.Dense) (float64, error) {
	if err := check(X); err != nil {
		return 0, err
	}
	n, _ := X.Dims()
	norms := make([]float64, n)
	for i := range n {
		norms[i] = floats.Norm(X.RawRowView(i), 2)
	}
	slices.Sort(norms)
	return (norms[(n-1)/2] + norms[n/2]) / 2, nil
}

// NormalizeContrast divides each row by its norm, or by a fraction c of the
// median norm where that is larger, so that flat patches do not become noise:
//
//	x_i / max(‖x_i‖, c·median_j ‖x_j‖)
//
// Rows are expected to have zero mean, see [RemoveMean]. A row of zeros stays so.
// X and the result are n×d. c must be finite and ≥ 0; 0.2 is a usual value.
func NormalizeContrast(X *mat.Dense, c float64) (*mat.Dense, error) {
	if err := checkAtLeastZero("c", c); err != nil {
		return nil, err
	}
	median, err := MedianNorm(X)
	if err != nil {
		return nil, err
	}
	return DivideByNorm(X, c*median)
}

// DivideByNorm divides each row by max(‖x_i‖, floor), where floor is in the units
// of X: with c·[MedianNorm] of the training patches it prepares other patches as
// [NormalizeContrast] prepared those. A row of zeros stays so.
func DivideByNorm(X *mat.Dense, floor float64) (*mat.Dense, error) {
	if err := checkAtLeastZero("floor", floor); err != nil {
		return nil, err
	}
	if err := check(X); err != nil {
		return nil, err
	}
	out := mat.DenseCopyOf(X)
	n, _ := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		if norm := max(floats.Norm(row, 2), floor); norm > 0 {
			divide(row, norm)
		}
	}
	return out, nil
}

// divide is v ← v/s. Multiplying by 1/s would overflow for s below 1e-308.
func divide(v []float64, s float64) {
	for i := range v {
		v[i] /= s
	}
}
