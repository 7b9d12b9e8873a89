package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestCorrelate(t *testing.T) { onTypes(t, correlateLoop[float32], correlateLoop[float64]) }

// correlateLoop holds Correlate against the sum in its comment, taken in float64.
func correlateLoop[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for _, size := range []struct{ h, w, blocks int }{{1, 1, 1}, {1, 1, 0}, {2, 3, 2}, {9, 9, 3}, {3, 17, 4}, {5, 2, 5}, {1, 8, 7}} {
		h, w, n := size.h, size.w, size.blocks*Block[T]()
		lds, ldd := n+w-1+rng.IntN(5), n+rng.IntN(5)
		src := randomGuarded[T](rng, h*lds+w, 1)
		taps := randomGuarded[T](rng, 4*h*w, 2)
		dst := randomGuarded[T](rng, 3*ldd+n, 3)
		before := append([]T(nil), dst.v...)
		Correlate(dst.v, ldd, src.v, lds, taps.v, h, w, n)
		for i, got := range dst.v {
			want, scale := float64(before[i]), math.Abs(float64(before[i]))
			if f, x := i/ldd, i%ldd; x < n {
				for a := range h {
					for b := range w {
						p := float64(taps.v[(a*w+b)*4+f]) * float64(src.v[a*lds+x+b])
						want, scale = want+p, scale+math.Abs(p)
					}
				}
			}
			closeTo(t, "Correlate", float64(got), want, float64(h*w+1)*eps[T]()*scale)
		}
		for _, g := range []guarded[T]{src, taps, dst} {
			g.check(t, "Correlate")
		}
	}
}

func TestPatch(t *testing.T) { onTypes(t, patchLoops[float32], patchLoops[float64]) }

// patchLoops holds PatchDot and PatchAxpy against the loops in their comments.
func patchLoops[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	for h := 1; h < 12; h++ {
		for w := Block[T]() / 2; w <= 5*Block[T](); w += Block[T]() / 2 {
			ld := w + rng.IntN(7)
			k, x := randomGuarded[T](rng, h*w, 1), randomGuarded[T](rng, (h-1)*ld+w, 2)
			var want, scale float64
			after := append([]T(nil), x.v...)
			a := T(rng.NormFloat64())
			for i := range h {
				for j := range w {
					p := float64(k.v[i*w+j]) * float64(x.v[i*ld+j])
					want, scale = want+p, scale+math.Abs(p)
					after[i*ld+j] = T(float64(a)*float64(k.v[i*w+j]) + float64(x.v[i*ld+j]))
				}
			}
			closeTo(t, "PatchDot", float64(PatchDot(k.v, x.v, ld, h, w)), want, float64(h*w)*eps[T]()*scale)
			was := append([]T(nil), x.v...)
			PatchAxpy(a, k.v, x.v, ld, h, w)
			for i, got := range x.v {
				closeTo(t, "PatchAxpy", float64(got), float64(after[i]), 2*eps[T]()*(math.Abs(float64(after[i]))+math.Abs(float64(was[i]))))
			}
			k.check(t, "PatchAxpy")
			x.check(t, "PatchAxpy")
		}
	}
}

// The two assembly tiers give the same bits.
func TestPatchBits(t *testing.T) {
	patchBits[float32](t)
	patchBits[float64](t)
}

func patchBits[T Float](t *testing.T) {
	was := Active()
	defer mustUse(was)
	run := func(tier Tier) (all []T) {
		mustUse(tier)
		rng := rand.New(rand.NewPCG(5, 1))
		n := 5 * Block[T]()
		dst, src, taps := make([]T, 4*n), make([]T, 9*2*n), make([]T, 4*9*9)
		fill(rng, dst)
		fill(rng, src)
		fill(rng, taps)
		Correlate(dst, n, src, 2*n, taps, 9, 9, n)
		dot := PatchDot(taps, src, 2*n, 9, 3*Block[T]()/2)
		PatchAxpy(dot, taps, src, 2*n, 9, 3*Block[T]()/2)
		return append(append(dst, src...), dot)
	}
	if Best() < AVX2 {
		return
	}
	want := run(AVX2)
	for tier := AVX2; tier <= Best(); tier++ {
		for i, v := range run(tier) {
			if v != want[i] {
				t.Fatalf("%v: element %d is %v, with avx2 %v", tier, i, v, want[i])
			}
		}
	}
}

func TestPatchPanics(t *testing.T) {
	x := make([]float32, 100)
	for name, f := range map[string]func(){
		"n":     func() { Correlate(x, 15, x, 15, x, 1, 1, 15) },
		"taps":  func() { Correlate(x, 16, x, 16, x[:3], 1, 1, 16) },
		"src":   func() { Correlate(x, 16, x[:16], 16, x, 1, 2, 16) },
		"dst":   func() { Correlate(x[:63], 16, x, 16, x, 1, 1, 16) },
		"width": func() { PatchDot(x, x, 20, 1, 9) },
		"room":  func() { PatchAxpy(1, x, x[:40], 20, 3, 8) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func BenchmarkCorrelate(b *testing.B) {
	const n, h = 256, 9
	src, taps, dst := make([]float32, 300*h), make([]float32, 4*h*h), make([]float32, 4*n)
	for b.Loop() {
		Correlate(dst, n, src, 300, taps, h, h, n)
	}
	b.ReportMetric(float64(b.N)*2*4*n*h*h/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

func BenchmarkPatch(b *testing.B) {
	const h, w = 9, 16
	x, k := make([]float32, 300*h), make([]float32, h*w)
	b.Run("dot", func(b *testing.B) {
		for b.Loop() {
			PatchDot(k, x, 300, h, w)
		}
	})
	b.Run("axpy", func(b *testing.B) {
		for b.Loop() {
			PatchAxpy(0.1, k, x, 300, h, w)
		}
	})
}
