package kernel

import (
	"math"
	"testing"
)

func TestConvert(t *testing.T) {
	onTypes(t, func(t *testing.T) { testConvert[float32, float64](t); testConvert[float32, float32](t) },
		func(t *testing.T) { testConvert[float64, float32](t); testConvert[float64, float64](t) })
}

func testConvert[T, S Float](t *testing.T) {
	rng := newRand(13)
	for n := range 131 {
		x, dst := randomGuarded[S](rng, n, n%3), newGuarded[T](n, 1)
		if n > 3 {
			x.v[1], x.v[2], x.v[3] = S(math.Inf(-1)), 0, S(math.NaN())
		}
		for _, f := range []float64{1, 0.5, 1.0 / 3} {
			Convert(dst.v, x.v, f)
			dst.check(t, "Convert")
			x.check(t, "Convert")
			for i, v := range x.v {
				if got, want := dst.v[i], T(float64(v)*f); got != want && (got == got || want == want) {
					t.Fatalf("n = %d: %v·%v gives %v, want %v", n, v, f, got, want)
				}
			}
		}
	}
}
