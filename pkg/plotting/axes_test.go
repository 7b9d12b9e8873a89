package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

func TestSeriesErrors(t *testing.T) {
	nan := math.NaN()
	ok := Series{Name: "ISTA", Y: []float64{1, 2}}
	for _, c := range []struct {
		f    *Figure
		want string
	}{
		{Curves(Axes{}), "plotting: Curves: there are no series; expected at least one"},
		{Curves(Axes{}, Series{Name: "ISTA"}), `series "ISTA" has no values in Y`},
		{Curves(Axes{}, Series{Y: []float64{1}, X: []float64{1, 2}}), "series 0 has 2 values in X and 1 in Y"},
		{Curves(Axes{}, Series{Y: []float64{1, nan}}), "series 0, Y[1] is NaN; expected finite values"},
		{Curves(Axes{}, Series{Y: []float64{1}, X: []float64{math.Inf(1)}}), "series 0, X[0] is +Inf"},
		{Curves(Axes{}, Series{Y: []float64{1}, Low: []float64{0}}), "only one of Low and High"},
		{Curves(Axes{LogY: true}, Series{Name: "gap", Y: []float64{0, -1}}), `series 0 "gap" has no Y above 0, and LogY is set`},
		{Curves(Axes{LogX: true}, Series{Y: []float64{1}}), "has no X above 0, and LogX is set"},
		{Curves(Axes{YMin: 2, YMax: 1}, ok), "YMin is 2 and YMax is 1; expected YMin below YMax"},
		{Curves(Axes{XMin: nan}, ok), "XMin, XMax, YMin, YMax[0] is NaN"},
		{Curves(Axes{LogY: true, YMax: 1}, ok), "YMin is 0 on a logarithmic axis"},
		{Curves(Axes{Width: 50}, ok), "the figure is 50×440 pixels; expected at least 100×100"},
		{Curves(Axes{Marks: []Mark{{At: nan}}}, ok), "Marks[0].At is NaN"},
		{Curves(Axes{LogY: true, Marks: []Mark{{At: -1}}}, ok), "Marks[0].At is -1 on a logarithmic axis"},
		{Scatter(Axes{}, ok), `Scatter: series 0 "ISTA" has no X; expected as many values as in Y, 2`},
		{Scatter(Axes{}), "there are no series"},
		{Bars(Axes{}, []string{"a"}, ok), `Bars: series 0 "ISTA" has 2 values; there are 1 names`},
		{Bars(Axes{LogY: true}, []string{"a", "b"}, ok), "an axis is logarithmic"},
		{Bars(Axes{}, nil), "there are no series"},
		{Histogram(Axes{}, -1, ok), "bins is -1"},
		{Histogram(Axes{LogX: true}, 0, ok), "an axis is logarithmic"},
		{Histogram(Axes{}, 5, Series{Y: []float64{nan}}), "Y[0] is NaN"},
		{Plot(nil, 0, 0), "Plot: the plot is nil"},
		{Plot(plot.New(), -1, 0), "the figure is -1×440 pixels"},
		{Row(), "Row: there are no figures"},
		{Column(Curves(Axes{}, ok), nil), "the figure is nil"},
		{Row(Curves(Axes{}, ok), Curves(Axes{})), "Curves: there are no series"},
	} {
		if err := c.f.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected %q", err, c.want)
		}
	}
}

// Whatever finite numbers come, something is drawn.
func TestExtremeData(t *testing.T) {
	for _, y := range [][]float64{{0}, {3, 3}, {-1e300, 1e300}, {1e-300, 2e-300}, {5e-324, 1}, {1e15, 1e15 + 1}, {-1, 0}, {math.MaxFloat64, -math.MaxFloat64}} {
		for _, log := range []bool{false, true} {
			s := Series{Y: y, X: y}
			for name, f := range map[string]*Figure{
				"Curves":    Curves(Axes{Width: 200, Height: 150, LogX: log, LogY: log}, s),
				"Scatter":   Scatter(Axes{Width: 200, Height: 150, LogX: log, LogY: log}, s),
				"Histogram": Histogram(Axes{Width: 200, Height: 150}, 0, s),
				"Bars":      Bars(Axes{Width: 200, Height: 150}, make([]string, len(y)), s),
			} {
				if f.Err() != nil {
					continue // told before any work
				}
				if _, err := f.raster(); err != nil {
					t.Errorf("%s of %v, log %v: %v", name, y, log, err)
				}
			}
		}
	}
}

func TestInputsAreNotChanged(t *testing.T) {
	s := []Series{{Y: []float64{3, 1, 2}}}
	a := Axes{Equal: true}
	f := Curves(a, s...)
	first := pixelsOf(t, f)
	if _, err := f.vector(); err != nil {
		t.Fatal(err)
	}
	second := pixelsOf(t, f)
	if s[0].X != nil || s[0].Colour != nil || a.Width != 0 {
		t.Error("the caller's settings were changed")
	}
	if string(first.Pix) != string(second.Pix) {
		t.Error("drawing twice gives two pictures")
	}
}

// columnsOf returns, for each column of the picture, the rows where it has colour c:
// the first and how many.
func columnsOf(img *image.RGBA, c color.RGBA) (first, n []int) {
	b := img.Rect
	first, n = make([]int, b.Dx()), make([]int, b.Dx())
	for x := range b.Dx() {
		first[x] = -1
		for y := range b.Dy() {
			if img.RGBAAt(x, y) == c {
				if first[x] < 0 {
					first[x] = y
				}
				n[x]++
			}
		}
	}
	return first, n
}

func TestBarsHeights(t *testing.T) {
	img := pixelsOf(t, Bars(Axes{}, []string{"a", "b", "c"}, Series{Y: []float64{10, 5, 0}}))
	_, n := columnsOf(img, colours[0])
	var heights []int
	for x, h := range n {
		if h > 0 && n[x-1] == h && (len(heights) == 0 || heights[len(heights)-1] != h) {
			heights = append(heights, h)
		}
	}
	if len(heights) != 2 || math.Abs(float64(heights[0])-2*float64(heights[1])) > 2 {
		t.Errorf("bars of 10, 5 and 0 are %v pixels high, expected two, the first twice the second", heights)
	}
}

func TestCurveGapOnLogAxis(t *testing.T) {
	y := []float64{1, 1, 1, 0, 1, 1, 1}
	img := pixelsOf(t, Curves(Axes{LogY: true, YMin: 0.1, YMax: 10}, Series{Y: y}))
	_, n := columnsOf(img, colours[0])
	left, right := -1, -1
	for x, h := range n {
		if h > 0 {
			if left < 0 {
				left = x
			}
			right = x
		}
	}
	// The data span left to right: from index 2 to 4, the third and fourth sixths, is a gap.
	for x := left; x <= right; x++ {
		at := 6 * float64(x-left) / float64(right-left)
		inGap := at > 2.05 && at < 3.95
		if in := n[x] > 0; in == inGap && (at < 1.95 || at > 2.05) && (at < 3.95 || at > 4.05) {
			t.Fatalf("at index %.2f: drawn is %v", at, in)
		}
	}
}

func TestTicks(t *testing.T) {
	show := func(ticks []plot.Tick) string {
		var s []string
		for _, k := range ticks {
			if k.Label != "" {
				s = append(s, k.Label)
			}
		}
		return strings.Join(s, " ")
	}
	for _, c := range []struct {
		t      plot.Ticker
		lo, hi float64
		want   string
	}{
		{decimal{}, 0, 1, "0 0.2 0.4 0.6 0.8 1.0"},
		{decimal{}, -1.1, 1.1, "−1.0 −0.5 0 0.5 1.0"},
		{decimal{}, 0, 199, "0 50 100 150"},
		{decimal{true}, 0, 3, "0 1 2 3"},
		{decimal{}, 0, 3e6, "0 0.5·10^{6} 1.0·10^{6} 1.5·10^{6} 2.0·10^{6} 2.5·10^{6} 3.0·10^{6}"},
		{decimal{}, 0, 60000, "0 10000 20000 30000 40000 50000 60000"},
		{decimal{}, 0, 4e-5, "0 1·10^{−5} 2·10^{−5} 3·10^{−5} 4·10^{−5}"},
		{decimal{}, 2, 2, ""},
		{decades{}, 1, 1000, "1 10 10^{2} 10^{3}"},
		{decades{}, 1e-7, 100, "10^{−7} 10^{−6} 10^{−5} 10^{−4} 10^{−3} 10^{−2} 10^{−1} 1 10 10^{2}"},
		{decades{}, 1e-20, 1, "10^{−18} 10^{−15} 10^{−12} 10^{−9} 10^{−6} 10^{−3} 1"},
		{decades{}, 0.8, 6, "1 2 5"},
		{decades{}, 0, 1, ""},
	} {
		if got := show(c.t.Ticks(c.lo, c.hi)); got != c.want {
			t.Errorf("%T from %v to %v: %s; expected %s", c.t, c.lo, c.hi, got, c.want)
		}
	}
}

func TestBinning(t *testing.T) {
	whole := []Series{{Y: []float64{3, 5, 5, 9}}}
	lo, width, n := binning(0, whole)
	if lo != 2.5 || width != 1 || n != 7 {
		t.Errorf("whole numbers 3…9: from %v, width %v, %d bins; expected 2.5, 1, 7", lo, width, n)
	}
	if got := fmt.Sprint(histogram(whole[0].Y, lo, width, n)); got != "[1 0 2 0 0 0 1]" {
		t.Errorf("counts %s", got)
	}
	lo, width, n = binning(4, []Series{{Y: []float64{0, 1}}, {Y: []float64{2, 0.5}}})
	if lo != 0 || width != 0.5 || n != 4 {
		t.Errorf("4 bins on 0…2: from %v, width %v, %d bins", lo, width, n)
	}
	if got := fmt.Sprint(histogram([]float64{0, 0.5, 2}, lo, width, n)); got != "[1 1 0 1]" {
		t.Errorf("counts %s, expected the right edge in the last bin", got)
	}
	if _, width, n = binning(0, []Series{{Y: []float64{0.25, 0.25}}}); n != 3 || !(width > 0) {
		t.Errorf("equal values: width %v, %d bins; expected Rice's 3", width, n)
	}
}

func TestLegendBreaksIntoLines(t *testing.T) {
	var s []Series
	for i := range 9 {
		s = append(s, Series{Name: fmt.Sprintf("a method with number %d", i), Y: []float64{1, 2}})
	}
	keys := keysOf(append(s, Series{Y: []float64{1}}), func(Series) keyShape { return keyLine })
	if len(keys) != 9 {
		t.Fatalf("%d keys, expected 9: a series without a name has none", len(keys))
	}
	for _, line := range setKeys(keys, 860) {
		room := 0
		for _, k := range line {
			room += k.width()
		}
		if len(line) == 0 || room > 860 {
			t.Errorf("a line of %d entries takes %d pixels", len(line), room)
		}
	}
	if colour(0) != colour(len(colours)) {
		t.Error("colours do not come again")
	}
}

func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		room       int
		name, want string
	}{{1000, "two words", "two words"}, {30, "two words", "two\nwords"}, {1, "long", "long"}, {50, "", ""}} {
		if got := wrapped(c.name, c.room); got != c.want {
			t.Errorf("%q in %d pixels is %q, expected %q", c.name, c.room, got, c.want)
		}
	}
}

func TestScripts(t *testing.T) {
	for txt, want := range map[string]string{
		"plain":        "plain",
		"10^{-3}":      "10|↑-3",
		"z_{1} and x":  "z|↓1| and x",
		"a_b^c":        "a_b^c",
		"a_b_{1}":      "a_b|↓1",
		"open ^{never": "open ^{never",
		"^{2}":         "↑2",
	} {
		var got []string
		for _, p := range pieces(txt) {
			switch {
			case p.rise > 0:
				got = append(got, "↑"+p.s)
			case p.rise < 0:
				got = append(got, "↓"+p.s)
			default:
				got = append(got, p.s)
			}
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q is taken apart as %s, expected %s", txt, s, want)
		}
	}
	sty := letters(tickSize, 0)
	if a, b := sty.Width("10^{3}"), sty.Width("103"); a >= b || a <= sty.Width("10") {
		t.Errorf("10³ is %v wide, 103 is %v", a, b)
	}
}
