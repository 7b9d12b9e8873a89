package patches

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// HighContrast returns, in order, the indices of the rows of X (n×d) whose
// standard deviation over their own d entries is above floor:
//
//	√( (1/d)·Σ_j (x_ij − x̄_i)² ) > floor
//
// The rest, sky and flat walls, hold little but noise. floor is in the units of
// X, finite and ≥ 0; at 0 only constant rows are left out.
//
// Source: Gregor & LeCun, Learning fast approximations of sparse coding (ICML
// 2010), leave out patches with a small standard deviation in this way.
func HighContrast(X *mat.Dense, floor float64) ([]int, error) {
	if err := checkAtLeastZero("floor", floor); err != nil {
		return nil, err
	}
	if err := check(X); err != nil {
		return nil, err
	}
	var kept []int
	n, _ := X.Dims()
	for i := range n {
		row := X.RawRowView(i)
		if floats.Max(row) > floats.Min(row) && stat.PopStdDev(row, nil) > floor {
			kept = append(kept, i)
		}
	}
	return kept, nil
}

// Rows returns the rows of X with the given indices, in the order given.
func Rows(X *mat.Dense, indices []int) (*mat.Dense, error) {
	if err := check(X); err != nil {
		return nil, err
	}
	if len(indices) == 0 {
		return nil, fmt.Errorf("patches: no indices, expected at least one")
	}
	n, d := X.Dims()
	out := mat.NewDense(len(indices), d, nil)
	for r, i := range indices {
		if i < 0 || i >= n {
			return nil, fmt.Errorf("patches: index %d, expected 0 to %d", i, n-1)
		}
		out.SetRow(r, X.RawRowView(i))
	}
	return out, nil
}
