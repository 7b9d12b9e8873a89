package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// dims returns the size of m, or an error unless it has rows and columns.
func dims(name string, m mat.Matrix) (n, d int, err error) {
	if isNil(m) {
		return 0, 0, fmt.Errorf("%s is nil; expected a matrix", name)
	}
	n, d = m.Dims()
	if n == 0 || d == 0 {
		return 0, 0, fmt.Errorf("%s is %d×%d; expected at least one row and one column", name, n, d)
	}
	return n, d, nil
}

// checkMatrix returns an error at the first value of m that is not finite.
func checkMatrix(name string, m mat.Matrix) error {
	n, d := m.Dims()
	for i := range n {
		for j := range d {
			if v := m.At(i, j); math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%s[%d,%d] is %v; expected finite values", name, i, j, v)
			}
		}
	}
	return nil
}

// isNil sees through the pointer types that callers have in hand.
func isNil(m mat.Matrix) bool {
	switch m := m.(type) {
	case nil:
		return true
	case *mat.Dense:
		return m == nil
	case *mat.VecDense:
		return m == nil
	case mat.Transpose:
		return isNil(m.Matrix)
	}
	return false
}

// checkValues is checkMatrix for a slice.
func checkValues(name string, v []float64) error {
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s[%d] is %v; expected finite values", name, i, x)
		}
	}
	return nil
}

// row returns a copy of row i of m.
func row(m mat.Matrix, i int) []float64 {
	_, d := m.Dims()
	v := make([]float64, d)
	for j := range v {
		v[j] = m.At(i, j)
	}
	return v
}
