package ebm

import (
	"math"
	"testing"
)

// The rules are exact for polynomials to their degree, and no further.
func TestKronrodIsExact(t *testing.T) {
	r := kronrod15
	for degree := range 26 {
		var kronrod, gauss float64
		for i, x := range r.x {
			kronrod += r.kronrod[i] * math.Pow(x, float64(degree))
			gauss += r.gauss[i] * math.Pow(x, float64(degree))
		}
		want := 0.0
		if degree%2 == 0 {
			want = 2 / float64(degree+1)
		}
		if exact := math.Abs(kronrod-want) < 1e-15; exact != (degree < 24 || degree%2 == 1) {
			t.Errorf("degree %d: Kronrod gives %v, expected %v", degree, kronrod, want)
		}
		if exact := math.Abs(gauss-want) < 1e-15; exact != (degree < 14 || degree%2 == 1) {
			t.Errorf("degree %d: Gauss gives %v, expected %v", degree, gauss, want)
		}
	}
}

// A polynomial over a box, by one cell: ∫∫∫ x⁴y²z⁶ over [0,1]×[−1,2]×[1,2].
func TestCubatureOfAPolynomial(t *testing.T) {
	q := &cubature{k: 3, rule: kronrod15, u: make([]float64, 3), f: func(u []float64) (float64, error) {
		return math.Pow(u[0], 4) * u[1] * u[1] * math.Pow(u[2], 6), nil
	}}
	c := cell{low: [3]float64{0, -1, 1}, high: [3]float64{1, 2, 2}}
	if err := q.integrate(&c); err != nil {
		t.Fatal(err)
	}
	if want := 1.0 / 5 * 3 * 127 / 7; math.Abs(c.value-want) > 1e-13*want || c.err > 1e-12*want {
		t.Errorf("%v ± %v, expected %v", c.value, c.err, want)
	}
}

// Sums of terms over 2000 powers of ten, and of none.
func TestLogSum(t *testing.T) {
	var s logSum
	for _, a := range []float64{math.Inf(-1), -1000, 1000, 1000, -5} {
		s.add(a)
	}
	if got, want := s.log(), 1000+math.Ln2; math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, expected %v", got, want)
	}
	var none logSum
	none.add(math.Inf(-1))
	if !math.IsInf(none.log(), -1) {
		t.Errorf("the log of 0 is %v", none.log())
	}
}
