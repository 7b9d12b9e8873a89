package filters_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/pkg/filters"
)

func describe(t testing.TB, v []float64, n, channels int) filters.Description {
	t.Helper()
	d, err := filters.Describe(v, n, n, channels, filters.Criteria{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// line is a picture that depends on x′ alone.
func line(n int, degrees float64, f func(d float64) float64) []float64 {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return picture(n, func(x, y float64) float64 { return f(x*cos + y*sin) })
}

func TestKindsOfShapes(t *testing.T) {
	const n = 9
	for _, degrees := range []float64{0, 22.5, 45, 90, 135} {
		for name, c := range map[string]struct {
			f    func(d float64) float64
			kind filters.Kind
		}{
			"step":                  {func(d float64) float64 { return math.Copysign(1, d-0.2) }, filters.Edge},
			"ramp":                  {func(d float64) float64 { return d }, filters.Edge},
			"line":                  {func(d float64) float64 { return math.Exp(-d * d) }, filters.Bar},
			"dark line with flanks": {func(d float64) float64 { return (d*d - 1) * math.Exp(-d*d/2) }, filters.Bar},
			"grating":               {func(d float64) float64 { return math.Cos(2*math.Pi*0.22*d + 1) }, filters.Grating},
			"flat":                  {func(d float64) float64 { return 0.3 }, filters.Blob},
			"weak ramp":             {func(d float64) float64 { return 10 + d }, filters.Blob},
		} {
			for _, scale := range []float64{1, -3e-5} {
				d := describe(t, line(n, degrees, func(d float64) float64 { return scale * c.f(d) }), n, 1)
				if d.Kind != c.kind {
					t.Errorf("%s at %v degrees is called %v: %+v", name, degrees, d.Kind, d)
				}
				if d.Kind.Oriented() && turned(d.Theta, degrees*math.Pi/180) > 7 {
					t.Errorf("%s at %v degrees has θ %v", name, degrees, d.Theta*180/math.Pi)
				}
			}
		}
	}
	if d := describe(t, make([]float64, 81), n, 1); d.Kind != filters.None || d.Sign != 0 {
		t.Errorf("zeros are called %v", d.Kind)
	}
}

func TestKindsOfRoundShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, x0, y0 := rapid.Float64Range(0.8, 1.3).Draw(t, "s"), rapid.Float64Range(-1, 1).Draw(t, "x0"), rapid.Float64Range(-1, 1).Draw(t, "y0")
		sign := rapid.SampledFrom([]float64{-1, 1}).Draw(t, "sign")
		d, err := filters.Describe(dog(9, s, x0, y0, sign), 9, 9, 1, filters.Criteria{})
		if err != nil || d.Kind != filters.CentreSurround || float64(d.Sign) != sign {
			t.Errorf("%v, %v, sign %d: %+v", err, d.Kind, d.Sign, d)
		}
		blob := picture(9, func(x, y float64) float64 {
			return sign * math.Exp(-((x-x0)*(x-x0)+(y-y0)*(y-y0))/(2*s*s))
		})
		if d, err = filters.Describe(blob, 9, 9, 1, filters.Criteria{}); err != nil || d.Kind != filters.Blob || float64(d.Sign) != sign {
			t.Errorf("%v, %v, sign %d: %+v", err, d.Kind, d.Sign, d)
		}
	})
}

func TestNoiseHasNoKind(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	D := mat.NewDense(60, 81, nil)
	for i := range D.RawMatrix().Data {
		D.RawMatrix().Data[i] = rng.NormFloat64()
	}
	before := runtime.GOMAXPROCS(3)
	all, err := filters.DescribeRows(D, 9, 9, 1, filters.Criteria{})
	runtime.GOMAXPROCS(before)
	if err != nil {
		t.Fatal(err)
	}
	if c := filters.Count(all, 0.2); c.Kinds[filters.None] != 60 {
		t.Errorf("noise is called %v", c.Kinds)
	}
	for j := range 5 {
		if one := describe(t, D.RawRowView(j), 9, 1); !reflect.DeepEqual(one, all[j]) {
			t.Errorf("filter %d alone and among others differ", j)
		}
	}
}

// Painted in one colour a filter keeps its kind, orientation and polarity.
func TestColourKeepsTheKind(t *testing.T) {
	step := line(9, 30, func(d float64) float64 { return math.Tanh(d) })
	for hue, colour := range map[filters.Hue][]float64{filters.Achromatic: {1, 1, 0.9}, filters.RedGreen: {1, -1, 0.1}, filters.BlueYellow: {0.5, 0.5, -1}} {
		d := describe(t, coloured(step, colour...), 9, 3)
		if d.Kind != filters.Edge || d.Hue != hue || math.Abs(d.Light*180/math.Pi-30) > 3 {
			t.Errorf("%v: %v %v, light at %v degrees", colour, d.Hue, d.Kind, d.Light*180/math.Pi)
		}
	}
}

func TestDescribeRefuses(t *testing.T) {
	ok := make([]float64, 27)
	for name, f := range map[string]func() error{
		"two rows":             func() error { _, err := filters.Describe(make([]float64, 6), 2, 3, 1, filters.Criteria{}); return err },
		"another length":       func() error { _, err := filters.Describe(ok, 3, 3, 1, filters.Criteria{}); return err },
		"a negative criterion": func() error { _, err := filters.Describe(ok, 3, 3, 3, filters.Criteria{R2: -1}); return err },
		"no filters":           func() error { _, err := filters.DescribeRows(nil, 3, 3, 3, filters.Criteria{}); return err },
		"NaN": func() error {
			_, err := filters.DescribeRows(mat.NewDense(1, 9, []float64{8: math.NaN()}), 3, 3, 1, filters.Criteria{})
			return err
		},
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range []struct {
		degrees       []float64
		period, apart float64
		want          int
	}{
		{nil, 180, 10, 0},
		{[]float64{5}, 180, 10, 1},
		{[]float64{1, 179}, 180, 10, 1}, // across the end
		{[]float64{1, 179}, 360, 10, 2},
		{[]float64{0, 22.5, 45, 67.5, 90, 112.5, 135, 157.5}, 180, 22.5, 8},
		{[]float64{0, 6, 12, 18}, 180, 10, 2},
		{[]float64{-10, 350, 80}, 360, 20, 2},
		{[]float64{0, 60, 120}, 180, 61, 1},
		{[]float64{4, 4, 4}, 180, 1, 1},
	} {
		var angles []float64
		for _, d := range c.degrees {
			angles = append(angles, d*math.Pi/180)
		}
		if got := filters.Distinct(angles, c.period*math.Pi/180, c.apart*math.Pi/180); got != c.want {
			t.Errorf("%v, %v apart on %v: %d, expected %d", c.degrees, c.apart, c.period, got, c.want)
		}
	}
}

// Against all subsets.
func TestDistinctIsTheLargestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		angles := rapid.SliceOfN(rapid.Float64Range(-1, 7), 0, 9).Draw(t, "angles")
		apart := rapid.Float64Range(0.05, 2).Draw(t, "apart")
		want := 0
		for set := range 1 << len(angles) {
			size, ok := 0, true
			for i, a := range angles {
				if set>>i&1 == 0 {
					continue
				}
				size++
				for j, b := range angles[:i] {
					ok = ok && (set>>j&1 == 0 || math.Abs(math.Remainder(a-b, math.Pi)) >= apart-1e-12)
				}
			}
			if ok {
				want = max(want, size)
			}
		}
		if got := filters.Distinct(angles, math.Pi, apart); got != want {
			t.Errorf("%d, expected %d", got, want)
		}
	})
}

func ExampleDescribeRows() {
	step := func(d float64) float64 { return math.Tanh(d) }
	D := mat.NewDense(5, 81, nil)
	D.SetRow(0, line(9, 0, step))
	D.SetRow(1, line(9, 180, step))
	D.SetRow(2, line(9, 90, step))
	D.SetRow(3, line(9, 60, func(d float64) float64 { return math.Cos(1.4 * d) }))
	D.SetRow(4, dog(9, 1, 0, 0, 1))
	all, err := filters.DescribeRows(D, 9, 9, 1, filters.Criteria{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range all {
		fmt.Printf("%v %.0f %.0f\n", d.Kind, d.Theta*180/math.Pi, d.Light*180/math.Pi)
	}
	right, left := filters.Polarities(all, 0, 0.2)
	fmt.Println(filters.Count(all, 0.2).Orientations, "orientations,", right, "light to the right,", left, "to the left")
	// Output:
	// edge 0 0
	// edge 0 180
	// edge 90 90
	// grating 60 0
	// centre-surround 0 0
	// 3 orientations, 1 light to the right, 1 to the left
}
