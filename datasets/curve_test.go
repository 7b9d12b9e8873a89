package datasets

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Each curve satisfies its equation at every sample without noise.
func TestCurvesSatisfyTheirEquations(t *testing.T) {
	off := map[string]struct {
		curve Curve
		off   func(y1, y2 float64) float64
	}{
		"ellipse":       {Ellipse{}, func(y1, y2 float64) float64 { return y1*y1/4 + y2*y2 - 1 }},
		"given ellipse": {Ellipse{A: 0.5, B: 3}, func(y1, y2 float64) float64 { return y1*y1/0.25 + y2*y2/9 - 1 }},
		"spiral": {Spiral{}, func(y1, y2 float64) float64 {
			// r = 2√t and φ = 4π√t: y is r·(cos 2πr, sin 2πr).
			r := math.Hypot(y1, y2)
			return math.Hypot(y1-r*math.Cos(2*math.Pi*r), y2-r*math.Sin(2*math.Pi*r))
		}},
		"two moons": {TwoMoons{}, func(y1, y2 float64) float64 {
			upper, lower := math.Hypot(y1+0.5, y2+0.25)-1, math.Hypot(y1-0.5, y2-0.25)-1
			if math.Abs(upper) < 1e-12 && y2 >= -0.25 {
				return upper
			}
			if y2 > 0.25 {
				return 1
			}
			return lower
		}},
		"gapped wave": {GappedWave{}, func(y1, y2 float64) float64 {
			if math.Abs(y1) < 0.5 || math.Abs(y1) > 2 {
				return 1
			}
			return y2 - math.Sin(math.Pi*y1/2)
		}},
		"wide gap": {GappedWave{Gap: 2}, func(y1, y2 float64) float64 { return min(0, math.Abs(y1)-1) }},
	}
	for name, c := range off {
		Y, err := SampleCurve(c.curve, 500, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 500 {
			if e := c.off(Y.At(i, 0), Y.At(i, 1)); !(math.Abs(e) <= 1e-12) {
				t.Errorf("%s: point %d, (%v, %v), misses its equation by %v", name, i, Y.At(i, 0), Y.At(i, 1), e)
				break
			}
		}
	}
}

// A half turn about the origin takes one moon to the other.
func TestMoonsAreAlike(t *testing.T) {
	for s := 0.0; s < 0.5; s += 0.01 {
		a1, a2 := TwoMoons{}.At(s)
		b1, b2 := TwoMoons{}.At(s + 0.5)
		if math.Hypot(a1+b1, a2+b2) > 1e-12 {
			t.Fatalf("at t = %v the moons are at (%v, %v) and (%v, %v)", s, a1, a2, b1, b2)
		}
	}
}

// The noise is the difference to the same set without, and has the given spread.
func TestCurveNoise(t *testing.T) {
	const n = 4000
	clean, _ := SampleCurve(TwoMoons{}, n, 0, 7)
	noisy, _ := SampleCurve(TwoMoons{}, n, 0.2, 7)
	var diff mat.Dense
	diff.Sub(noisy, clean)
	for c := range 2 {
		mean, sd := stat.MeanStdDev(mat.Col(nil, c, &diff), nil)
		// Four standard errors: 0.2/√n of the mean, 0.2/√2n of the deviation.
		if math.Abs(mean) > 4*0.2/math.Sqrt(n) || math.Abs(sd-0.2) > 4*0.2/math.Sqrt(2*n) {
			t.Errorf("noise in column %d: mean %v, standard deviation %v, expected 0 and 0.2", c, mean, sd)
		}
	}
}

func TestCurveSeeds(t *testing.T) {
	large, _ := SampleCurve(Spiral{}, 50, 0.1, 3)
	small, _ := SampleCurve(Spiral{}, 20, 0.1, 3)
	other, _ := SampleCurve(Spiral{}, 20, 0.1, 4)
	if !mat.Equal(large.Slice(0, 20, 0, 2), small) {
		t.Error("the first 20 of 50 points are not the 20 points of the same seed")
	}
	if mat.Equal(small, other) {
		t.Error("seeds 3 and 4 give the same points")
	}
}

func TestTraceCurve(t *testing.T) {
	Y, err := TraceCurve(Ellipse{A: 1, B: 1}, 4)
	want := mat.NewDense(4, 2, []float64{1, 0, 0, 1, -1, 0, 0, -1})
	if err != nil || !mat.EqualApprox(Y, want, 1e-15) {
		t.Errorf("four points of the circle: %v, %v", mat.Formatted(Y), err)
	}
}

// Every sample lies on the ellipse of its x, at all angles.
func TestConditionalEllipse(t *testing.T) {
	const n = 2000
	X, Y, err := ConditionalEllipse(n, 0, 5)
	if err != nil {
		t.Fatal(err)
	}
	var quadrants [4]int
	for i := range n {
		x, y1, y2 := X.At(i, 0), Y.At(i, 0), Y.At(i, 1)
		a, b := 0.5+1.5*x, 1-x/2
		if e := y1*y1/(a*a) + y2*y2/(b*b) - 1; math.Abs(e) > 1e-12 || x < 0 || x >= 1 {
			t.Fatalf("sample %d: x = %v, y = (%v, %v) misses its ellipse by %v", i, x, y1, y2, e)
		}
		q := 0
		if y1 < 0 {
			q = 1
		}
		if y2 < 0 {
			q += 2
		}
		quadrants[q]++
	}
	for q, count := range quadrants {
		if sd := math.Sqrt(n * 0.25 * 0.75); math.Abs(float64(count)-n/4) > 4*sd {
			t.Errorf("%d of %d samples in quadrant %d, expected about a quarter", count, n, q)
		}
	}
	if e := EllipseAt(0.25); e.A != e.B {
		t.Errorf("at x = ¼ the ellipse is %v, expected a circle", e)
	}
}

// broken is no curve at t > ½.
type broken struct{}

func (broken) At(t float64) (y1, y2 float64) { return math.Sqrt(0.5 - t), 0 }

func TestCurvesRefuse(t *testing.T) {
	for _, n := range []int{0, -3} {
		_, err := SampleCurve(Ellipse{}, n, 0, 1)
		checkError(t, err, "points", "at least 1")
		_, err = TraceCurve(Ellipse{}, n)
		checkError(t, err, "points", "at least 1")
		_, _, err = ConditionalEllipse(n, 0, 1)
		checkError(t, err, "points", "at least 1")
	}
	for _, noise := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err := SampleCurve(Ellipse{}, 5, noise, 1)
		checkError(t, err, "noise", "≥ 0")
		_, _, err = ConditionalEllipse(5, noise, 1)
		checkError(t, err, "noise", "≥ 0")
	}
	_, err := SampleCurve(nil, 5, 0, 1)
	checkError(t, err, "no curve")
	_, err = TraceCurve(broken{}, 5)
	checkError(t, err, "broken", "NaN", "finite")
}
