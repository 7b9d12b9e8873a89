package filters_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/filters"
)

// amplitude is |F(u, v)|, the definition.
func amplitude(img []float64, w int, u, v float64) float64 {
	var sum complex128
	for i, x := range img {
		sum += complex(x, 0) * cmplx.Exp(complex(0, -2*math.Pi*(u*float64(i%w)+v*float64(i/w))))
	}
	return cmplx.Abs(sum)
}

// No frequency of a fine grid is higher than the peak, on pictures of any kind.
func TestSpectralPeakIsTheHighest(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for _, size := range [][2]int{{5, 5}, {6, 9}, {9, 4}} {
		h, w := size[0], size[1]
		for range 5 {
			img := make([]float64, h*w)
			for i := range img {
				img[i] = rng.NormFloat64()
			}
			p, err := filters.SpectralPeakOf(img, h, w)
			if err != nil {
				t.Fatal(err)
			}
			sin, cos := math.Sincos(p.Theta)
			top := amplitude(img, w, p.Frequency*cos, p.Frequency*sin)
			for u := 0.0; u <= 0.5; u += 1. / 64 {
				for v := -0.5; v <= 0.5; v += 1. / 64 {
					if a := amplitude(img, w, u, v); a > top*(1+1e-9) {
						t.Fatalf("%d×%d: |F(%v, %v)| is %v, at the peak %+v it is %v", h, w, u, v, a, p, top)
					}
				}
			}
			if want := amplitude(img, w, 0, 0) / top; math.Abs(p.LowPass-want) > 1e-9 {
				t.Errorf("LowPass %v, expected %v", p.LowPass, want)
			}
		}
	}
}

func TestSpectralPeakOfShapes(t *testing.T) {
	const n = 16
	flat := picture(n, func(x, y float64) float64 { return -3 })
	if p, err := filters.SpectralPeakOf(flat, n, n); err != nil || p.Frequency != 0 || p.LowPass != 1 || math.Abs(p.Concentration-1) > 1e-12 {
		t.Errorf("flat: %+v, %v", p, err)
	}
	if p, err := filters.SpectralPeakOf(make([]float64, 9), 3, 3); err != nil || p != (filters.SpectralPeak{}) {
		t.Errorf("zeros: %+v, %v", p, err)
	}
	grating := picture(n, func(x, y float64) float64 { return math.Cos(2*math.Pi*(3*x+2*y)/n + 0.3) }) // whole cycles
	p, err := filters.SpectralPeakOf(grating, n, n)
	if err != nil || math.Abs(p.Frequency-math.Hypot(3, 2)/n) > 2e-3 || turned(p.Theta, math.Atan2(2, 3)) > 1 || p.LowPass > 1e-9 || p.Concentration < 0.995 {
		t.Errorf("grating: %+v, %v", p, err)
	}
	for _, scale := range []float64{-1, 1e-300, 1e300} {
		scaled := make([]float64, len(grating))
		for i, x := range grating {
			scaled[i] = x * scale
		}
		q, err := filters.SpectralPeakOf(scaled, n, n)
		if err != nil || math.Abs(q.Frequency-p.Frequency) > 1e-6 || turned(q.Theta, p.Theta) > 1e-3 || math.Abs(q.Concentration-p.Concentration) > 1e-6 {
			t.Errorf("scale %v: %+v, expected %+v", scale, q, p)
		}
	}
	spot := make([]float64, 81)
	spot[40] = 1
	if p, err := filters.SpectralPeakOf(spot, 9, 9); err != nil || p.LowPass < 1-1e-9 || p.Concentration > 2./81 {
		t.Errorf("one pixel: %+v, %v", p, err)
	}
}

func ExampleSpectralPeakOf() {
	g := filters.Gabor{X0: 8, Y0: 8, Theta: math.Pi / 3, Frequency: 0.25, SigmaX: 3, SigmaY: 3, Amplitude: 1}
	p, err := filters.SpectralPeakOf(g.Render(17, 17), 17, 17)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f cycles a pixel at %.0f degrees, low-pass %.2f\n", p.Frequency, p.Theta*180/math.Pi, p.LowPass)
	// Output: 0.25 cycles a pixel at 60 degrees, low-pass 0.00
}
