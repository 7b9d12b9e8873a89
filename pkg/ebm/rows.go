package ebm

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// checkRows refuses samples, rows of Y, that do not fit the model or are not finite, and
// an x that does not.
func checkRows(m *Model, x []float64, Y *mat.Dense) error {
	if m == nil {
		return fmt.Errorf("ebm: the free energy has no model")
	}
	if Y == nil || Y.IsEmpty() {
		return fmt.Errorf("ebm: Y has no rows, expected at least one sample")
	}
	if err := m.check(); err != nil {
		return err
	}
	domain, _ := m.Cost.(Domain)
	n, _ := Y.Dims()
	for i := range n {
		y := Y.RawRowView(i)
		err := Finite("y", y)
		if err == nil && i == 0 { // what the rows share
			_, err = m.Problem(x, y)
		}
		if err == nil && domain != nil {
			err = domain.CheckY(y)
		}
		if err != nil {
			return fmt.Errorf("%w (row %d of Y)", err, i)
		}
	}
	return nil
}

// checkDst refuses a destination that has not one entry for each row of Y.
func checkDst(dst []float64, Y *mat.Dense) error {
	if Y == nil {
		return nil // checkRows says so
	}
	if n, _ := Y.Dims(); len(dst) != n {
		return fmt.Errorf("ebm: dst has %d entries, Y has %d rows", len(dst), n)
	}
	return nil
}
