package filters_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/filters"
)

// sweep returns Gabors of 1 to 4 stripes, of all orientations and phases, whose
// envelopes lie for the most part on n×n pixels.
func sweep(n int) []filters.Gabor {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	var all []filters.Gabor
	for _, theta := range []float64{0, 0.3, 0.8, math.Pi / 2, 2.2, 3.1} {
		for _, f := range []float64{0.1, 0.17, 0.25, 0.38} {
			for _, nx := range []float64{0.3, 0.5, 0.7} {
				sx := nx / f
				if sx < 0.9 || sx > float64(n)/4 {
					continue
				}
				all = append(all, filters.Gabor{
					X0: float64(n) * (0.3 + 0.4*rng.Float64()), Y0: float64(n) * (0.3 + 0.4*rng.Float64()),
					Theta: theta, Frequency: f, Phase: math.Pi * (2*rng.Float64() - 1),
					SigmaX: sx, SigmaY: sx * (0.8 + rng.Float64()), Amplitude: 0.2 + rng.Float64(),
				})
			}
		}
	}
	return all
}

// turned is the smallest angle between two directions of the half circle, degrees.
func turned(a, b float64) float64 {
	d := math.Mod(math.Abs(a-b), math.Pi)
	return min(d, math.Pi-d) * 180 / math.Pi
}

func TestFitRecoversGabors(t *testing.T) {
	for _, n := range []int{12, 16} {
		for _, want := range sweep(n) {
			got, err := filters.FitGabor(want.Render(n, n), n, n)
			if err != nil {
				t.Fatal(err)
			}
			if got.R2 < 1-1e-6 {
				t.Errorf("R² %v\n of %+v\nfor %+v", got.R2, got, want)
			}
			if turned(got.Theta, want.Theta) > 0.5 || math.Abs(got.Frequency/want.Frequency-1) > 0.01 ||
				math.Hypot(got.X0-want.X0, got.Y0-want.Y0) > 0.1 || math.Abs(got.Aspect()/want.Aspect()-1) > 0.02 {
				t.Errorf("got %+v\nfor %+v", got, want)
			}
		}
	}
}

// With noise of a tenth of the picture's energy.
func TestFitInNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	far := 0
	all := sweep(12)
	for _, want := range all {
		v := want.Render(12, 12)
		energy := 0.0
		for _, x := range v {
			energy += x * x
		}
		for i := range v {
			v[i] += rng.NormFloat64() * math.Sqrt(0.1*energy/float64(len(v)))
		}
		got, err := filters.FitGabor(v, 12, 12)
		if err != nil {
			t.Fatal(err)
		}
		if got.R2 < 0.85 {
			t.Errorf("R² %.3f for %+v", got.R2, want)
		}
		if turned(got.Theta, want.Theta) > 3 || math.Abs(got.Frequency/want.Frequency-1) > 0.05 {
			far++
			t.Logf("%.1f degrees, frequency %.3f for %+v", turned(got.Theta, want.Theta), got.Frequency, want)
		}
	}
	if far > len(all)/20 {
		t.Errorf("%d of %d miss θ by more than 3 degrees or f by more than 5 %%", far, len(all))
	}
}

func TestNoiseIsNoGabor(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	for _, n := range []int{12, 16} {
		D := mat.NewDense(40, n*n, nil)
		for i := range D.RawMatrix().Data {
			D.RawMatrix().Data[i] = rng.NormFloat64()
		}
		gabors, err := filters.FitGabors(D, n, n)
		if err != nil {
			t.Fatal(err)
		}
		for j, g := range gabors {
			if g.R2 > 0.35 || g.R2 < 0 {
				t.Errorf("noise %d of %d×%d pixels has R² %.3f", j, n, n, g.R2)
			}
		}
	}
}

// picture renders f on n×n pixels, with the origin in the middle.
func picture(n int, f func(x, y float64) float64) []float64 {
	v := make([]float64, n*n)
	for i := range v {
		v[i] = f(float64(i%n)-float64(n-1)/2, float64(i/n)-float64(n-1)/2)
	}
	return v
}

func TestFitOfOtherShapes(t *testing.T) {
	gauss := func(s, x, y float64) float64 { return math.Exp(-(x*x+y*y)/(2*s*s)) / (s * s) }
	for _, c := range []struct {
		name   string
		v      []float64
		lo, hi float64 // R²
	}{
		{"centre and surround", picture(13, func(x, y float64) float64 { return gauss(1.2, x, y) - gauss(2.4, x, y) }), 0.6, 0.95},
		{"edge", picture(12, func(x, y float64) float64 { return math.Copysign(1, x*math.Cos(0.5)+y*math.Sin(0.5)) }), 0.8, 0.99},
		{"blob", picture(12, func(x, y float64) float64 { return gauss(2, x-1, y) }), 0.99, 1},
		{"grating", picture(12, func(x, y float64) float64 { return math.Cos(1.3*x + 0.4*y) }), 0.98, 1},
		{"checkerboard of pixels", picture(12, func(x, y float64) float64 { return math.Copysign(1, math.Sin(math.Pi*x)*math.Sin(math.Pi*y)) }), 0, 0.9},
		{"one pixel", picture(11, func(x, y float64) float64 { return max(0, 1-math.Abs(x)-math.Abs(y)) }), 0.5, 1},
	} {
		g, err := filters.FitGabor(c.v, int(math.Sqrt(float64(len(c.v)))), int(math.Sqrt(float64(len(c.v)))))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", c.name, g)
		if !(g.R2 >= c.lo && g.R2 <= c.hi) {
			t.Errorf("%s: R² %.3f, expected %v to %v", c.name, g.R2, c.lo, c.hi)
		}
		if c.name == "edge" && (turned(g.Theta, 0.5) > 5 || math.Abs(math.Abs(g.Phase)-math.Pi/2) > 0.2) {
			t.Errorf("edge: θ %v, φ %v, expected 0.5 and ±π/2", g.Theta, g.Phase)
		}
	}
}

// A negative has the opposite phase, a transposed picture the transposed Gabor, a
// scaled one the same R², on pictures that are not square.
func TestFitFollowsThePicture(t *testing.T) {
	const h, w = 10, 15
	g := filters.Gabor{X0: 9, Y0: 4, Theta: 0.4, Frequency: 0.2, Phase: 0.7, SigmaX: 2, SigmaY: 2.5, Amplitude: 3}
	v := g.Render(h, w)
	fit := func(v []float64, h, w int) filters.Gabor {
		got, err := filters.FitGabor(v, h, w)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	near := func(what string, got, want filters.Gabor) {
		for k, d := range []float64{got.X0 - want.X0, got.Y0 - want.Y0, got.Theta - want.Theta, got.Frequency - want.Frequency,
			got.Phase - want.Phase, got.SigmaX - want.SigmaX, got.SigmaY - want.SigmaY, got.Amplitude/want.Amplitude - 1} {
			if !(math.Abs(d) < 1e-4) {
				t.Errorf("%s: number %d is off by %v: %+v, expected %+v", what, k, d, got, want)
			}
		}
	}
	near("plain", fit(v, h, w), g)
	negative, transposed := make([]float64, h*w), make([]float64, h*w)
	for i, x := range v {
		negative[i] = -x
		transposed[i%w*h+i/w] = x
	}
	want := g
	want.Phase -= math.Pi
	near("negative", fit(negative, h, w), want)
	want = g
	want.X0, want.Y0, want.Theta = g.Y0, g.X0, math.Pi/2-g.Theta
	near("transposed", fit(transposed, w, h), want)
	for _, scale := range []float64{1e-300, 1e-12, 1e12, 1e300} {
		scaled := make([]float64, h*w)
		for i, x := range v {
			scaled[i] = x * scale
		}
		want = g
		want.Amplitude *= scale
		near(fmt.Sprint("scale ", scale), fit(scaled, h, w), want)
	}
}

// R2 is what the rendered Gabor leaves of the variance.
func TestR2IsOfTheRenderedGabor(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	for range 20 {
		v := make([]float64, 9*8)
		mean := 0.0
		for i := range v {
			v[i] = 0.3 + rng.NormFloat64()
			mean += v[i] / float64(len(v))
		}
		g, err := filters.FitGabor(v, 9, 8)
		if err != nil {
			t.Fatal(err)
		}
		var left, all float64
		for i, x := range g.Render(9, 8) {
			left += (v[i] - x) * (v[i] - x)
			all += (v[i] - mean) * (v[i] - mean)
		}
		if math.Abs(1-left/all-g.R2) > 1e-12 {
			t.Errorf("R2 is %v, the rendered Gabor gives %v", g.R2, 1-left/all)
		}
		if g.Theta < 0 || g.Theta >= math.Pi || g.Phase <= -math.Pi || g.Phase > math.Pi || g.Amplitude < 0 {
			t.Errorf("out of range: %+v", g)
		}
	}
}

func TestFitGaborsSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	D := mat.NewDense(7, 100, nil)
	for i := range D.RawMatrix().Data {
		D.RawMatrix().Data[i] = rng.NormFloat64()
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []filters.Gabor
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		got, err := filters.FitGabors(D, 10, 10)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
	one, err := filters.FitGabor(D.RawRowView(3), 10, 10)
	if err != nil || one != want[3] {
		t.Errorf("FitGabor gives %+v, %v, FitGabors %+v", one, err, want[3])
	}
}

func TestFitRefuses(t *testing.T) {
	bad := make([]float64, 12)
	bad[5] = math.NaN()
	D := mat.NewDense(3, 12, nil)
	D.Set(2, 11, math.Inf(1))
	for want, try := range map[string]func() error{
		"11 values for a picture of 3×4 pixels": func() error { _, err := filters.FitGabor(make([]float64, 11), 3, 4); return err },
		"picture of 2×6 pixels":                 func() error { _, err := filters.FitGabor(bad, 2, 6); return err },
		"pixel 1 of row 1 is NaN":               func() error { _, err := filters.FitGabor(bad, 3, 4); return err },
		"is +Inf, expected a finite number, in filter 2": func() error {
			_, err := filters.FitGabors(D, 4, 3)
			return err
		},
		"no filters": func() error { _, err := filters.FitGabors(nil, 4, 3); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	flat := slices.Repeat([]float64{0.1}, 25)
	for _, v := range [][]float64{flat, make([]float64, 25)} {
		if g, err := filters.FitGabor(v, 5, 5); err != nil || g != (filters.Gabor{}) {
			t.Errorf("a constant picture gives %+v, %v", g, err)
		}
	}
}

func ExampleFitGabor() {
	truth := filters.Gabor{X0: 5, Y0: 6.5, Theta: math.Pi / 3, Frequency: 0.2, Phase: 1, SigmaX: 2, SigmaY: 3, Amplitude: 1}
	g, err := filters.FitGabor(truth.Render(12, 12), 12, 12)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("centre (%.2f, %.2f), %.1f degrees, %.3f cycles a pixel, phase %.2f, envelope %.2f by %.2f, R² %.3f\n",
		g.X0, g.Y0, g.Theta*180/math.Pi, g.Frequency, g.Phase, g.SigmaX, g.SigmaY, g.R2)
	// Output: centre (5.00, 6.50), 60.0 degrees, 0.200 cycles a pixel, phase 1.00, envelope 2.00 by 3.00, R² 1.000
}
