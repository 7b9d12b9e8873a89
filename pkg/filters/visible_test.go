package filters_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/pkg/filters"
)

// Seen whole, the visible part is the Gabor itself, and Odd is the energy of its
// odd part, (g(m + t) − g(m − t))/2, by summation.
func TestVisibleOfAWholeGabor(t *testing.T) {
	const n = 81
	rapid.Check(t, func(t *rapid.T) {
		g := gabors(n).Draw(t, "g")
		g.X0, g.Y0 = 40, 40
		g.Frequency, g.SigmaX, g.SigmaY = g.Frequency/1.5, g.SigmaX*1.5, g.SigmaY*1.5
		if rapid.Bool().Draw(t, "less than half a cycle") {
			g.Frequency /= 3
			g.SigmaX, g.SigmaY = g.SigmaX*0.8, g.SigmaY*0.8
		}
		v := g.Visible(n, n)
		nx, _ := g.Shape()
		if math.Abs(v.NX-nx) > 1e-3*nx || math.Abs(v.Cycles-math.Sqrt(6)*nx) > 2e-3*nx || math.Abs(math.Remainder(v.Phase-g.Phase, 2*math.Pi)) > 1e-3 {
			t.Errorf("%+v, n_x is %v, φ %v", v, nx, g.Phase)
		}
		var odd, all float64
		for y := range n {
			for x := range n {
				a, b := g.At(float64(x), float64(y)), g.At(float64(n-1-x), float64(n-1-y))
				odd += (a - b) * (a - b) / 4
				all += a * a
			}
		}
		if math.Abs(v.Odd-odd/all) > 2e-3 {
			t.Errorf("odd %v, by summation %v", v.Odd, odd/all)
		}
	})
}

// A flat window shows its length times f cycles.
func TestVisibleOfAGrating(t *testing.T) {
	for _, n := range []int{9, 16, 30} {
		g := filters.Gabor{X0: 1, Y0: 2, Frequency: 0.2, SigmaX: 1e4, SigmaY: 1e4, Amplitude: 1, Phase: 0.5}
		v := g.Visible(n, n)
		middle := float64(n-1)/2 - 1
		if want := 0.2 * math.Sqrt(float64(n*n-1)); math.Abs(v.Cycles-want) > 1e-4 {
			t.Errorf("%d pixels: %v cycles, expected %v", n, v.Cycles, want)
		}
		if math.Abs(math.Remainder(v.Phase-0.5-2*math.Pi*0.2*middle, 2*math.Pi)) > 1e-3 {
			t.Errorf("%d pixels: phase %v", n, v.Phase)
		}
	}
	if v := (filters.Gabor{}).Visible(9, 9); v != (filters.Visible{}) {
		t.Errorf("the zero Gabor shows %+v", v)
	}
}

// Light is the direction in which a step edge rises, in the whole circle, also
// after a fit; its negative rises the other way.
func TestLightOfSteps(t *testing.T) {
	for degrees := 0.0; degrees < 360; degrees += 22.5 {
		for _, shift := range []float64{0, 1, -1.5} {
			sin, cos := math.Sincos(degrees * math.Pi / 180)
			v := picture(9, func(x, y float64) float64 { return math.Tanh(x*cos + y*sin - shift) })
			g, err := filters.FitGabor(v, 9, 9)
			if err != nil {
				t.Fatal(err)
			}
			light := g.Light(9, 9)
			if d := math.Abs(math.Remainder(light*180/math.Pi-degrees, 360)); d > 3 || light < 0 || light >= 2*math.Pi {
				t.Errorf("edge to %v degrees, shift %v: light at %v, fit %+v", degrees, shift, light*180/math.Pi, g)
			}
		}
	}
}

func TestSignOfBars(t *testing.T) {
	for degrees := 0.0; degrees < 180; degrees += 15 {
		for _, sign := range []int{1, -1} {
			sin, cos := math.Sincos(degrees * math.Pi / 180)
			v := picture(9, func(x, y float64) float64 {
				d := x*cos + y*sin - 0.7
				return float64(sign) * (1 - d*d) * math.Exp(-d*d/2)
			})
			g, err := filters.FitGabor(v, 9, 9)
			if err != nil {
				t.Fatal(err)
			}
			if g.Sign(9, 9) != sign {
				t.Errorf("bar at %v degrees, sign %d: %+v", degrees, sign, g)
			}
		}
	}
}

func ExampleGabor_Light() {
	left := filters.Gabor{X0: 4, Y0: 4, Frequency: 0.1, SigmaX: 2, SigmaY: 2, Phase: math.Pi / 2, Amplitude: 1}
	right := left
	right.Phase = -math.Pi / 2
	fmt.Printf("%.0f %.0f\n", left.Light(9, 9)*180/math.Pi, right.Light(9, 9)*180/math.Pi)
	fmt.Printf("%.2f\n", right.Render(1, 9)[2:7])
	// Output:
	// 180 0
	// [-0.08 -0.07 0.00 0.07 0.08]
}

func ExampleGabor_Visible() {
	g := filters.Gabor{X0: 8, Y0: 8, Frequency: 0.25, SigmaX: 4, SigmaY: 4, Amplitude: 1}
	v, part := g.Visible(33, 33), g.Visible(9, 9)
	fmt.Printf("n_x %.2f, %.1f cycles; on 9×9 pixels %.1f\n", v.NX, v.Cycles, part.Cycles)
	// Output: n_x 0.99, 2.4 cycles; on 9×9 pixels 1.5
}
