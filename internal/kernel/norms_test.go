package kernel

import (
	"fmt"
	"math"
	"testing"
)

// A sumOp is a reduction to one number, and its term.
type sumOp[T Float] struct {
	name string
	run  func(x, y []T) T
	term func(x, y float64) float64
}

func sumOps[T Float]() []sumOp[T] {
	return []sumOp[T]{
		{"Dot", Dot[T], func(x, y float64) float64 { return x * y }},
		{"Sum", func(x, y []T) T { return Sum(x) }, func(x, y float64) float64 { return x }},
		{"Asum", func(x, y []T) T { return Asum(x) }, func(x, y float64) float64 { return math.Abs(x) }},
		{"SumSquares", func(x, y []T) T { return SumSquares(x) }, func(x, y float64) float64 { return x * x }},
		{"SumSquaresDiff", SumSquaresDiff[T], func(x, y float64) float64 { return (x - y) * (x - y) }},
	}
}

func TestSums(t *testing.T) { onTypes(t, testSums[float32], testSums[float64]) }

func testSums[T Float](t *testing.T) {
	rng := newRand(3)
	for _, op := range sumOps[T]() {
		for n := 0; n <= 130; n++ {
			x, y := randomGuarded[T](rng, n, n%3), randomGuarded[T](rng, n, n%5)
			var want, mag float64
			for i := range x.v {
				v := op.term(float64(x.v[i]), float64(y.v[i]))
				want, mag = want+v, mag+math.Abs(v)
			}
			got := op.run(x.v, y.v)
			closeTo(t, fmt.Sprintf("%s n=%d", op.name, n), float64(got), want, float64(n+3)*eps[T]()*mag)
			if again := op.run(x.v, y.v); again != got {
				t.Fatalf("%s n=%d: %v, then %v", op.name, n, got, again)
			}
		}
	}
}

func TestSumsSpecials(t *testing.T) { onTypes(t, testSumsSpecials[float32], testSumsSpecials[float64]) }

func testSumsSpecials[T Float](t *testing.T) {
	for _, op := range sumOps[T]() {
		for _, bad := range []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1))} {
			for n := 1; n <= 70; n += 3 {
				for at := 0; at < n; at++ {
					x, y := make([]T, n), make([]T, n)
					for i := range x {
						x[i], y[i] = 1, 1
					}
					x[at] = bad
					want := op.term(float64(bad), 1)
					if got := float64(op.run(x, y)); !near(got, want, 0) {
						t.Fatalf("%s n=%d x[%d]=%v: got %v, want %v", op.name, n, at, bad, got, want)
					}
				}
			}
		}
	}
}

// TestTiersAgree: the two assembly tiers take sums in the same order.
func TestTiersAgree(t *testing.T) {
	if Best() < AVX512 {
		return
	}
	defer mustUse(Active())
	rng := newRand(4)
	for n := 1; n <= 400; n += 7 {
		x, y := make([]float32, n), make([]float32, n)
		u, v := make([]float64, n), make([]float64, n)
		fill(rng, x)
		fill(rng, y)
		fill(rng, u)
		fill(rng, v)
		for i, op := range sumOps[float32]() {
			op64 := sumOps[float64]()[i]
			mustUse(AVX2)
			a, b := op.run(x, y), op64.run(u, v)
			mustUse(AVX512)
			if c, d := op.run(x, y), op64.run(u, v); a != c || b != d {
				t.Fatalf("%s n=%d: avx2 %v and %v, avx512 %v and %v", op.name, n, a, b, c, d)
			}
		}
	}
}

func TestAbsMax(t *testing.T) { onTypes(t, testAbsMax[float32], testAbsMax[float64]) }

func testAbsMax[T Float](t *testing.T) {
	rng := newRand(5)
	if i, m := AbsMax[T](nil); i != -1 || m != 0 {
		t.Fatalf("no elements: %d, %v", i, m)
	}
	for n := 1; n <= 130; n++ {
		x := randomGuarded[T](rng, n, n%3)
		for at := 0; at < n; at += 1 + n/9 {
			keep := x.v[at]
			x.v[at] = -100
			last := x.v[n-1]
			x.v[n-1] = 100 // an equal after the first
			want := at
			if i, m := AbsMax(x.v); i != want || m != 100 {
				t.Fatalf("n=%d: got %d, %v; want %d, 100", n, i, m, want)
			}
			x.v[n-1] = last
			x.v[at] = T(math.NaN())
			if i, m := AbsMax(x.v); i != at || m == m {
				t.Fatalf("n=%d: got %d, %v; want the NaN at %d", n, i, m, at)
			}
			x.v[at] = keep
		}
	}
	zero := make([]T, 33)
	if i, m := AbsMax(zero); i != 0 || m != 0 {
		t.Fatalf("zeros: %d, %v", i, m)
	}
}

func TestAxpyAbsMax(t *testing.T) { onTypes(t, testAxpyAbsMax[float32], testAxpyAbsMax[float64]) }

func testAxpyAbsMax[T Float](t *testing.T) {
	rng := newRand(6)
	for n := 1; n <= 130; n++ {
		x, y := randomGuarded[T](rng, n, 1), randomGuarded[T](rng, n, 2)
		want := append([]T(nil), y.v...)
		Axpy(0.5, x.v, want)
		at, m := AbsMax(want)
		i, v := AxpyAbsMax(0.5, x.v, y.v)
		if i != at || v != m {
			t.Fatalf("n=%d: got %d, %v; want %d, %v", n, i, v, at, m)
		}
	}
}

func TestNrm2(t *testing.T) { onTypes(t, testNrm2[float32], testNrm2[float64]) }

func testNrm2[T Float](t *testing.T) {
	rng := newRand(7)
	scales := []float64{1, 1e-30, 1e30, 1e-42, 1e38}
	if !is32[T]() {
		scales = append(scales, 1e-200, 1e200, 1e-310, 1e307)
	}
	for _, s := range scales {
		for n := 0; n <= 40; n += 3 {
			x := make([]T, n)
			for i := range x {
				x[i] = T(s * rng.Float64())
			}
			want := 0.0
			for _, v := range x {
				want = math.Hypot(want, float64(v))
			}
			if is32[T]() && want > math.MaxFloat32 {
				continue
			}
			closeTo(t, fmt.Sprintf("n=%d scale %g", n, s), float64(Nrm2(x)), want, float64(n+3)*eps[T]()*want+smallest[T]())
		}
	}
	closeTo(t, "NaN", float64(Nrm2([]T{1, T(math.NaN())})), math.NaN(), 0)
	closeTo(t, "Inf", float64(Nrm2([]T{1, T(math.Inf(-1))})), math.Inf(1), 0)
}

func smallest[T Float]() float64 {
	if is32[T]() {
		return math.SmallestNonzeroFloat32
	}
	return math.SmallestNonzeroFloat64
}
