package kernel

import (
	"math"
	"testing"
)

func TestNonZeros(t *testing.T) {
	onTypes(t, testNonZeros[float32], testNonZeros[float64])
}

func testNonZeros[T Float](t *testing.T) {
	rng := newRand(14)
	tiny := T(math.SmallestNonzeroFloat64)
	if is32[T]() {
		tiny = T(math.SmallestNonzeroFloat32)
	}
	special := []T{0, T(math.Copysign(0, -1)), tiny, -tiny, T(math.NaN()), T(math.Inf(-1))}
	for n := range 131 {
		x, val := newGuarded[T](n, n%3), newGuarded[T](n, 1)
		idx := make([]int, n+1)
		idx[n] = -7
		var want []int
		for i := range n {
			if x.v[i] = special[rng.IntN(len(special))]; n%2 == 0 {
				x.v[i] = 1 // none is zero
			}
			if x.v[i] != 0 {
				want = append(want, i)
			}
		}
		got := NonZeros(idx, val.v, x.v)
		if got != len(want) || idx[n] != -7 {
			t.Fatalf("n = %d: %d found, want %d; behind the places stands %d", n, got, len(want), idx[n])
		}
		for e, i := range want {
			if idx[e] != i || val.v[e] != x.v[i] && x.v[i] == x.v[i] {
				t.Fatalf("n = %d: number %d is %v at %d, want %v at %d", n, e, val.v[e], idx[e], x.v[i], i)
			}
		}
		val.check(t, "NonZeros")
		x.check(t, "NonZeros")
	}
	mustPanic(t, "kernel: NonZeros: room for 2 places and 3 values, expected 3", func() {
		NonZeros(make([]int, 2), make([]T, 3), make([]T, 3))
	})
}
