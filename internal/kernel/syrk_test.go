package kernel

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

func TestSyrk(t *testing.T) { onTypes(t, testSyrk[float32], testSyrk[float64]) }

// testSyrk: the triangle has the bits of Gemm, and nothing else is touched.
func testSyrk[T Float](t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := newRand(40)
	for _, n := range []int{1, 2, 5, 14, 15, 16, 17, 31, 33, 45, 70, 150, 410} {
		for i := range 8 {
			up, tA, beta := i&1 == 0, i&2 == 0, T(i/4)*0.5
			k := 1 + rng.IntN(60)
			lda, ldc := k+rng.IntN(3), n+rng.IntN(3)
			if tA {
				lda = n + rng.IntN(3)
			}
			a := randomGuarded[T](rng, max(n, k)*lda, 1)
			c := randomGuarded[T](rng, n*ldc, 2)
			old := slices.Clone(c.v)
			want := slices.Clone(c.v)
			Gemm(tA, !tA, n, n, k, 2, a.v, lda, a.v, lda, beta, want, ldc)
			runtime.GOMAXPROCS(1 + i%3)
			Syrk(up, tA, n, k, 2, a.v, lda, beta, c.v, ldc)
			what := fmt.Sprintf("up=%v tA=%v n=%d k=%d beta=%v", up, tA, n, k, beta)
			c.check(t, what)
			compareTriangle(t, what, up, n, ldc, c.v, want, old)
		}
	}
}

// compareTriangle: want inside the triangle, old outside.
func compareTriangle[T Float](t *testing.T, what string, up bool, n, ldc int, got, want, old []T) {
	t.Helper()
	for i := range n {
		for j := range ldc {
			at := i*ldc + j
			w := old[at]
			if j < n && (j == i || j > i == up) {
				w = want[at]
			}
			if got[at] != w {
				t.Fatalf("%s: [%d,%d] is %v, want %v", what, i, j, got[at], w)
			}
		}
	}
}

func TestSyrkZero(t *testing.T) {
	onTiers(t, func(t *testing.T) {
		a, c := []float64{1, 2}, []float64{1, 2, 3, 4}
		Syrk(true, false, 2, 1, 0, a, 1, 2, c, 2)
		if want := []float64{2, 4, 3, 8}; !slices.Equal(c, want) {
			t.Errorf("alpha = 0: got %v, want %v", c, want)
		}
	})
}

func TestMirror(t *testing.T) { onTypes(t, testMirror[float32], testMirror[float64]) }

func testMirror[T Float](t *testing.T) {
	rng := newRand(41)
	for n := 0; n <= 70; n++ {
		ldc := n + 1
		c := randomGuarded[T](rng, n*ldc, 1)
		old := slices.Clone(c.v)
		Mirror(n, c.v, ldc)
		c.check(t, fmt.Sprintf("n=%d", n))
		for i := range n {
			for j := range ldc {
				want := old[i*ldc+j]
				if j < i {
					want = old[j*ldc+i]
				}
				if got := c.v[i*ldc+j]; got != want {
					t.Fatalf("n=%d: [%d,%d] is %v, want %v", n, i, j, got, want)
				}
			}
		}
	}
}
