package contour

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// sampled returns f on n×m points of the square from −2 to 2.
func sampled(n, m int, f func(x, y float64) float64) Grid {
	g := Grid{X: make([]float64, m), Y: make([]float64, n), V: mat.NewDense(n, m, nil)}
	for j := range m {
		g.X[j] = -2 + 4*float64(j)/float64(m-1)
	}
	for i := range n {
		g.Y[i] = -2 + 4*float64(i)/float64(n-1)
		for j, x := range g.X {
			g.V.Set(i, j, f(x, g.Y[i]))
		}
	}
	return g
}

func paraboloid(x, y float64) float64 { return x*x + y*y }

// The circle of radius r: its area and the distance of its points, both O(h²).
func TestCircle(t *testing.T) {
	const r = 1.3
	var last float64
	for _, n := range []int{26, 51, 101, 201} {
		h := 4 / float64(n-1)
		g := sampled(n, n, paraboloid)
		off := math.Abs(g.Below(r*r) - math.Pi*r*r)
		if off > 2*h*h*math.Pi {
			t.Errorf("n = %d: the area is off by %g, expected at most %g", n, off, 2*h*h*math.Pi)
		}
		lines := g.Lines(r * r)
		if len(lines) != 1 || !lines[0].Closed {
			t.Fatalf("n = %d: %d lines, expected a closed one", n, len(lines))
		}
		l, worst, length := lines[0], 0.0, 0.0
		for i, x := range l.X {
			worst = max(worst, math.Abs(math.Hypot(x, l.Y[i])-r))
			if i > 0 {
				length += math.Hypot(x-l.X[i-1], l.Y[i]-l.Y[i-1])
			}
		}
		if worst > h*h/(8*r)*1.5 {
			t.Errorf("n = %d: a point is off by %g, expected at most h²/8r = %g", n, worst, h*h/(8*r))
		}
		if math.Abs(length-2*math.Pi*r) > h*h {
			t.Errorf("n = %d: the length is %g, expected %g", n, length, 2*math.Pi*r)
		}
		if last > 0 && worst > last/3 {
			t.Errorf("n = %d: half the step took the error from %g to %g, expected a quarter", n, last, worst)
		}
		last = worst
	}
}

// A linear function is met exactly.
func TestPlane(t *testing.T) {
	g := sampled(7, 11, func(x, y float64) float64 { return x + 2*y })
	if a := g.Below(0); math.Abs(a-8) > 1e-12 {
		t.Errorf("half of the square has area %v, expected 8", a)
	}
	lines := g.Lines(0.3)
	if len(lines) != 1 || lines[0].Closed {
		t.Fatalf("%d lines, expected an open one", len(lines))
	}
	for i, x := range lines[0].X {
		if v := x + 2*lines[0].Y[i]; math.Abs(v-0.3) > 1e-12 {
			t.Errorf("point %d has value %v, expected 0.3", i, v)
		}
	}
	if a := g.Below(-100); a != 0 {
		t.Errorf("the area below the least value is %v", a)
	}
	if a := g.Below(100); math.Abs(a-16) > 1e-12 {
		t.Errorf("the area below more than the largest value is %v, expected 16", a)
	}
}

// A saddle: the mean of the corners says which of them are joined.
func TestSaddle(t *testing.T) {
	for _, c := range []struct {
		v    [4]float64 // lower left, lower right, upper left, upper right
		area float64
	}{
		{[4]float64{0, 1, 1, 0}, 0.75},       // the mean is the level: joined
		{[4]float64{1, 0, 0, 1}, 0.75},       // the same, turned
		{[4]float64{0, 1.5, 1.5, 0}, 1. / 9}, // apart: two triangles with sides of a third
		{[4]float64{1.5, 0, 0, 1.5}, 1. / 9},
	} {
		g := Grid{X: []float64{0, 1}, Y: []float64{0, 1}, V: mat.NewDense(2, 2, c.v[:])}
		const level = 0.5
		if a := g.Below(level); math.Abs(a-c.area) > 1e-12 {
			t.Errorf("%v: area %v, expected %v", c.v, a, c.area)
		}
		if n := len(g.Lines(level)); n != 2 {
			t.Errorf("%v: %d lines, expected 2", c.v, n)
		}
	}
}

// The area is that of the polygons: each closed line's shoelace, for random values with
// a high border. It also shows that lines close, and that low is at the left.
func TestAreaIsThatOfTheLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, m := 3+rng.IntN(9), 3+rng.IntN(9)
		g := sampled(n, m, func(x, y float64) float64 {
			if math.Abs(x) > 1.99 || math.Abs(y) > 1.99 {
				return 2
			}
			return rng.Float64()
		})
		var sum float64
		for _, l := range g.Lines(0.5) {
			if !l.Closed {
				t.Fatal("a line is open though the border is high")
			}
			for i := range len(l.X) - 1 {
				sum += (l.X[i]*l.Y[i+1] - l.X[i+1]*l.Y[i]) / 2
			}
			if k := len(l.X) - 1; l.X[0] != l.X[k] || l.Y[0] != l.Y[k] {
				t.Error("a closed line does not end where it begins")
			}
		}
		if a := g.Below(0.5); math.Abs(a-sum) > 1e-12 {
			t.Errorf("%d×%d: the area is %v, that of the lines %v", n, m, a, sum)
		}
	}
}

// What is flat at the level belongs to the low side and has no line.
func TestFlat(t *testing.T) {
	g := sampled(5, 5, func(x, y float64) float64 { return 0 })
	if a := g.Below(0); a != 16 || len(g.Lines(0)) != 0 {
		t.Errorf("a flat grid: area %v, %d lines; expected 16 and none", a, len(g.Lines(0)))
	}
	g.V.Set(2, 2, math.Inf(1))
	if a := g.Below(0); a != 14 {
		t.Errorf("with a wall in the middle: area %v, expected 14", a)
	}
	spike := sampled(5, 5, paraboloid)
	if l := spike.Lines(0); len(l) != 0 {
		t.Errorf("a single point at the level gives %d lines", len(l))
	}
}

func TestCheck(t *testing.T) {
	ok := sampled(3, 3, paraboloid)
	if err := ok.Check(); err != nil {
		t.Error(err)
	}
	nan := sampled(3, 3, func(x, y float64) float64 { return math.NaN() })
	for want, g := range map[string]Grid{
		"X has 1 values; expected at least 2":                                                   {X: []float64{1}, Y: ok.Y, V: ok.V},
		"Y[1] is 1 after 1; expected values that ascend":                                        {X: ok.X, Y: []float64{1, 1}, V: ok.V},
		"X[0] is NaN; expected a finite value":                                                  {X: []float64{math.NaN(), 1}, Y: ok.Y, V: ok.V},
		"the grid has no values; expected 3×3":                                                  {X: ok.X, Y: ok.Y},
		"the grid has 3×3 values; expected one row for each of 3 Y, one column for each of 2 X": {X: ok.X[:2], Y: ok.Y, V: ok.V},
		"the value at row 0, column 0 is NaN; expected a finite value or +Inf":                  nan,
	} {
		if err := g.Check(); err == nil || err.Error() != want {
			t.Errorf("error %v, expected %q", err, want)
		}
	}
}

func BenchmarkLines200(b *testing.B) {
	g := sampled(200, 200, paraboloid)
	for b.Loop() {
		g.Lines(1)
	}
}
