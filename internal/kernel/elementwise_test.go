package kernel

import (
	"fmt"
	"math"
	"testing"
)

// An elementOp is one elementwise function and the expression that it stands
// for; dst, x and y have the same length, dst starts as a copy of z.
type elementOp[T Float] struct {
	name  string
	run   func(dst, x, y []T, a, b T)
	want  func(z, x, y, a, b T) T
	terms func(z, x, y, a, b float64) float64 // magnitude of what is rounded
}

func elementOps[T Float]() []elementOp[T] {
	abs := math.Abs
	soft := func(v, t T) T {
		switch {
		case v > t:
			return v - t
		case v < -t:
			return v + t
		case v-v != 0 || t != t:
			return T(math.NaN())
		}
		return 0
	}
	absT := func(a T) T { return T(math.Abs(float64(a))) }
	return []elementOp[T]{
		{"Axpy", func(dst, x, y []T, a, b T) { Axpy(a, x, dst) },
			func(z, x, y, a, b T) T { return a*x + z },
			func(z, x, y, a, b float64) float64 { return abs(a*x) + abs(z) }},
		{"Axpby", func(dst, x, y []T, a, b T) { Axpby(a, x, b, dst) },
			func(z, x, y, a, b T) T { return a*x + b*z },
			func(z, x, y, a, b float64) float64 { return abs(a*x) + abs(b*z) }},
		{"AddScaled", func(dst, x, y []T, a, b T) { AddScaled(dst, x, a, y) },
			func(z, x, y, a, b T) T { return x + a*y },
			func(z, x, y, a, b float64) float64 { return abs(x) + abs(a*y) }},
		{"Extrapolate", func(dst, x, y []T, a, b T) { Extrapolate(dst, x, y, a) },
			func(z, x, y, a, b T) T { return x + a*(x-y) },
			func(z, x, y, a, b float64) float64 { return abs(x) + abs(a)*(abs(x)+abs(y)) }},
		{"Scal", func(dst, x, y []T, a, b T) { Scal(a, dst) },
			func(z, x, y, a, b T) T { return a * z },
			func(z, x, y, a, b float64) float64 { return abs(a * z) }},
		{"Add", func(dst, x, y []T, a, b T) { Add(dst, x, y) },
			func(z, x, y, a, b T) T { return x + y }, nil},
		{"Sub", func(dst, x, y []T, a, b T) { Sub(dst, x, y) },
			func(z, x, y, a, b T) T { return x - y }, nil},
		{"Mul", func(dst, x, y []T, a, b T) { Mul(dst, x, y) },
			func(z, x, y, a, b T) T { return x * y }, nil},
		{"Clip", func(dst, x, y []T, a, b T) { Clip(dst, x, -absT(a), absT(b)) },
			func(z, x, y, a, b T) T {
				if x != x {
					return x
				}
				return max(-absT(a), min(absT(b), x))
			}, nil},
		{"Shrink", func(dst, x, y []T, a, b T) { Shrink(dst, x, absT(a)) },
			func(z, x, y, a, b T) T { return soft(x, absT(a)) }, nil},
		{"ShrinkEach", func(dst, x, y []T, a, b T) {
			th := make([]T, len(y))
			for i := range y {
				th[i] = absT(y[i])
			}
			ShrinkEach(dst, x, th)
		}, func(z, x, y, a, b T) T { return soft(x, absT(y)) }, nil},
		{"ShrinkStep", func(dst, x, y []T, a, b T) { ShrinkStep(dst, x, a, y, absT(b)) },
			func(z, x, y, a, b T) T { return soft(x-a*y, absT(b)) },
			func(z, x, y, a, b float64) float64 { return abs(x) + abs(a*y) + abs(b) }},
		{"ShrinkPos", func(dst, x, y []T, a, b T) { ShrinkPos(dst, x, a) },
			func(z, x, y, a, b T) T {
				if v := x - a; !(v < 0) {
					return v
				}
				return 0
			}, nil},
	}
}

func TestElementwise(t *testing.T) {
	onTypes(t, testElementwise[float32], testElementwise[float64])
}

func testElementwise[T Float](t *testing.T) {
	rng := newRand(1)
	for _, op := range elementOps[T]() {
		for n := 0; n <= 130; n++ {
			x, y := randomGuarded[T](rng, n, n%3), randomGuarded[T](rng, n, n%5)
			dst := randomGuarded[T](rng, n, n%7)
			z := append([]T(nil), dst.v...)
			a, b := T(rng.NormFloat64()), T(rng.NormFloat64())
			op.run(dst.v, x.v, y.v, a, b)
			what := fmt.Sprintf("%s n=%d", op.name, n)
			for _, g := range []guarded[T]{x, y, dst} {
				g.check(t, what)
			}
			compareElements(t, what, op, dst.v, z, x.v, y.v, a, b)
		}
	}
}

// compareElements checks dst against the expression: exact, or to two roundings
// where the assembly fuses a product and a sum.
func compareElements[T Float](t *testing.T, what string, op elementOp[T], dst, z, x, y []T, a, b T) {
	t.Helper()
	for i := range dst {
		bound := 0.0
		if op.terms != nil {
			bound = 2 * eps[T]() * op.terms(float64(z[i]), float64(x[i]), float64(y[i]), float64(a), float64(b))
		}
		if got, want := float64(dst[i]), float64(op.want(z[i], x[i], y[i], a, b)); !near(got, want, bound) {
			t.Fatalf("%s [%d]: got %v, want %v to within %g", what, i, got, want, bound)
		}
	}
}

func TestElementwiseSpecials(t *testing.T) {
	onTypes(t, testElementwiseSpecials[float32], testElementwiseSpecials[float64])
}

// testElementwiseSpecials puts every pair of special values at every place of
// a vector register and of the tail.
func testElementwiseSpecials[T Float](t *testing.T) {
	sp := specials[T]()
	const n = 37
	for _, op := range elementOps[T]() {
		for _, a := range []T{0, 1, 0.25, -2, T(math.Inf(1)), T(math.NaN())} {
			if op.name == "Clip" && a != a {
				continue
			}
			for shift := range sp {
				x, y, dst := make([]T, n), make([]T, n), make([]T, n)
				for i := range x {
					x[i], y[i], dst[i] = sp[i%len(sp)], sp[(i+shift)%len(sp)], sp[(3*i+shift)%len(sp)]
				}
				z := append([]T(nil), dst...)
				op.run(dst, x, y, a, 0.5)
				compareElements(t, fmt.Sprintf("%s a=%v", op.name, a), op, dst, z, x, y, a, 0.5)
			}
		}
	}
}

// TestShrinkZeroSign: a code that is off prints as 0, not -0.
func TestShrinkZeroSign(t *testing.T) {
	onTypes(t, testShrinkZeroSign[float32], testShrinkZeroSign[float64])
}

func testShrinkZeroSign[T Float](t *testing.T) {
	v := make([]T, 19)
	for i := range v {
		v[i] = -0.5
	}
	Shrink(v, v, 1)
	for i, x := range v {
		if x != 0 || math.Signbit(float64(x)) {
			t.Fatalf("[%d] = %v, want +0", i, x)
		}
	}
}

// TestElementwiseInPlace: dst may be the input.
func TestElementwiseInPlace(t *testing.T) {
	onTypes(t, testInPlace[float32], testInPlace[float64])
}

func testInPlace[T Float](t *testing.T) {
	rng := newRand(2)
	x, y := make([]T, 77), make([]T, 77)
	fill(rng, x)
	fill(rng, y)
	want := make([]T, 77)
	for _, f := range []func(dst []T){
		func(dst []T) { Add(dst, x, y) },
		func(dst []T) { AddScaled(dst, x, 2, y) },
		func(dst []T) { Extrapolate(dst, x, y, 2) },
		func(dst []T) { ShrinkStep(dst, x, 0.5, y, 0.1) },
	} {
		keep := append([]T(nil), x...)
		f(want)
		f(x)
		for i := range x {
			if x[i] != want[i] {
				t.Fatalf("[%d]: in place %v, else %v", i, x[i], want[i])
			}
		}
		copy(x, keep)
	}
}

func TestTranspose(t *testing.T) { onTypes(t, testTranspose[float32], testTranspose[float64]) }

func testTranspose[T Float](t *testing.T) {
	rng := newRand(12)
	for m := range 36 {
		for n := range 19 {
			ld, ldd := max(1, n+m%3), max(1, m+n%2)
			x, dst := randomGuarded[T](rng, m*ld, 1), newGuarded[T](n*ldd, 2)
			Transpose(dst.v, ldd, x.v, ld, m, n)
			dst.check(t, "Transpose")
			for i := range m {
				for j := range n {
					if got, want := dst.v[j*ldd+i], x.v[i*ld+j]; got != want {
						t.Fatalf("Transpose %d×%d: [%d, %d] is %v, want %v", m, n, j, i, got, want)
					}
				}
			}
		}
	}
}
