package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestDescend(t *testing.T) { onTypes(t, descendLoop[float32], descendLoop[float64]) }

// descendLoop holds Descend against the lines of its comment, in float64.
func descendLoop[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	for _, positive := range []bool{false, true} {
		for _, size := range []struct{ h, vecs int }{{1, 1}, {2, 1}, {9, 1}, {9, 2}, {4, 2}, {3, 3}, {2, 6}} {
			h, w := size.h, size.vecs*Block[T]()/2
			const kernels, height, n, stop = 5, 20, 40, 33
			ld := 2*w + 3
			k, x := randomGuarded[T](rng, kernels*h*w, 1), randomGuarded[T](rng, height*ld, 2)
			moves := randomGuarded[T](rng, n, 3)
			places, z := make([]Place[T], n), make([]float64, n)
			norm := 1 / math.Sqrt(float64(h*w))
			for i := range k.v {
				k.v[i] *= T(norm)
			}
			for i := range places {
				places[i] = Place[T]{At: int32(rng.IntN((height-h+1)*ld - w)), K: int32(rng.IntN(kernels)), N: 7}
				if i%3 == 0 {
					places[i].Z = T(rng.NormFloat64())
					if positive {
						places[i].Z = T(math.Abs(float64(places[i].Z)))
					}
				}
				z[i] = float64(places[i].Z)
			}
			places[stop].K = -1
			after := make([]float64, len(x.v))
			for i, v := range x.v {
				after[i] = float64(v)
			}
			if got := Descend(places, moves.v, k.v, x.v, ld, h, w, 0.5, positive); got != stop {
				t.Fatalf("%d visited, expected %d", got, stop)
			}
			for i := range stop {
				kern, patch := k.v[int(places[i].K)*h*w:], after[places[i].At:]
				v := z[i]
				for a := range h {
					for b := range w {
						v += float64(kern[a*w+b]) * patch[a*ld+b]
					}
				}
				next := math.Copysign(math.Max(math.Abs(v)-0.5, 0), v)
				if positive && v < 0 {
					next = 0
				}
				for a := range h {
					for b := range w {
						patch[a*ld+b] -= (next - z[i]) * float64(kern[a*w+b])
					}
				}
				const roundings = 2000 // they pass from place to place
				closeTo(t, "z", float64(places[i].Z), next, roundings*eps[T]())
				closeTo(t, "move", float64(moves.v[i]), next-z[i], roundings*eps[T]())
			}
			for i, want := range after {
				closeTo(t, "x", float64(x.v[i]), want, 2000*eps[T]())
			}
			for _, g := range []guarded[T]{k, x, moves} {
				g.check(t, "Descend")
			}
		}
	}
}

func TestDescendPanics(t *testing.T) {
	x := make([]float32, 100)
	for name, p := range map[string]Place[float32]{"at": {At: 93}, "before": {At: -1}, "kernel": {K: 12}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			Descend([]Place[float32]{p}, x, x, x, 8, 1, 8, 1, false)
		}()
	}
}
