package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestJoinRates(t *testing.T) {
	both := []float64{1, -1}
	onTypes(t, func(t *testing.T) { joinRates(t, JoinRates[float32], both) }, func(t *testing.T) { joinRates(t, JoinRates[float64], both) })
}

func TestJoinRatesPos(t *testing.T) {
	up := []float64{1}
	onTypes(t, func(t *testing.T) { joinRates(t, JoinRatesPos[float32], up) }, func(t *testing.T) { joinRates(t, JoinRatesPos[float64], up) })
}

func joinRates[T Float](t *testing.T, rates func(dst, q, a, open []T, t T) T, sides []float64) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := range 131 {
		dst, q, a, open := newGuarded[T](n, n%3), newGuarded[T](n, 0), newGuarded[T](n, 1), newGuarded[T](n, 2)
		for i := range n {
			q.v[i], a.v[i] = T(2*rng.Float64()-1), T(3*rng.NormFloat64())
			open.v[i] = Open[T]()
			switch rng.IntN(8) {
			case 0:
				open.v[i] = Closed[T]()
				q.v[i], a.v[i] = 1, 1 // as in the support: 0/0
			case 1:
				q.v[i], a.v[i] = 1, 1 // and open
			}
		}
		top := rates(dst.v, q.v, a.v, open.v, 1)
		if want := AbsMaxValue(dst.v); top != want {
			t.Fatalf("n = %d: the largest rate is %v, returned %v", n, want, top)
		}
		for i, got := range dst.v {
			var want float64
			if open.v[i] != 0 {
				for _, s := range sides { // the definition: the first γ > 0 on each side
					up, down := 1-s*float64(a.v[i]), 1-s*float64(q.v[i])
					if up > 0 {
						want = math.Max(want, up/down)
					}
				}
			}
			if !(math.Abs(float64(got)-want) <= 8*eps[T]()*want) {
				t.Fatalf("n = %d: rate %d is %v for q %v, a %v, open %v; expected %v", n, i, got, q.v[i], a.v[i], open.v[i], want)
			}
		}
		for _, g := range []guarded[T]{dst, q, a, open} {
			g.check(t, "JoinRates")
		}
	}
}

func TestLeaveRates(t *testing.T) { onTypes(t, leaveRates[float32], leaveRates[float64]) }

func leaveRates[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	inf := T(math.Inf(1))
	for n := range 131 {
		dst, z, s, w := newGuarded[T](n, n%3), newGuarded[T](n, 0), newGuarded[T](n, 1), newGuarded[T](n, 2)
		want := make([]T, n)
		var top T
		for i := range n {
			z.v[i], w.v[i] = T(rng.NormFloat64()), T(rng.NormFloat64())
			s.v[i] = T(math.Copysign(1, float64(z.v[i])))
			if r := -w.v[i] / z.v[i]; r > 0 { // the definition
				want[i] = r
			}
			switch rng.IntN(8) {
			case 0: // padding
				z.v[i], s.v[i], w.v[i], want[i] = 0, 0, 0, 0
			case 1: // at 0, and inwards
				z.v[i], s.v[i], w.v[i], want[i] = 0, -1, -1, 0
			case 2: // at −0, and inwards
				z.v[i], s.v[i], w.v[i], want[i] = T(math.Copysign(0, -1)), 1, 1, 0
			case 3: // beyond 0 for rounding, and on
				z.v[i], s.v[i], w.v[i], want[i] = 1e-9, -1, 1, inf
			}
			top = max(top, want[i])
		}
		if got := LeaveRates(dst.v, z.v, s.v, w.v); !close(got, top) {
			t.Fatalf("n = %d: the largest is %v, want %v", n, got, top)
		}
		for i, got := range dst.v {
			if !close(got, want[i]) {
				t.Fatalf("n = %d: rate %d is %v for z %v, s %v, w %v; want %v", n, i, got, z.v[i], s.v[i], w.v[i], want[i])
			}
		}
		for _, g := range []guarded[T]{dst, z, s, w} {
			g.check(t, "LeaveRates")
		}
	}
}

// close reports whether two numbers, perhaps infinite, are equal to a few roundings.
func close[T Float](got, want T) bool {
	return got == want || math.Abs(float64(got-want)) <= 4*eps[T]()*math.Abs(float64(want))
}
