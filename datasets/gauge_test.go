package datasets_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"github.com/latentlab/latentlab/datasets"
)

// A pixel's distance from the needle is the least over many points of it; distances of
// pictures grow with the angle.
func TestGauge(t *testing.T) {
	const n, side, points = 7, 8, 20000
	X, err := datasets.Gauge(n, side)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		sin, cos := math.Sincos((225 - 270*float64(i)/(n-1)) * math.Pi / 180)
		for p, got := range X.RawRowView(i) {
			least := math.Inf(1)
			for k := range points + 1 {
				at := 0.45 * side * float64(k) / points
				least = min(least, math.Hypot(float64(p%side)-3.5-at*cos, 3.5-float64(p/side)-at*sin))
			}
			if want := math.Exp(-least * least / 2); math.Abs(got-want) > 1e-3 {
				t.Errorf("picture %d, pixel %d is %v, expected %v", i, p, got, want)
			}
		}
		if i > 1 {
			one, two := floats.Distance(X.RawRowView(i), X.RawRowView(i-1), 2), floats.Distance(X.RawRowView(i), X.RawRowView(i-2), 2)
			if two <= one {
				t.Errorf("two steps to %d are %.3f long, one %.3f", i, two, one)
			}
		}
	}
	for _, c := range [][2]int{{1, 8}, {2, 3}} {
		if _, err := datasets.Gauge(c[0], c[1]); err == nil {
			t.Errorf("Gauge(%d, %d) is no error", c[0], c[1])
		}
	}
}

// Twelve pictures of 64 pixels.
func ExampleGauge() {
	X, err := datasets.Gauge(12, 8)
	n, d := X.Dims()
	fmt.Println(n, d, err)
	// Output: 12 64 <nil>
}
