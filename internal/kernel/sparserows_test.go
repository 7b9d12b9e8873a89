package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestSparseRows(t *testing.T) { onTypes(t, testSparseRows[float32], testSparseRows[float64]) }

// testSparseRows holds both products against their definitions, for all numbers of
// columns of the factor up to 140, and odd strides.
func testSparseRows[T Float](t *testing.T) {
	rng := newRand(33)
	for cols := 0; cols <= 140; cols++ {
		testSparseProducts[T](t, rng, 6, 11, cols)
	}
	for _, n := range []int{0, 1, 40} {
		testSparseProducts[T](t, rng, n, 70, 5)
	}
}

func testSparseProducts[T Float](t *testing.T, rng *rand.Rand, n, m, cols int) {
	t.Helper()
	x := runs[T](rng, n, m)
	var a, like SparseRows[T]
	a.Resize(n, m)
	like.Resize(n, m)
	for i := range n {
		like.List(i, x[i*m:(i+1)*m])
		a.ListLike(i, &like, x[i*m:(i+1)*m])
	}
	lo, hi := n/3, n
	if got, want := a.Count(lo, hi), like.Count(lo, hi); got != want {
		t.Fatalf("n=%d m=%d: %d entries, want %d", n, m, got, want)
	}
	ldy, ldb := max(cols+cols%3, 1), cols+1
	what := fmt.Sprintf("n=%d m=%d cols=%d", n, m, cols)

	y, b := randomGuarded[T](rng, (hi-lo)*ldy, 1), randomGuarded[T](rng, m*ldb, 2)
	old := append([]T(nil), y.v...)
	a.Times(y.v, ldy, b.v, ldb, cols, lo, hi)
	y.check(t, "Times "+what)
	matches(t, "Times "+what, y.v, old, hi-lo, cols, ldy, m, func(i, j, l int) float64 {
		return float64(x[(lo+i)*m+l]) * float64(b.v[l*ldb+j])
	})

	y, d := randomGuarded[T](rng, (hi-lo)*ldy, 3), randomGuarded[T](rng, m*ldb, 0)
	old = append([]T(nil), d.v...)
	a.TransposedTimes(d.v, ldb, y.v, ldy, cols, lo, hi)
	d.check(t, "TransposedTimes "+what)
	matches(t, "TransposedTimes "+what, d.v, old, m, cols, ldb, hi-lo, func(i, j, l int) float64 {
		return float64(x[(lo+l)*m+i]) * float64(y.v[l*ldy+j])
	})
}

func TestSparseRowsRefuse(t *testing.T) {
	var a SparseRows[float32]
	a.Resize(3, 4)
	a.Clear()
	mustPanic(t, "kernel: SparseRows.Times: rows 2 to 5 of 3", func() { a.Times(nil, 1, nil, 1, 1, 2, 5) })
	mustPanic(t, "kernel: SparseRows.Times: b is 4×2 with stride 2: 7 elements, expected at least 8", func() {
		a.Times(make([]float32, 6), 2, make([]float32, 7), 2, 2, 0, 3)
	})
}
