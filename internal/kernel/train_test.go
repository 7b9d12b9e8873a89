package kernel

import (
	"fmt"
	"math"
	"testing"
)

func derivatives[T Float]() []elementOp[T] {
	abs := math.Abs
	return []elementOp[T]{
		{"TanhBack", func(dst, x, y []T, a, b T) { TanhBack(dst, x, y) },
			func(z, x, y, a, b T) T { return x * (1 - y*y) },
			func(z, x, y, a, b float64) float64 { return abs(x) * (1 + y*y) }},
		{"SigmoidBack", func(dst, x, y []T, a, b T) { SigmoidBack(dst, x, y) },
			func(z, x, y, a, b T) T { return x * (y * (1 - y)) },
			func(z, x, y, a, b float64) float64 { return abs(x*y) * (1 + abs(y)) }},
		{"Support", func(dst, x, y []T, a, b T) { Support(dst, x, y) },
			func(z, x, y, a, b T) T {
				if y < 0 || y > 0 {
					return x
				}
				return 0
			}, nil},
		{"SubSigned", func(dst, x, y []T, a, b T) { SubSigned(dst, x, y) },
			func(z, x, y, a, b T) T {
				switch {
				case y > 0:
					return z - x
				case y < 0:
					return z + x
				}
				return z
			}, nil},
		{"Gate", func(dst, x, y []T, a, b T) { Gate(dst, x, y, b) },
			func(z, x, y, a, b T) T {
				if y > 0 {
					return x
				}
				return b * x
			}, nil},
	}
}

func TestDerivatives(t *testing.T) {
	onTypes(t, testDerivatives[float32], testDerivatives[float64])
}

func testDerivatives[T Float](t *testing.T) {
	rng := newRand(24)
	sp := specials[T]()
	for _, op := range derivatives[T]() {
		for n := 0; n <= 130; n++ {
			x, y, dst := randomGuarded[T](rng, n, n%3), randomGuarded[T](rng, n, n%5), randomGuarded[T](rng, n, n%7)
			if n%2 == 1 {
				for i := range n {
					x.v[i], y.v[i] = sp[i%len(sp)], sp[(i+n)%len(sp)]
				}
			}
			z := append([]T(nil), dst.v...)
			op.run(dst.v, x.v, y.v, 0, 0.25)
			what := fmt.Sprintf("%s n=%d", op.name, n)
			for _, g := range []guarded[T]{x, y, dst} {
				g.check(t, what)
			}
			compareElements(t, what, op, dst.v, z, x.v, y.v, 0, 0.25)
		}
	}
}

func TestAdam(t *testing.T) { onTypes(t, testAdam[float32], testAdam[float64]) }

func testAdam[T Float](t *testing.T) {
	rng := newRand(25)
	s := AdamSettings[T]{0.9, 0.1, 0.99, 0.01, 0.95, 0.125, 1e-3}
	for n := 0; n <= 70; n++ {
		w, g, m, v := randomGuarded[T](rng, n, 1), randomGuarded[T](rng, n, 2), randomGuarded[T](rng, n, 3), randomGuarded[T](rng, n, 4)
		Mul(v.v, v.v, v.v)
		w0, m0, v0 := append([]T(nil), w.v...), append([]T(nil), m.v...), append([]T(nil), v.v...)
		Adam(w.v, g.v, m.v, v.v, s)
		for _, x := range []guarded[T]{w, g, m, v} {
			x.check(t, "Adam")
		}
		for i := range n {
			d := float64(g.v[i])
			mean := float64(s.B1)*float64(m0[i]) + float64(s.C1)*d
			square := float64(s.B2)*float64(v0[i]) + float64(s.C2)*d*d
			step := float64(s.Rate) * mean / (math.Sqrt(square) + float64(s.Eps))
			what := fmt.Sprintf("n=%d [%d]", n, i)
			closeTo(t, what+" m", float64(m.v[i]), mean, 3*eps[T]()*(math.Abs(float64(m0[i]))+math.Abs(d)))
			closeTo(t, what+" v", float64(v.v[i]), square, 3*eps[T]()*square)
			closeTo(t, what+" w", float64(w.v[i]), float64(s.Keep)*float64(w0[i])-step, 8*eps[T]()*(1+math.Abs(float64(w0[i]))+math.Abs(step)+float64(s.Rate)*(math.Abs(float64(m0[i]))+math.Abs(d))/math.Sqrt(square)))
		}
	}
}
