package patches

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// check refuses a matrix that is nil, has no rows, or holds a value that is not
// finite.
func check(X *mat.Dense) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("patches: X has no rows, expected at least one patch")
	}
	n, _ := X.Dims()
	for i := range n {
		for j, v := range X.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("patches: X[%d][%d] is %v, expected a finite number", i, j, v)
			}
		}
	}
	return nil
}

// checkAtLeastZero refuses a setting that is negative, NaN or infinite.
func checkAtLeastZero(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("patches: %s is %v, expected a finite number ≥ 0", name, v)
	}
	return nil
}
