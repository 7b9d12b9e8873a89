package filters_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/latentlab/latentlab/pkg/filters"
)

// at is v(y, x, c), zero outside of the filter.
func at(v []float64, h, w, channels, y, x, c int) float64 {
	if y < 0 || y >= h || x < 0 || x >= w {
		return 0
	}
	return v[(y*w+x)*channels+c]
}

// Against the definition, over all candidates in a loop.
func TestAlignIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, w, channels := rapid.IntRange(3, 5).Draw(t, "h"), rapid.IntRange(3, 5).Draw(t, "w"), rapid.IntRange(1, 3).Draw(t, "channels")
		n := h * w * channels
		shift := rapid.IntRange(0, 2).Draw(t, "shift")
		a := rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n).Draw(t, "a")
		b := rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n).Draw(t, "b")
		a[0], b[n-1] = a[0]+1.5, b[n-1]+1.5
		correlation := func(flipped bool, dx, dy int) float64 {
			var ab, aa, bb float64
			for i := range n {
				y, x, c := i/channels/w, i/channels%w, i%channels
				py, px := y-dy, x-dx
				if flipped {
					py, px = h-1-py, w-1-px
				}
				ab += a[i] * at(b, h, w, channels, py, px, c)
				aa += a[i] * a[i]
				bb += b[i] * b[i]
			}
			return ab / math.Sqrt(aa*bb)
		}
		best := 0.0
		for dy := -shift; dy <= shift; dy++ {
			for dx := -shift; dx <= shift; dx++ {
				best = max(best, math.Abs(correlation(false, dx, dy)), math.Abs(correlation(true, dx, dy)))
			}
		}
		got, err := filters.Align(a, b, h, w, channels, shift)
		if err != nil {
			t.Fatal(err)
		}
		c := correlation(got.Flipped, got.DX, got.DY)
		if math.Abs(got.Correlation-best) > 1e-10 || math.Abs(math.Abs(c)-best) > 1e-10 || best > 1e-10 && got.Negative != (c < 0) {
			t.Errorf("%+v, the best is %v, there it is %v", got, best, c)
		}
	})
}

// A filter turned, moved and made negative is found as such.
func TestAlignFindsWhatWasDone(t *testing.T) {
	g := filters.Gabor{X0: 4.3, Y0: 3.8, Theta: 0.5, Frequency: 0.2, Phase: 0.9, SigmaX: 1, SigmaY: 1.3, Amplitude: 1}
	a := coloured(g.Render(9, 9), 1, 0.5, -0.2)
	for _, want := range []filters.Alignment{{}, {DX: 1}, {DX: -2, DY: 1}, {Negative: true}, {Flipped: true}, {Flipped: true, Negative: true, DX: 1, DY: -1}} {
		b := make([]float64, len(a)) // b′(y, x) = a(y + dy, x + dx)
		for i := range b {
			y, x, c := i/27, i/3%9, i%3
			if want.Flipped {
				y, x = 8-y, 8-x
			}
			b[i] = at(a, 9, 9, 3, y+want.DY, x+want.DX, c)
			if want.Negative {
				b[i] = -b[i]
			}
		}
		got, err := filters.Align(a, b, 9, 9, 3, 2)
		if err != nil {
			t.Fatal(err)
		}
		if got.Correlation < 0.99 {
			t.Errorf("%+v: correlation %v", want, got.Correlation)
		}
		got.Correlation = 0
		if got != want {
			t.Errorf("%+v, expected %+v", got, want)
		}
	}
	big := make([]float64, len(a))
	for i, x := range a {
		big[i] = 1e300 * x
	}
	if got, err := filters.Align(a, big, 9, 9, 3, 0); err != nil || math.Abs(got.Correlation-1) > 1e-12 || got.Flipped || got.Negative {
		t.Errorf("1e300 times itself: %+v, %v", got, err)
	}
	if got, err := filters.Align(a, make([]float64, len(a)), 9, 9, 3, 1); err != nil || got != (filters.Alignment{}) {
		t.Errorf("against zeros: %+v, %v", got, err)
	}
}

func TestAlignRefuses(t *testing.T) {
	A, B := mat.NewDense(2, 9, nil), mat.NewDense(3, 9, nil)
	for name, f := range map[string]func() error{
		"other numbers of filters":   func() error { _, err := filters.AlignRows(A, B, 3, 3, 1, 0); return err },
		"no filters":                 func() error { _, err := filters.AlignRows(nil, B, 3, 3, 1, 0); return err },
		"a shift below zero":         func() error { _, err := filters.AlignRows(A, A, 3, 3, 1, -1); return err },
		"a shift of the width":       func() error { _, err := filters.AlignRows(A, A, 3, 3, 1, 3); return err },
		"a length that does not fit": func() error { _, err := filters.AlignRows(A, A, 3, 3, 2, 0); return err },
		"NaN":                        func() error { _, err := filters.Align([]float64{math.NaN()}, []float64{1}, 1, 1, 1, 0); return err },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func ExampleAlign() {
	decoder := []float64{0, 1, 2, 0, 3, 4, 0, 0, 0}
	encoder := []float64{0, 0, 0, -4, -3, 0, -2, -1, 0} // turned by half a turn, negative
	a, err := filters.Align(decoder, encoder, 3, 3, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f, negative %v, flipped %v, moved by (%d, %d)\n", a.Correlation, a.Negative, a.Flipped, a.DX, a.DY)
	// Output: 1.00, negative true, flipped true, moved by (0, 0)
}
