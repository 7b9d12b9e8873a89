package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestRows(t *testing.T) { onTypes(t, testRows[float32], testRows[float64]) }

// testRows checks DotRows and AxpyRows, in order and by index, for lengths
// 0 … 130, odd strides and none or several rows.
func testRows[T Float](t *testing.T) {
	rng := newRand(8)
	for n := 0; n <= 130; n++ {
		for _, m := range []int{0, 1, 2, 5} {
			ld, height := n+n%4, m+3
			x := randomGuarded[T](rng, height*ld, n%3)
			idx := make([]int, m)
			for r := range idx {
				idx[r] = rng.IntN(height)
			}
			for _, use := range [][]int{nil, idx} {
				what := fmt.Sprintf("n=%d m=%d idx=%v", n, m, use)
				testDotRows(t, what, x, ld, m, n, use)
				testAxpyRows(t, what, x, ld, m, n, use)
			}
			testGer[T](t, ld, m, n)
		}
	}
}

func testDotRows[T Float](t *testing.T, what string, x guarded[T], ld, m, n int, idx []int) {
	t.Helper()
	y, dst := randomGuarded[T](newRand(9), n, 1), newGuarded[T](m, 2)
	DotRows(dst.v, x.v, ld, idx, y.v)
	dst.check(t, "DotRows "+what)
	for r, got := range dst.v {
		o := rowOf(idx, r) * ld
		if want := Dot(y.v, x.v[o:o+n]); got != want {
			t.Fatalf("DotRows %s: row %d: %v, want the bits of Dot, %v", what, r, got, want)
		}
	}
}

func testAxpyRows[T Float](t *testing.T, what string, x guarded[T], ld, m, n int, idx []int) {
	t.Helper()
	rng := newRand(10)
	a, y := randomGuarded[T](rng, m, 1), randomGuarded[T](rng, n, 2)
	old := append([]T(nil), y.v...)
	AxpyRows(y.v, a.v, x.v, ld, idx)
	y.check(t, "AxpyRows "+what)
	for j, got := range y.v {
		want, mag := float64(old[j]), math.Abs(float64(old[j]))
		for r, f := range a.v {
			p := float64(f) * float64(x.v[rowOf(idx, r)*ld+j])
			want, mag = want+p, mag+math.Abs(p)
		}
		if bound := float64(m+2) * eps[T]() * mag; !near(float64(got), want, bound) {
			t.Fatalf("AxpyRows %s [%d]: got %v, want %v to within %g", what, j, got, want, bound)
		}
	}
}

// testGer holds each row against Axpy.
func testGer[T Float](t *testing.T, ld, m, n int) {
	t.Helper()
	rng := newRand(11)
	x, y, a := randomGuarded[T](rng, m, 1), randomGuarded[T](rng, n, 2), randomGuarded[T](rng, m*ld, 3)
	want := append([]T(nil), a.v...)
	for i, v := range x.v {
		Axpy(T(1.25)*v, y.v, want[i*ld:i*ld+n])
	}
	Ger(1.25, x.v, y.v, a.v, ld)
	for _, g := range []guarded[T]{x, y, a} {
		g.check(t, "Ger")
	}
	for i, got := range a.v {
		if got != want[i] {
			t.Fatalf("Ger m=%d n=%d ld=%d: element %d is %v, want the bits of Axpy, %v", m, n, ld, i, got, want[i])
		}
	}
}

// TestVectorPanics: a length that does not fit is named.
func TestVectorPanics(t *testing.T) {
	x3, x4 := make([]float64, 3), make([]float64, 4)
	for name, c := range map[string]struct {
		f    func()
		want string
	}{
		"Dot":    {func() { Dot(x3, x4) }, "kernel: Dot: lengths 3 and 4 differ"},
		"Axpy":   {func() { Axpy(1, x3, x4) }, "kernel: Axpy: lengths 3 and 4 differ"},
		"Shrink": {func() { Shrink(x3, x3, -1) }, "kernel: Shrink: threshold -1 is negative"},
		"Clip":   {func() { Clip(x3, x3, 2, 1) }, "kernel: Clip: bounds 2 and 1"},
		"rows":   {func() { AxpyRows(x3, x4, x4, 3, nil) }, "kernel: AxpyRows: 4 elements for 4 rows of 3 with stride 3"},
		"index":  {func() { DotRows(x3[:1], x4, 3, []int{1}, x3) }, "kernel: DotRows: row 1 of a matrix with 4 elements and stride 3"},
		"stride": {func() { DotRows(x3[:1], x4, 2, nil, x3) }, "kernel: DotRows: stride 2 is less than 3 columns"},
	} {
		t.Run(name, func(t *testing.T) { mustPanic(t, c.want, c.f) })
	}
}

func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		if got := recover(); got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	f()
}
