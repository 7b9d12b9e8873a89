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

func joinRates[T Float](t *testing.T, rates func(dst, q, a, open []T, t T), sides []float64) {
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
		rates(dst.v, q.v, a.v, open.v, 1)
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
