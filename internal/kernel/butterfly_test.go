package kernel

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func TestButterfly4(t *testing.T) { onTypes(t, butterfly[float32], butterfly[float64]) }

// butterfly holds Butterfly4 against the sum Σ_r e^(−2πi·r·k/4)·w_r·x_r, k = 0 … 3.
func butterfly[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	for blocks := range 5 {
		n := blocks * Block[T]()
		ld := n + rng.IntN(5)
		re, im := randomGuarded[T](rng, 3*ld+n, 1), randomGuarded[T](rng, 3*ld+n, 3)
		w := randomGuarded[T](rng, 6, 2)
		x, y := append([]T(nil), re.v...), append([]T(nil), im.v...)
		Butterfly4(re.v, im.v, ld, w.v, n)
		for at := range re.v {
			k, j := at/max(1, ld), at%max(1, ld)
			want, scale := complex(float64(x[at]), float64(y[at])), 0.0
			if j < n {
				want = 0
				for r := range 4 {
					p := complex(float64(x[r*ld+j]), float64(y[r*ld+j]))
					if r > 0 {
						p *= complex(float64(w.v[2*r-2]), float64(w.v[2*r-1]))
					}
					want += p * cmplx.Exp(complex(0, -math.Pi/2*float64(r*k)))
					scale += cmplx.Abs(p)
				}
			}
			closeTo(t, "Butterfly4 (re)", float64(re.v[at]), real(want), 6*eps[T]()*scale)
			closeTo(t, "Butterfly4 (im)", float64(im.v[at]), imag(want), 6*eps[T]()*scale)
		}
		for _, g := range []guarded[T]{re, im, w} {
			g.check(t, "Butterfly4")
		}
	}
}

func TestButterfly4Refuses(t *testing.T) {
	x, w := make([]float32, 64), make([]float32, 6)
	for _, c := range []struct {
		want string
		f    func()
	}{
		{"n=15, stride 16, 6 factors", func() { Butterfly4(x, x, 16, w, 15) }},
		{"n=16, stride 15, 6 factors", func() { Butterfly4(x, x, 15, w, 16) }},
		{"n=16, stride 16, 5 factors", func() { Butterfly4(x, x, 16, w[:5], 16) }},
	} {
		mustPanic(t, "kernel: Butterfly4: "+c.want+", expected n a multiple of 16 and at most the stride, and 6", c.f)
	}
	mustPanic(t, "kernel: Butterfly4 (re) has 63 elements, expected 64 or more", func() { Butterfly4(x[:63], x, 16, w, 16) })
	mustPanic(t, "kernel: Butterfly4 (im) has 63 elements, expected 64 or more", func() { Butterfly4(x, x[:63], 16, w, 16) })
}
