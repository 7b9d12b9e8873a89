package lista

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Errors of 1 and 1/100 of codes of squared norm 1 and 4: the three means by hand.
func TestNMSE(t *testing.T) {
	known := mat.NewDense(2, 2, []float64{1, 0, 0, 2})
	Z := mat.NewDense(2, 2, []float64{0, 0, 0, 2.2})
	got, err := NewNMSE(Z, known)
	if err != nil {
		t.Fatal(err)
	}
	want := NMSE{10 * math.Log10(1.04/5), 10 * math.Log10(1.01/2), -10}
	if d := math.Abs(got.OfSums-want.OfSums) + math.Abs(got.OfRatio-want.OfRatio) + math.Abs(got.OfLogs-want.OfLogs); d > 1e-12 {
		t.Errorf("got %v, expected %v", got, want)
	}
	nan := mat.NewDense(2, 2, []float64{0, 0, math.NaN(), 1})
	for want, pair := range map[string][2]*mat.Dense{
		"no codes":      {nil, known},
		"2×2 and":       {Z, mat.NewDense(1, 2, nil)},
		"Z[1][0]":       {nan, known},
		"known[0][1]":   {Z, mat.NewDense(2, 2, []float64{0, math.Inf(1), 1, 1})},
		"sample 0 is z": {Z, mat.NewDense(2, 2, []float64{0, 0, 1, 1})},
	} {
		if _, err := NewNMSE(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}
