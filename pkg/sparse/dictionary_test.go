package sparse_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

func TestNewDictionary(t *testing.T) {
	for _, scale := range []float64{1e-200, 1, 1e200} {
		D, err := sparse.NewDictionary(mat.NewDense(1, 2, []float64{3 * scale, 4 * scale}))
		if err != nil {
			t.Fatal(err)
		}
		if a := D.Atom(0); math.Abs(a[0]-0.6) > 1e-15 || math.Abs(a[1]-0.8) > 1e-15 {
			t.Errorf("scale %v: atom %v, expected [0.6 0.8]", scale, a)
		}
	}
	for want, m := range map[string]mat.Matrix{
		"no atoms":            nil,
		"0×0":                 &mat.Dense{},
		"atom 1 is zero":      mat.NewDense(2, 2, []float64{1, 0, 0, 0}),
		"atoms[0][1] is NaN":  mat.NewDense(1, 2, []float64{1, math.NaN()}),
		"atoms[1][0] is +Inf": mat.NewDense(2, 1, []float64{1, math.Inf(1)}),
	} {
		if _, err := sparse.NewDictionary(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

func TestDictionaryIsACopy(t *testing.T) {
	m := mat.NewDense(1, 2, []float64{1, 0})
	D, _ := sparse.NewDictionary(m)
	m.Set(0, 0, 5)
	D.Atoms().Set(0, 0, 7)
	D.Atom(0)[0] = 9
	if v := D.Atoms().At(0, 0); v != 1 {
		t.Errorf("the atom changed to %v from outside", v)
	}
}

// ‖W‖₂² is the square of the largest singular value.
func TestSquaredNorm(t *testing.T) {
	rng := seeded(1)
	for _, size := range [][2]int{{3, 5}, {5, 3}, {4, 4}, {1, 1}, {40, 10}} {
		D := randomDictionary(t, size[0], size[1], rng)
		var svd mat.SVD
		svd.Factorize(D.Atoms(), mat.SVDNone)
		want := svd.Values(nil)[0]
		if got := D.SquaredNorm(); math.Abs(got-want*want) > 1e-12*want*want {
			t.Errorf("%v: %v, singular values give %v", size, got, want*want)
		}
	}
}

func TestDictionaryBinary(t *testing.T) {
	D := randomDictionary(t, 3, 4, seeded(2))
	data, err := D.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back sparse.Dictionary
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(back.Atoms(), D.Atoms()) {
		t.Error("the atoms came back changed")
	}
	if err := back.UnmarshalBinary(data[:len(data)-3]); err == nil {
		t.Error("a cut dictionary was accepted")
	}
	bad, _ := mat.NewDense(1, 2, []float64{1, 1}).MarshalBinary()
	if err := back.UnmarshalBinary(bad); err == nil || !strings.Contains(err.Error(), "squared norm") {
		t.Errorf("%v, expected an error about the squared norm", err)
	}
}

func TestDecodePanics(t *testing.T) {
	D := randomDictionary(t, 3, 4, seeded(3))
	defer func() {
		if msg := fmt.Sprint(recover()); !strings.Contains(msg, "y has length 4 and z 2, the dictionary takes 4 and 3") {
			t.Errorf("panic %q, expected all the lengths", msg)
		}
	}()
	D.Decode(make([]float64, 4), nil, make([]float64, 2))
}

func ExampleDictionary() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 3, []float64{2, 0, 0, 0, 3, 4}))
	y := make([]float64, 3)
	D.Decode(y, nil, []float64{1, 5})
	fmt.Printf("%.3f\n", y)
	// Output: [1.000 3.000 4.000]
}
