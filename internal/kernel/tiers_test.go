package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// onTiers runs body once for every tier that this machine and build have.
func onTiers(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	was := Active()
	defer mustUse(was)
	for tier := Go; tier <= Best(); tier++ {
		mustUse(tier)
		t.Run(tier.String(), body)
	}
}

func mustUse(t Tier) {
	if err := Use(t); err != nil {
		panic(err)
	}
}

// onTypes runs both instances of a generic test on every tier.
func onTypes(t *testing.T, f32, f64 func(t *testing.T)) {
	t.Helper()
	onTiers(t, func(t *testing.T) {
		t.Run("float32", f32)
		t.Run("float64", f64)
	})
}

func eps[T Float]() float64 {
	if is32[T]() {
		return 0x1p-23
	}
	return 0x1p-52
}

// guarded is a vector inside a larger buffer, offset so that it is not aligned,
// with a sentinel on both sides.
type guarded[T Float] struct {
	buf []T
	v   []T
}

const guardBand = 70

func sentinel[T Float]() T { return T(-12345.5) }

// newGuarded returns n elements at the given offset from alignment.
func newGuarded[T Float](n, offset int) guarded[T] {
	buf := make([]T, n+2*guardBand+offset)
	for i := range buf {
		buf[i] = sentinel[T]()
	}
	v := buf[guardBand+offset : guardBand+offset+n : guardBand+offset+n]
	return guarded[T]{buf, v}
}

func randomGuarded[T Float](rng *rand.Rand, n, offset int) guarded[T] {
	g := newGuarded[T](n, offset)
	fill(rng, g.v)
	return g
}

func fill[T Float](rng *rand.Rand, v []T) {
	for i := range v {
		v[i] = T(rng.NormFloat64())
	}
}

// check fails the test if something wrote outside the vector.
func (g guarded[T]) check(t *testing.T, what string) {
	t.Helper()
	lo := (len(g.buf) - len(g.v) - guardBand)
	for i, v := range g.buf {
		if (i < lo || i >= lo+len(g.v)) && v != sentinel[T]() {
			t.Fatalf("%s: n=%d: wrote %v at %d, outside [0,%d)", what, len(g.v), v, i-lo, len(g.v))
		}
	}
}

// near reports whether got is want to within bound, or both are the same NaN or
// infinity.
func near(got, want, bound float64) bool {
	if math.IsNaN(want) {
		return math.IsNaN(got)
	}
	return got == want || math.Abs(got-want) <= bound
}

// closeTo fails the test unless near.
func closeTo(t *testing.T, what string, got, want, bound float64) {
	t.Helper()
	if !near(got, want, bound) {
		t.Fatalf("%s: got %v, want %v, off by %g, allowed %g", what, got, want, math.Abs(got-want), bound)
	}
}

// specials are values that arithmetic treats apart.
func specials[T Float]() []T {
	z := T(0)
	return []T{0, -z, 1, -1, T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0.25, -0.25, 3}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func TestUse(t *testing.T) {
	for _, bad := range []Tier{-1, Best() + 1} {
		if err := Use(bad); err == nil {
			t.Errorf("Use(%v): no error", bad)
		}
	}
}

func TestStartTier(t *testing.T) {
	for _, c := range []struct {
		value string
		best  Tier
		want  Tier
		ok    bool
	}{
		{"", AVX512, AVX512, true},
		{"", Go, Go, true},
		{"go", AVX512, Go, true},
		{"avx2", AVX512, AVX2, true},
		{"avx512", AVX512, AVX512, true},
		{"avx512", AVX2, AVX2, false},
		{"sse", AVX512, AVX512, false},
	} {
		got, err := startTier(c.value, c.best)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("startTier(%q, %v) = %v, %v; want %v", c.value, c.best, got, err, c.want)
		}
	}
}
