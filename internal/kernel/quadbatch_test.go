package kernel

import (
	"math"
	"testing"
)

func TestQuadBatch(t *testing.T) { onTypes(t, testQuadBatch[float32], testQuadBatch[float64]) }

// testQuadBatch holds both products against their definitions, for batches of one chunk
// and several, packed and taken.
func testQuadBatch[T Float](t *testing.T) {
	rng := newRand(32)
	for _, s := range []struct{ n, m, k int }{{1, 1, 1}, {5, 6, 3}, {64, 9, 32}, {65, 8, 33}, {150, 13, 70}, {3, 4, 0}, {130, 200, 45}} {
		x := runs[T](rng, s.n, s.m)
		var all Quads[T]
		all.Reset(s.m)
		for i := range s.n {
			all.Append(x[i*s.m : (i+1)*s.m])
		}
		rows := make([]int, s.n)
		for i := range rows {
			rows[i] = i
		}
		w, v := runs[T](rng, s.k, s.m), runs[T](rng, s.n, s.k)
		for _, pack := range []bool{true, false} {
			var b QuadBatch[T]
			if pack {
				b.Pack(x, s.m)
			} else {
				b.Take(&all, rows)
			}
			if d := b.Density(); d != all.Density() {
				t.Errorf("density %v, expected %v", d, all.Density())
			}
			gotV, gotW := append([]T(nil), v...), append([]T(nil), w...)
			b.Times(gotV, w, s.k)
			b.TransposedTimes(gotW, v, s.k)
			if s.m%4 == 0 && s.k > 0 { // the same with the other factor transposed
				alike := func(what string, got, want []T) {
					for i := range want {
						if math.Abs(float64(got[i]-want[i])) > 1e-4 {
							t.Fatalf("%+v: %s at %d is %v, expected %v", s, what, i, got[i], want[i])
						}
					}
				}
				wt, got := make([]T, len(w)), append([]T(nil), v...)
				Transpose(wt, s.k, w, s.m, s.k, s.m)
				b.Product(got, wt, s.k)
				alike("A·W", got, gotV)
				b.TransposedProduct(wt, v, s.k)
				back := make([]T, len(w))
				Transpose(back, s.m, wt, s.k, s.m, s.k)
				alike("Aᵀ·V", back, gotW)
			}
			for i := range s.n {
				for j := range s.k {
					want := float64(v[i*s.k+j])
					for c := range s.m {
						want += float64(x[i*s.m+c]) * float64(w[j*s.m+c])
					}
					if got := float64(gotV[i*s.k+j]); math.Abs(got-want) > 1e-4 {
						t.Fatalf("%+v: A·Wᵀ at %d, %d is %v, expected %v", s, i, j, got, want)
					}
				}
			}
			for j := range s.k {
				for c := range s.m {
					want := float64(w[j*s.m+c])
					for i := range s.n {
						want += float64(x[i*s.m+c]) * float64(v[i*s.k+j])
					}
					if got := float64(gotW[j*s.m+c]); math.Abs(got-want) > 1e-4 {
						t.Fatalf("%+v: Vᵀ·A at %d, %d is %v, expected %v", s, j, c, got, want)
					}
				}
			}
		}
	}
}
