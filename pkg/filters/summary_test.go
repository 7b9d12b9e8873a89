package filters_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/filters"
)

// Peak against the spectrum itself: the largest of |Σ_x g(x)·e^(−2πiux)| over u.
func TestPeakIsTheHighestResponse(t *testing.T) {
	for _, phase := range []float64{0, 0.4, math.Pi / 2, -2, math.Pi} {
		for _, nx := range []float64{0.02, 0.1, 0.2, 0.3, 0.5, 1} {
			g := filters.Gabor{Frequency: nx / 4, SigmaX: 4, SigmaY: 4, Amplitude: 1, Phase: phase}
			best, at := 0.0, 0.0
			for u := 0.0; u < 0.5; u += 5e-4 {
				var re, im float64
				for x := -20.0; x <= 20; x++ {
					s, c := math.Sincos(2 * math.Pi * u * x)
					re += g.At(x, 0) * c
					im += g.At(x, 0) * s
				}
				if p := math.Hypot(re, im); p > best*(1+1e-12) {
					best, at = p, u
				}
			}
			if got := g.Peak(); math.Abs(got-at) > 1e-3 {
				t.Errorf("n_x %v, phase %v: peak %v, the spectrum has it at %v", nx, phase, got, at)
			}
		}
	}
	edge := filters.Gabor{Frequency: 1e-3, SigmaX: 2, SigmaY: 2, Amplitude: 1, Phase: math.Pi / 2}
	if got, want := edge.Peak(), 1/(4*math.Pi); math.Abs(got-want) > 1e-3 {
		t.Errorf("an edge has its peak at %v, expected %v", got, want)
	}
	if got := (filters.Gabor{}).Peak(); got != 0 {
		t.Errorf("the zero Gabor has its peak at %v", got)
	}
}

func TestOrientations(t *testing.T) {
	var gabors []filters.Gabor
	for _, degrees := range []float64{0, 29.9, 30.1, 100, 179.9, math.Nextafter(180, 0)} {
		gabors = append(gabors, filters.Gabor{Theta: degrees / 180 * math.Pi, Amplitude: 1})
	}
	gabors = append(gabors, filters.Gabor{})
	if got, want := filters.Orientations(gabors, 6), []int{2, 1, 0, 1, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, expected %v", got, want)
	}
	if got := filters.Orientations(gabors, 1); got[0] != 6 {
		t.Errorf("one sector holds %d of 6", got[0])
	}
}

func TestSummarizeNothing(t *testing.T) {
	if got := filters.Summarize(nil, 0.7); got != (filters.Summary{}) {
		t.Errorf("%+v", got)
	}
	if got := filters.Summarize(make([]filters.Gabor, 3), 0); got != (filters.Summary{Filters: 3}) {
		t.Errorf("%+v", got)
	}
}

func ExampleSummarize() {
	gabors := []filters.Gabor{
		{Theta: 0.1, Frequency: 0.2, SigmaX: 2, SigmaY: 4, Amplitude: 1, R2: 0.9},
		{Theta: 0.2, Frequency: 0.2, SigmaX: 3, SigmaY: 3, Amplitude: 1, R2: 0.8},
		{Theta: 1.6, Frequency: 0.1, SigmaX: 4, SigmaY: 2, Amplitude: 1, R2: 0.3},
	}
	s := filters.Summarize(gabors, 0.7)
	fmt.Printf("%d of %d, sectors %v, aspect %.2f, n_x %.2f\n", s.Good, s.Filters, s.Sectors, s.Aspect, s.NX)
	// Output: 2 of 3, sectors [2 0 0 0 0 0], aspect 1.50, n_x 0.50
}

func ExampleGabor_Render() {
	g := filters.Gabor{X0: 2, Y0: 0, Frequency: 0.25, SigmaX: 2, SigmaY: 1, Amplitude: 1}
	fmt.Printf("%.2f\n", g.Render(1, 5))
	// Output: [-0.61 0.00 1.00 0.00 -0.61]
}
