package plotting

import (
	"bytes"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg"
)

// bowl is x² + y² + lift on n×m points of −2 … 2 × −1 … 1.
func bowl(n, m int, lift float64) Landscape {
	l := Landscape{X: make([]float64, m), Y: make([]float64, n), F: mat.NewDense(n, m, nil)}
	for j := range m {
		l.X[j] = -2 + 4*float64(j)/float64(m-1)
	}
	for i := range n {
		l.Y[i] = -1 + 2*float64(i)/float64(n-1)
		for j, x := range l.X {
			l.F.Set(i, j, x*x+l.Y[i]*l.Y[i]+lift)
		}
	}
	return l
}

// whirl turns around the middle.
func whirl(n int) VectorField {
	l := bowl(n, n, 0)
	v := VectorField{X: l.X, Y: l.Y, U: mat.NewDense(n, n, nil), V: mat.NewDense(n, n, nil)}
	for i, y := range l.Y {
		for j, x := range l.X {
			v.U.Set(i, j, -y)
			v.V.Set(i, j, x)
		}
	}
	return v
}

var somePoints = Series{Name: "data", X: []float64{-1, 0, 1}, Y: []float64{0.2, -0.3, 0.5}}

// landscapes returns one figure of each kind that shows energies.
func landscapes() map[string]*Figure {
	a := Axes{Title: "E(y) < 1", X: "y_{1}", Y: "y_{2}"}
	l, v := bowl(21, 31, 0), whirl(13)
	walled := bowl(21, 31, 0)
	walled.F.Set(10, 15, math.Inf(1))
	strip, film := Sweep(a, HeatStyle{}, Panel{Title: "λ = 0", Landscape: l}, Panel{Title: "λ = 0.001", Landscape: bowl(21, 31, 1), Series: []Series{somePoints}})
	return map[string]*Figure{
		"heat":      Heat(a, l, HeatStyle{}, somePoints),
		"log":       Heat(Axes{}, l, HeatStyle{Log: true, Arrows: &v}),
		"clipped":   Heat(Axes{Width: 500, Height: 300}, l, HeatStyle{Min: 1, Max: 2, Stretch: true}),
		"flat":      Heat(a, bowl(2, 2, 0), HeatStyle{Levels: []float64{}}),
		"wall":      Heat(a, walled, HeatStyle{}),
		"contours":  Contours(a, l, HeatStyle{Levels: []float64{0.5, 1}}, somePoints),
		"multiples": strip,
		"frame":     film.Frames[1],
		"arrows":    Arrows(a, v, somePoints),
		"surface":   Surface(a, l, HeatStyle{Max: 3}, somePoints),
	}
}

func TestLandscapesAreWrittenTwiceTheSame(t *testing.T) {
	for name, f := range landscapes() {
		var a, b, s, s2 bytes.Buffer
		if err := f.WritePNG(&a); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, err := range []error{f.WritePNG(&b), f.WriteSVG(&s), f.WriteSVG(&s2)} {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) || !bytes.Equal(s.Bytes(), s2.Bytes()) {
			t.Errorf("%s: two runs give two pictures", name)
		}
		if a.Len() > 150_000 {
			t.Errorf("%s: the PNG has %d bytes", name, a.Len())
		}
		checkSVG(t, name, s.Bytes())
	}
}

// A pixel of the data has the colour of the energy there: the middle is the lowest, the
// corner the highest, and the unit is as long on both axes.
func TestHeatColours(t *testing.T) {
	m, err := newHeatMap(Axes{}, HeatStyle{Levels: []float64{}}, Panel{Landscape: bowl(41, 81, 0)})
	if err != nil {
		t.Fatal(err)
	}
	g := m.layout(1)
	if r := float64(g.w) / float64(g.h); math.Abs(r-2) > 0.01 {
		t.Errorf("the data are %d×%d pixels, expected twice as wide as high", g.w, g.h)
	}
	img, err := m.draw(g).raster()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []float64{0.1, 0.25, 0.5, 0.75, 0.9} {
		for _, v := range []float64{0.1, 0.3, 0.5, 0.9} {
			px, py := int(u*float64(g.w)), int(v*float64(g.h))
			x := -2 + 4*(float64(px)+0.5)/float64(g.w)
			y := 1 - 2*(float64(py)+0.5)/float64(g.h)
			want := (x*x + y*y) / 5
			got := placeOf(t, img.RGBAAt(g.left+px, g.top+py))
			if math.Abs(got-want) > 1.5/shadeSteps {
				t.Errorf("at (%.2f, %.2f) the colour is that of %.3f, expected %.3f", x, y, got, want)
			}
		}
	}
}

// placeOf finds a shade.
func placeOf(t *testing.T, c color.RGBA) float64 {
	t.Helper()
	for i, s := range shades() {
		if s == c {
			return float64(i) / (shadeSteps - 1)
		}
	}
	t.Errorf("%v is no shade", c)
	return math.NaN()
}

// Equal steps in OKLab, and lightness that grows, also for the three kinds of
// dichromats. Matrices: F. Viénot, H. Brettel, J. Mollon, Color Research and
// Application 24(4), 1999, for protanopes and deuteranopes; for tritanopes red and
// green stay, and blue is lost.
func TestShades(t *testing.T) {
	linear := func(c color.RGBA) [3]float64 {
		var out [3]float64
		for i, v := range []uint8{c.R, c.G, c.B} {
			x := float64(v) / 255
			if x <= 0.04045 {
				out[i] = x / 12.92
			} else {
				out[i] = math.Pow((x+0.055)/1.055, 2.4)
			}
		}
		return out
	}
	seen := map[string]func([3]float64) float64{
		"all":          func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] },
		"protanopes":   func(c [3]float64) float64 { return 0.11238*c[0] + 0.88762*c[1] },
		"deuteranopes": func(c [3]float64) float64 { return 0.29275*c[0] + 0.70725*c[1] },
		"tritanopes":   func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] },
	}
	for who, light := range seen {
		last := -1.0
		for i, c := range shades() {
			if v := light(linear(c)); v <= last {
				t.Errorf("%s: shade %d is no lighter than the one before", who, i)
			} else {
				last = v
			}
		}
	}
	steps := make([]float64, (shadeSteps-1)/8) // the way over eight shades
	for i := range 8 * len(steps) {
		a, b := oklab(linear(shades()[i])), oklab(linear(shades()[i+1]))
		steps[i/8] += math.Sqrt(sq(a[0]-b[0]) + sq(a[1]-b[1]) + sq(a[2]-b[2]))
	}
	lo, hi := extent(steps)
	if hi/lo > 1.1 {
		t.Errorf("a step is between %.4f and %.4f in OKLab, expected about equal ones", lo, hi)
	}
	if n := len(Shades(5)); n != 5 || len(Shades(0)) != 0 || Shades(1)[0] != color.Color(shade(0)) {
		t.Error("Shades(5) has", n, "colours")
	}
}

// oklab is the inverse of linearOf, from its definition (Ottosson 2020).
func oklab(c [3]float64) [3]float64 {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func TestHeatScale(t *testing.T) {
	inf := math.Inf(1)
	of := func(h HeatStyle, v ...float64) heatScale {
		t.Helper()
		s, err := h.scaleOf(Landscape{X: make([]float64, len(v)), Y: []float64{0}, F: mat.NewDense(1, len(v), v)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		name         string
		s            heatScale
		lo, hi       float64
		below, above bool
	}{
		{"from the data", of(HeatStyle{}, 1, 3), 1, 3, false, false},
		{"from near 0", of(HeatStyle{}, 0.01, 3), 0, 3, false, false},
		{"a wall", of(HeatStyle{}, 1, 3, inf), 1, 3, false, true},
		{"walls alone", of(HeatStyle{}, inf, inf), 0, 1, false, true},
		{"clipped", of(HeatStyle{Min: 1, Max: 2}, 0, 3), 1, 2, true, true},
		{"flat", of(HeatStyle{}, 0, 1e-30), 0, 1, false, false},
		{"flat at 2", of(HeatStyle{}, 2, 2), 2, 3, false, false},
		{"log", of(HeatStyle{Log: true}, 1e-9, 10), 1e-3, 10, true, false},
		{"log of few decades", of(HeatStyle{Log: true}, 0.1, 10), 0.1, 10, false, false},
		{"log with zeros", of(HeatStyle{Log: true}, 0, 0.1, 10), 0.1, 10, true, false},
	} {
		if math.Abs(c.s.lo-c.lo) > 1e-12 || math.Abs(c.s.hi-c.hi) > 1e-12 || c.s.below != c.below || c.s.above != c.above {
			t.Errorf("%s: %v to %v, beyond: %v %v; expected %v to %v, %v %v", c.name, c.s.lo, c.s.hi, c.s.below, c.s.above, c.lo, c.hi, c.below, c.above)
		}
	}
	if s := of(HeatStyle{Log: true}, 0.01, 100); math.Abs(s.at(1)-0.5) > 1e-12 || s.at(0) != 0 || s.at(inf) != 1 {
		t.Errorf("log: 1 is at %v, 0 at %v, +Inf at %v", s.at(1), s.at(0), s.at(inf))
	}
}

// What is drawn between the points is bilinear.
func TestBetweenThePoints(t *testing.T) {
	l := Landscape{X: []float64{0, 1, 3}, Y: []float64{0, 2}, F: mat.NewDense(2, 3, []float64{0, 1, 2, 10, 11, math.Inf(1)})}
	for _, c := range [][3]float64{{0, 0, 0}, {1, 0, 1}, {2, 0, 1.5}, {0.5, 1, 5.5}, {3, 0, 2}, {-5, -5, 0}, {2, 1, math.Inf(1)}, {1, 2, 11}} {
		if got := l.at(c[0], c[1]); got != c[2] {
			t.Errorf("at (%v, %v): %v, expected %v", c[0], c[1], got, c[2])
		}
	}
}

func TestLandscapeErrors(t *testing.T) {
	ok, nan := bowl(5, 5, 0), bowl(5, 5, 0)
	nan.F.Set(1, 2, math.NaN())
	other := bowl(5, 5, 0)
	other.X[4] = 3
	bad := whirl(5)
	bad.U = mat.NewDense(2, 2, nil)
	down := whirl(5)
	down.Y[1] = -7
	a := Axes{}
	for _, c := range []struct {
		f    *Figure
		want string
	}{
		{Heat(a, Landscape{}, HeatStyle{}), "Heat: the landscape: X has 0 values; expected at least 2"},
		{Heat(a, Landscape{X: ok.X, Y: ok.Y}, HeatStyle{}), "the grid has no values; expected 5×5"},
		{Contours(a, nan, HeatStyle{}), "Contours: the landscape: the value at row 1, column 2 is NaN; expected a finite value or +Inf"},
		{Heat(a, ok, HeatStyle{Min: 2, Max: 1}), "the colours' Min is 2 and Max is 1; expected Min below Max"},
		{Heat(a, ok, HeatStyle{Max: math.NaN()}), "limits Min, Max[1] is NaN"},
		{Heat(a, ok, HeatStyle{Levels: []float64{math.Inf(1)}}), "Levels[0] is +Inf"},
		{Heat(a, bowl(5, 5, -9), HeatStyle{Log: true}), "no energy is above 0, and Log is set"},
		{Heat(Axes{LogX: true}, ok, HeatStyle{}), "an axis is logarithmic"},
		{Heat(Axes{Width: 10}, ok, HeatStyle{}), "the figure is 10×440 pixels"},
		{Heat(a, ok, HeatStyle{}, Series{Name: "data", Y: []float64{1}}), `series 0 "data" has no X; expected as many values as in Y, 1`},
		{Heat(a, ok, HeatStyle{}, Series{X: []float64{1}, Y: []float64{math.NaN()}}), "series 0, Y[0] is NaN"},
		{Heat(a, ok, HeatStyle{Arrows: &bad}), "the vector field has 2×2 values in U; expected 5×5"},
		{Arrows(a, down), "Arrows: the vector field: Y[1] is -7 after -1; expected values that ascend"},
		{Arrows(Axes{LogY: true}, whirl(5)), "an axis is logarithmic"},
		{Arrows(a, VectorField{X: ok.X, Y: ok.Y}), "the vector field has no U; expected 5×5 values"},
		{Multiples(a, HeatStyle{}), "Multiples: there are no panels"},
		{Multiples(a, HeatStyle{}, Panel{Title: "one", Landscape: ok}, Panel{Title: "two", Landscape: nan}), `panel "two": the landscape: the value`},
		{Multiples(a, HeatStyle{}, Panel{Title: "one", Landscape: ok}, Panel{Title: "two", Landscape: other}), `panel "two": its grid has other limits than the first`},
		{Surface(a, nan, HeatStyle{}), "Surface: the landscape: the value"},
	} {
		if err := c.f.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected %q", err, c.want)
		}
	}
	strip, film := Sweep(a, HeatStyle{})
	if strip.Err() == nil || film.WritePNG(io.Discard) == nil {
		t.Error("a sweep of nothing gives no error")
	}
	if err := WriteSurfaceHTML(io.Discard, a, nan, HeatStyle{}); err == nil || !strings.Contains(err.Error(), "Surface: the landscape") {
		t.Errorf("a page of NaN: %v", err)
	}
}

// Whatever finite energies come, something is drawn or an error says why not.
func TestExtremeEnergies(t *testing.T) {
	for _, v := range [][4]float64{{0, 0, 0, 0}, {-1e300, 1e300, 0, 0}, {1e-300, 2e-300, 0, 0}, {5e-324, 1, 1, 1}, {1e15, 1e15 + 1, 0, 0}, {math.MaxFloat64, -math.MaxFloat64, 0, 0}, {math.Inf(1), 0, 0, 0}} {
		l := Landscape{X: []float64{0, 1}, Y: []float64{0, 1}, F: mat.NewDense(2, 2, v[:])}
		for _, log := range []bool{false, true} {
			for name, f := range map[string]*Figure{"Heat": Heat(Axes{}, l, HeatStyle{Log: log}), "Surface": Surface(Axes{}, l, HeatStyle{Log: log})} {
				if f.Err() != nil {
					continue // told before any work
				}
				if _, err := f.raster(); err != nil {
					t.Errorf("%s of %v, log %v: %v", name, v, log, err)
				}
			}
		}
	}
}

// All frames and the strip have one scale of colours, and the frames one size.
func TestSweep(t *testing.T) {
	low, high := bowl(21, 41, 0), bowl(21, 41, 5)
	strip, film := Sweep(Axes{Title: "F"}, HeatStyle{Levels: []float64{}}, Panel{Title: "a", Landscape: low}, Panel{Title: "a longer one", Landscape: high})
	if err := film.WritePNG(io.Discard); err != nil || strip.Err() != nil {
		t.Fatal(err, strip.Err())
	}
	m, err := newMultiples(Axes{}, HeatStyle{}, []Panel{{Landscape: low}, {Landscape: high}})
	if err != nil || m.scale.lo != 0 || m.scale.hi != 10 {
		t.Errorf("the scale goes from %v to %v, expected 0 to 10: %v", m.scale.lo, m.scale.hi, err)
	}
	for n, want := range map[int]int{1: 1, 4: 4, 5: 5, 6: 3, 7: 4, 9: 5, 11: 4} {
		if got := lineOf(n); got != want {
			t.Errorf("%d panels stand %d in a line, expected %d", n, got, want)
		}
	}
}

// At most 20 arrows, evenly spread.
func TestThinned(t *testing.T) {
	for n := 2; n < 300; n++ {
		at := thinned(n)
		if len(at) > 20 || len(at) < 2 || at[0] < 0 || at[len(at)-1] >= n || at[0] > n-1-at[len(at)-1] {
			t.Errorf("%d points: %v", n, at)
		}
	}
}

// The script's tiles hide what is behind them only if they are drawn from far to near.
func TestSurfaceDrawsFromFarToNear(t *testing.T) {
	r, err := newRelief(Axes{}, bowl(9, 9, 0), HeatStyle{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, far := r.project(-r.side()*-1, 1, 0)
	for _, c := range [][2]float64{{-1, -1}, {1, -1}} {
		if _, _, behind := r.project(c[0], c[1], 0); behind >= far {
			t.Errorf("corner %v is farther than the far corner", c)
		}
	}
	if len(r.H) != 81 || r.H[40] != 0 || r.H[0] != 1000 {
		t.Errorf("the heights are %v", r.H)
	}
}

// No corner of a square plane, at the least or the largest energy, is outside the figure.
func TestSurfaceIsInsideItsFigure(t *testing.T) {
	l := Landscape{X: []float64{-1, 1}, Y: []float64{-1, 1}, F: mat.NewDense(2, 2, []float64{0, 1, 1, 0})}
	for _, a := range []Axes{{}, {Title: "wells"}, {Width: 400, Height: 300}, {Width: 900, Height: 400}} {
		r, err := newRelief(a, l, HeatStyle{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		pg := page{sheet: vg.Length(r.a.Height) * point}
		for _, c := range [][3]float64{{-1, -1, 0}, {1, -1, 0}, {-1, 1, 0}, {1, 1, 0}, {-1, -1, 1}, {1, -1, 1}, {-1, 1, 1}, {1, 1, 1}} {
			p := r.place(pg, c[0], c[1], c[2])
			if x, y := float64(p.X/point), float64(p.Y/point); x < 0 || x > float64(r.a.Width) || y < 16 || y > float64(r.a.Height) {
				t.Errorf("%+v: corner %v stands at %.0f, %.0f of %d×%d", a, c, x, y, r.a.Width, r.a.Height)
			}
		}
	}
}

func TestSurfaceInNotebook(t *testing.T) {
	o, k := inNotebook(t)
	o.surface(Axes{Title: "<wells>"}, bowl(9, 9, 0), HeatStyle{}, "A surface", []Series{somePoints})
	shown := shownIn(t, k)
	if len(shown) != 2 || shown[0].Kinds != 2 || len(shown[0].PNG) == 0 || shown[1].HTML == "" || len(shown[1].PNG) != 0 {
		t.Fatalf("shown: %d displays", len(shown))
	}
	html := shown[1].HTML
	for _, want := range []string{"data-interactive", `<img alt="&lt;wells&gt;"`, "data:image/png;base64,", "<script>"} {
		if !strings.Contains(html, want) {
			t.Errorf("the view has no %q", want)
		}
	}
	for _, not := range []string{"http:", "https:", "src=\"//", "import("} {
		if strings.Contains(html, not) {
			t.Errorf("the view has %q: it must work offline", not)
		}
	}
	again, err := turning(Axes{Title: "<wells>"}, bowl(9, 9, 0), HeatStyle{}, []Series{somePoints})
	if err != nil || string(again) != html {
		t.Error("two runs give two views", err)
	}
}

func TestSurfaceOutsideANotebook(t *testing.T) {
	dir := t.TempDir()
	o := &outlet{dir: dir, out: failing{t}, err: failing{t}}
	o.surface(Axes{}, bowl(9, 9, 0), HeatStyle{}, "Wells", nil)
	if _, err := os.Stat(filepath.Join(dir, "wells.png")); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "wells-turning.html"))
	if err != nil || !bytes.HasPrefix(page, []byte("<!DOCTYPE html>")) {
		t.Errorf("the page begins with %.20q, %v", page, err)
	}
}

// The names of parts and ends in a script cannot end it.
func TestSurfaceEscapes(t *testing.T) {
	view, err := turning(Axes{Title: "</script><b>", X: "</script>"}, bowl(5, 5, 0), HeatStyle{}, nil)
	if err != nil || bytes.Count(view, []byte("</script>")) != 1 {
		t.Errorf("the view has %d ends of scripts, expected one: %v", bytes.Count(view, []byte("</script>")), err)
	}
}
