package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestQuads(t *testing.T) { onTypes(t, testQuads[float32], testQuads[float64]) }

// testQuads holds both products against their definitions, for columns that fill whole
// blocks or not, all numbers of columns of the factor up to 70, and odd strides.
func testQuads[T Float](t *testing.T) {
	rng := newRand(31)
	for _, m := range []int{1, 3, 4, 10, 16} {
		for cols := 0; cols <= 70; cols++ {
			testQuadProducts[T](t, rng, 7, m, cols)
		}
	}
	for _, n := range []int{0, 1, 50} {
		testQuadProducts[T](t, rng, n, 9, 5)
	}
}

// runs returns an n×m matrix with many zeros.
func runs[T Float](rng *rand.Rand, n, m int) []T {
	x := make([]T, n*m)
	for i := range x {
		if rng.IntN(4) == 0 {
			x[i] = T(rng.NormFloat64())
		}
	}
	return x
}

func testQuadProducts[T Float](t *testing.T, rng *rand.Rand, n, m, cols int) {
	t.Helper()
	x := runs[T](rng, n+2, m)
	var all Quads[T]
	all.Reset(m)
	for i := range n + 2 {
		all.Append(x[i*m : (i+1)*m])
	}
	rows := make([]int, n)
	for i := range rows {
		rows[i] = rng.IntN(n + 2)
	}
	var a QuadColumns[T]
	a.Take(&all, rows)
	at := func(i, j int) float64 {
		if j >= m {
			return 0
		}
		return float64(x[rows[i]*m+j])
	}
	ldy, ldb, wide := max(cols+cols%3, 1), cols+1, a.Width()
	what := fmt.Sprintf("n=%d m=%d cols=%d", n, m, cols)

	y, b := randomGuarded[T](rng, n*ldy, 1), randomGuarded[T](rng, wide*ldb, 2)
	old := append([]T(nil), y.v...)
	a.Times(y.v, ldy, b.v, ldb, cols)
	y.check(t, "Times "+what)
	matches(t, "Times "+what, y.v, old, n, cols, ldy, wide, func(i, j, l int) float64 { return at(i, l) * float64(b.v[l*ldb+j]) })

	y, d := randomGuarded[T](rng, n*ldy, 3), randomGuarded[T](rng, wide*ldb, 0)
	old = append([]T(nil), d.v...)
	a.TransposedTimes(d.v, ldb, y.v, ldy, cols)
	d.check(t, "TransposedTimes "+what)
	matches(t, "TransposedTimes "+what, d.v, old, wide, cols, ldb, n, func(i, j, l int) float64 { return at(l, i) * float64(y.v[l*ldy+j]) })
}

// matches compares got with old + Σ_l term(i, j, l), and with old beside the columns.
func matches[T Float](t *testing.T, what string, got, old []T, n, cols, ld, terms int, term func(i, j, l int) float64) {
	t.Helper()
	for i := range n {
		for j := range min(ld, len(got)-i*ld) {
			want := float64(old[i*ld+j])
			mag := math.Abs(want)
			for l := range terms {
				if j < cols {
					want, mag = want+term(i, j, l), mag+math.Abs(term(i, j, l))
				}
			}
			if bound := float64(terms+2) * eps[T]() * mag; !near(float64(got[i*ld+j]), want, bound) {
				t.Fatalf("%s [%d, %d]: got %v, want %v to within %g", what, i, j, got[i*ld+j], want, bound)
			}
		}
	}
}

// TestQuadsKeepNaN checks that a block is left out for zeros alone, and that the sum of
// an element does not depend on the other rows.
func TestQuadsKeepNaN(t *testing.T) {
	var a Quads[float64]
	a.Reset(8)
	a.Append([]float64{0, 0, math.Copysign(0, -1), 0, 0, math.NaN(), 0, 0})
	if a.Density() != 0.5 {
		t.Errorf("a part %v of the blocks is kept, want 0.5", a.Density())
	}
	var c QuadColumns[float64]
	c.Take(&a, []int{0})
	y := make([]float64, 1)
	c.Times(y, 1, make([]float64, 8), 1, 1)
	if !math.IsNaN(y[0]) {
		t.Errorf("NaN·0 gives %v, want NaN", y[0])
	}
}
