package kernel

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// fuzzFloats reads float64s from data: NaN and infinities as they are, others
// brought to magnitudes between 2^-30 and 2^30, so that sums do not overflow.
func fuzzFloats(data []byte) []float64 {
	var out []float64
	for ; len(data) >= 8; data = data[8:] {
		v := math.Float64frombits(binary.LittleEndian.Uint64(data))
		if f, e := math.Frexp(v); !math.IsNaN(v) && !math.IsInf(v, 0) {
			v = math.Ldexp(f, e%30)
		}
		out = append(out, v)
	}
	return out
}

func fuzzSeeds(f *testing.F) {
	rng := newRand(60)
	for _, n := range []int{0, 1, 3, 8, 31, 130, 257} {
		var data []byte
		for i := range 2 * n {
			v := rng.NormFloat64()
			if i%97 == 13 {
				v = math.NaN()
			}
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		}
		f.Add(data, 0.5, -2.0)
	}
}

// FuzzVector compares every vector function on the best tier with plain Go.
func FuzzVector(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, a, b float64) {
		if !(math.Abs(a) < 1e9 && math.Abs(b) < 1e9) {
			return
		}
		v := fuzzFloats(data)
		n := len(v) / 2
		fuzzVector(t, v[:n], v[n:2*n], a, b)
		w := make([]float32, 2*n)
		for i := range w {
			w[i] = float32(v[i])
		}
		fuzzVector(t, w[:n], w[n:], float32(a), float32(b))
	})
}

func fuzzVector[T Float](t *testing.T, x, y []T, a, b T) {
	defer mustUse(Active())
	for _, op := range elementOps[T]() {
		z := slices.Clone(y)
		mustUse(Go)
		want := slices.Clone(z)
		op.run(want, x, y, a, b)
		mustUse(Best())
		got := slices.Clone(z)
		op.run(got, x, y, a, b)
		compareElements(t, op.name, op, got, z, x, y, a, b)
		compareElements(t, op.name+" (Go)", op, want, z, x, y, a, b)
	}
	for _, op := range sumOps[T]() {
		mag := 0.0
		for i := range x {
			mag += math.Abs(op.term(float64(x[i]), float64(y[i])))
		}
		mustUse(Go)
		want := op.run(x, y)
		mustUse(Best())
		closeTo(t, op.name, float64(op.run(x, y)), float64(want), 2*float64(len(x)+3)*eps[T]()*mag)
	}
	mustUse(Go)
	i, m := AbsMax(x)
	mustUse(Best())
	if j, v := AbsMax(x); v != m && (v == v || m == m) || m == m && i != j {
		t.Fatalf("AbsMax: %d, %v; plain Go %d, %v", j, v, i, m)
	}
}

// FuzzGemm compares products of any shape on every tier with the naive loop.
func FuzzGemm(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint16(14), uint16(32), uint16(5))
	f.Add(uint64(2), uint8(6), uint16(29), uint16(70), uint16(401))
	f.Add(uint64(3), uint8(9), uint16(90), uint16(3), uint16(801))
	f.Fuzz(func(t *testing.T, seed uint64, flags uint8, m, n, k uint16) {
		defer mustUse(Active())
		for tier := Go; tier <= Best(); tier++ {
			mustUse(tier)
			fuzzGemm[float32](t, seed, flags, int(m%150), int(n%150), int(k%900))
			fuzzGemm[float64](t, seed, flags, int(m%150), int(n%150), int(k%900))
		}
	})
}

func fuzzGemm[T Float](t *testing.T, seed uint64, flags uint8, m, n, k int) {
	rng := rand.New(rand.NewPCG(seed, 2))
	tA, tB := flags&1 != 0, flags&2 != 0
	alpha, beta := T(flags>>2&3)-1, T(flags>>4&3)*0.5
	g := newGemmCase(rng, tA, tB, m, n, k, alpha, beta, int(flags>>6))
	g.run()
	g.check(t)
}
