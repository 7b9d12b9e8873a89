package kernel

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"
)

func TestGemv(t *testing.T) { onTypes(t, testGemv[float32], testGemv[float64]) }

func testGemv[T Float](t *testing.T) {
	rng := newRand(50)
	for i := range 60 {
		m, n := rng.IntN(131), rng.IntN(131)
		lda := max(1, n) + rng.IntN(3)
		tA, alpha, beta := i%2 == 0, T(rng.NormFloat64()), T(i%3)*0.5
		cols, rows := n, m
		if tA {
			cols, rows = m, n
		}
		a := randomGuarded[T](rng, m*lda, 1)
		x, y := randomGuarded[T](rng, cols, 2), randomGuarded[T](rng, rows, 3)
		old := slices.Clone(y.v)
		if beta == 0 {
			for j := range y.v {
				y.v[j] = T(math.NaN())
			}
		}
		Gemv(tA, m, n, alpha, a.v, lda, x.v, beta, y.v)
		what := fmt.Sprintf("tA=%v m=%d n=%d alpha=%v beta=%v", tA, m, n, alpha, beta)
		y.check(t, what)
		for r, got := range y.v {
			want, mag := 0.0, 0.0
			for c := range cols {
				at := r*lda + c
				if tA {
					at = c*lda + r
				}
				p := float64(alpha) * float64(a.v[at]) * float64(x.v[c])
				want, mag = want+p, mag+math.Abs(p)
			}
			if beta != 0 {
				want, mag = want+float64(beta*old[r]), mag+math.Abs(float64(beta*old[r]))
			}
			if bound := float64(cols+4) * eps[T]() * mag; !near(float64(got), want, bound) {
				t.Fatalf("%s [%d]: got %v, want %v to within %g", what, r, got, want, bound)
			}
		}
	}
}

// TestGemvBitsWorkers: the same bits on any number of processors.
func TestGemvBitsWorkers(t *testing.T) {
	onTypes(t, testGemvBitsWorkers[float32], testGemvBitsWorkers[float64])
}

func testGemvBitsWorkers[T Float](t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	const m, n = 600, 550
	rng := newRand(51)
	a, x := make([]T, m*n), make([]T, max(m, n))
	fill(rng, a)
	fill(rng, x)
	for _, tA := range []bool{false, true} {
		rows, cols := m, n
		if tA {
			rows, cols = n, m
		}
		var want []T
		for _, procs := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(procs)
			y := make([]T, rows)
			Gemv(tA, m, n, 2, a, n, x[:cols], 0, y)
			if want == nil {
				want = y
			}
			if !slices.Equal(y, want) {
				t.Fatalf("tA=%v: %d processors give other bits than 1", tA, procs)
			}
		}
	}
}

func TestGemvPanics(t *testing.T) {
	x := make([]float64, 6)
	mustPanic(t, "kernel: Gemv (x): lengths 6 and 3 differ", func() { Gemv(false, 2, 3, 1, x, 3, x, 0, x[:2]) })
	mustPanic(t, "kernel: Gemv (y): lengths 2 and 3 differ", func() { Gemv(true, 2, 3, 1, x, 3, x[:2], 0, x[:2]) })
}
