package filters_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/pkg/filters"
)

// gabors draws Gabors of at least half a cycle under the envelope, whose envelope
// lies on n×n pixels for the most part.
func gabors(n int) *rapid.Generator[filters.Gabor] {
	return rapid.Custom(func(t *rapid.T) filters.Gabor {
		f := rapid.Float64Range(0.15, 0.34).Draw(t, "f")
		sigma := rapid.Float64Range(0.5, 0.8).Draw(t, "n_x") / f
		middle := float64(n-1) / 2
		return filters.Gabor{
			X0: middle + rapid.Float64Range(-0.6, 0.6).Draw(t, "x0"), Y0: middle + rapid.Float64Range(-0.6, 0.6).Draw(t, "y0"),
			Theta: rapid.Float64Range(0, math.Pi-1e-9).Draw(t, "θ"), Frequency: f,
			Phase: rapid.Float64Range(-3.1, 3.1).Draw(t, "φ"), SigmaX: sigma,
			SigmaY: sigma * rapid.Float64Range(0.8, 1.4).Draw(t, "aspect"), Amplitude: rapid.Float64Range(0.1, 10).Draw(t, "A"),
		}
	})
}

// The three ways to measure an orientation agree with the formula and each other.
func TestOrientationsOfGabors(t *testing.T) {
	const n = 24
	rapid.Check(t, func(t *rapid.T) {
		g := gabors(n).Draw(t, "g")
		v := g.Render(n, n)
		o, err := filters.OrientationOf(v, n, n)
		if err != nil {
			t.Fatal(err)
		}
		p, err := filters.SpectralPeakOf(v, n, n)
		if err != nil {
			t.Fatal(err)
		}
		fit, err := filters.FitGabor(v, n, n)
		if err != nil {
			t.Fatal(err)
		}
		if turned(o.Theta, g.Theta) > 3 || o.Coherence < 0.8 {
			t.Errorf("tensor: %+v", o)
		}
		if turned(p.Theta, fit.Theta) > 1 || math.Abs(p.Frequency-fit.Peak()) > 0.004 {
			t.Errorf("spectrum: %+v, fit: %+v with its peak at %v", p, fit, fit.Peak())
		}
	})
}

// Gratings up to 0.3 cycles a pixel, within one degree, whatever their phase.
func TestOrientationOfGratings(t *testing.T) {
	const n = 32
	for degrees := 0.0; degrees < 180; degrees += 7.5 {
		for _, f := range []float64{0.05, 0.1, 0.2, 0.25, 0.3} {
			sin, cos := math.Sincos(degrees * math.Pi / 180)
			v := picture(n, func(x, y float64) float64 { return math.Cos(2*math.Pi*f*(x*cos+y*sin) + degrees) })
			o, err := filters.OrientationOf(v, n, n)
			if err != nil {
				t.Fatal(err)
			}
			if turned(o.Theta, degrees*math.Pi/180) > 1 || o.Coherence < 0.98 {
				t.Errorf("%v degrees, f %v: θ %.2f degrees, coherence %.3f", degrees, f, o.Theta*180/math.Pi, o.Coherence)
			}
		}
	}
}

// A ramp has one gradient, known to the last bits.
func TestOrientationOfARamp(t *testing.T) {
	for _, theta := range []float64{0, 0.4, math.Pi / 2, 2, 3.1} {
		sin, cos := math.Sincos(theta)
		for _, scale := range []float64{1, -1, 1e-200, 1e200} {
			o, err := filters.OrientationOf(picture(5, func(x, y float64) float64 { return scale * (x*cos + y*sin) }), 5, 5)
			if err != nil {
				t.Fatal(err)
			}
			if turned(o.Theta, theta) > 1e-6 || math.Abs(o.Coherence-1) > 1e-9 {
				t.Errorf("θ %v, scale %v: %+v", theta, scale, o)
			}
		}
	}
}

// What is alike from all sides has no coherence, and noise of many pixels little.
func TestCoherence(t *testing.T) {
	round := picture(15, func(x, y float64) float64 { return math.Exp(-(x*x + y*y) / 8) })
	rng := rand.New(rand.NewPCG(1, 0))
	noise := make([]float64, 64*64)
	for i := range noise {
		noise[i] = rng.NormFloat64()
	}
	for _, c := range []struct {
		v    []float64
		n    int
		most float64
	}{{round, 15, 1e-9}, {noise, 64, 0.06}, {make([]float64, 9), 3, 0}, {[]float64{7, 7, 7, 7, 7, 7, 7, 7, 7}, 3, 0}} {
		o, err := filters.OrientationOf(c.v, c.n, c.n)
		if err != nil || o.Coherence > c.most {
			t.Errorf("%+v, %v, expected a coherence of at most %v", o, err, c.most)
		}
	}
}

func ExampleOrientationOf() {
	g := filters.Gabor{X0: 8, Y0: 8, Theta: math.Pi / 6, Frequency: 0.2, SigmaX: 3, SigmaY: 3, Amplitude: 1}
	o, err := filters.OrientationOf(g.Render(17, 17), 17, 17)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f degrees, coherence %.2f\n", o.Theta*180/math.Pi, o.Coherence)
	// Output: 30 degrees, coherence 0.93
}
