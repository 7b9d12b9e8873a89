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
		testQuadProducts[T](t, rng, n, 1100, 5)
	}
}

// TestQuadsAppend holds the blocks that are kept against the definition, for rows that
// fill words of 64 or not, with zeros of both signs and NaN.
func TestQuadsAppend(t *testing.T) { onTypes(t, testQuadsAppend[float32], testQuadsAppend[float64]) }

func testQuadsAppend[T Float](t *testing.T) {
	rng := newRand(33)
	zero := T(0)
	for _, m := range []int{1, 63, 64, 65, 130, 784, 1100} {
		x := make([]T, m)
		for i := range x {
			x[i] = []T{0, -zero, 0, 0, 0, 0, 0, 0, 0, 1, -1, T(math.NaN())}[rng.IntN(12)]
		}
		var a Quads[T]
		a.Reset(m)
		a.Append(x)
		got := make([]T, (m+3)/4*4)
		for b, at := range a.at {
			copy(got[4*at:4*at+4], a.val[4*b:])
			if b > 0 && at <= a.at[b-1] {
				t.Fatalf("m=%d: block %d after %d", m, at, a.at[b-1])
			}
		}
		kept := 0
		for j := 0; j < m; j += 4 {
			for i := j; i < min(j+4, m); i++ {
				if x[i] != 0 {
					kept++
					break
				}
			}
		}
		if len(a.at) != kept || len(a.val) != 4*kept {
			t.Errorf("m=%d: %d blocks, %d values, expected %d blocks", m, len(a.at), len(a.val), kept)
		}
		for i, v := range x {
			if math.Float64bits(math.Abs(float64(got[i]))) != math.Float64bits(math.Abs(float64(v))) {
				t.Errorf("m=%d: element %d is %v, expected %v", m, i, got[i], v)
			}
		}
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
