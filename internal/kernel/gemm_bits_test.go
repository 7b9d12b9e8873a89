package kernel

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

// TestGemmBitsWorkers: the same bits on 1, 2, 3 and 8 processors, for shapes
// that are cut into several blocks and several depths.
func TestGemmBitsWorkers(t *testing.T) {
	onTypes(t, testGemmBitsWorkers[float32], testGemmBitsWorkers[float64])
}

func testGemmBitsWorkers[T Float](t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := newRand(30)
	shapes := [][3]int{{130, 150, 90}, {300, 40, 801}, {33, 520, 70}}
	for i, s := range shapes {
		g := newGemmCase[T](rng, i == 1, i == 2, s[0], s[1], s[2], 1.5, 0.5, 1)
		var want []T
		for _, procs := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(procs)
			copy(g.c.v, g.old)
			g.run()
			if want == nil {
				want = slices.Clone(g.c.v)
			}
			if !slices.Equal(g.c.v, want) {
				t.Fatalf("%v: %d processors give other bits than 1", g, procs)
			}
		}
	}
}

// TestGemmBitsAlone: a block of C computed alone has the bits that it has in
// the whole, whatever path its size takes.
func TestGemmBitsAlone(t *testing.T) {
	onTypes(t, testGemmBitsAlone[float32], testGemmBitsAlone[float64])
}

func testGemmBitsAlone[T Float](t *testing.T) {
	rng := newRand(31)
	for range 12 {
		tA, tB := rng.IntN(2) == 0, rng.IntN(2) == 0
		g := newGemmCase(rng, tA, tB, 1+rng.IntN(60), 1+rng.IntN(90), 1+rng.IntN(900), 2, T(rng.IntN(2)), rng.IntN(3))
		g.run()
		for range 8 {
			i0, j0 := rng.IntN(g.m), rng.IntN(g.n)
			m, n := 1+rng.IntN(g.m-i0), 1+rng.IntN(g.n-j0)
			a, b := g.a.v[i0*g.lda:], g.b.v[j0:]
			if tA {
				a = g.a.v[i0:]
			}
			if tB {
				b = g.b.v[j0*g.ldb:]
			}
			c := slices.Clone(g.old)
			Gemm(tA, tB, m, n, g.k, g.alpha, a, g.lda, b, g.ldb, g.beta, c[i0*g.ldc+j0:], g.ldc)
			for i := i0; i < i0+m; i++ {
				for j := j0; j < j0+n; j++ {
					if at := i*g.ldc + j; c[at] != g.c.v[at] {
						t.Fatalf("%v: [%d,%d] is %v in a block of %d×%d, %v in the whole", g, i, j, c[at], m, n, g.c.v[at])
					}
				}
			}
		}
	}
}

// TestGemmTiersAgree: both assembly tiers give the same bits.
func TestGemmTiersAgree(t *testing.T) {
	if Best() == AVX512 {
		testGemmTiersAgree[float32](t)
		testGemmTiersAgree[float64](t)
	}
}

func testGemmTiersAgree[T Float](t *testing.T) {
	defer mustUse(Active())
	rng := newRand(32)
	for range 20 {
		g := newGemmCase(rng, rng.IntN(2) == 0, rng.IntN(2) == 0, 1+rng.IntN(60), 1+rng.IntN(90), 1+rng.IntN(900), T(2), 0.5, 1)
		mustUse(AVX2)
		g.run()
		narrow := slices.Clone(g.c.v)
		mustUse(AVX512)
		copy(g.c.v, g.old)
		g.run()
		if !slices.Equal(narrow, g.c.v) {
			t.Fatalf("%v: the tiers differ", g)
		}
	}
}

func TestGemmSpecials(t *testing.T) { onTypes(t, testGemmSpecials[float32], testGemmSpecials[float64]) }

// testGemmSpecials puts NaN and Inf into A, B and C: they reach the elements
// that the sums say, and no others; beta = 0 and alpha = 0 do not read.
func testGemmSpecials[T Float](t *testing.T) {
	rng := newRand(33)
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, s := range [][3]int{{3, 4, 5}, {20, 40, 30}, {45, 19, 64}} {
		g := newGemmCase[T](rng, false, false, s[0], s[1], s[2], 1, 1, 0)
		i, j := rng.IntN(g.m), rng.IntN(g.n)
		g.a.v[i*g.lda+rng.IntN(g.k)] = nan
		g.b.v[rng.IntN(g.k)*g.ldb+j] = inf
		g.run()
		for r := range g.m {
			for c := range g.n {
				v := float64(g.c.v[r*g.ldc+c])
				if r == i != math.IsNaN(v) || c == j && r != i && !math.IsInf(v, 0) || c != j && math.IsInf(v, 0) {
					t.Fatalf("%v: NaN in row %d, Inf in column %d: [%d,%d] = %v", g, i, j, r, c, v)
				}
			}
		}
		g.beta = 0
		fill(rng, g.a.v)
		fill(rng, g.b.v)
		for l := range g.c.v {
			g.c.v[l] = nan
		}
		g.run()
		g.check(t)
		g.alpha, g.beta = 0, 0.5
		copy(g.c.v, g.old)
		g.a.v[0], g.b.v[0] = nan, nan
		g.run()
		for l, v := range g.c.v {
			if v != g.old[l]/2 {
				t.Fatalf("%v: alpha = 0: element %d is %v, want %v", g, l, v, g.old[l]/2)
			}
		}
	}
}

func TestGemmPanics(t *testing.T) {
	x := make([]float64, 12)
	for name, c := range map[string]struct {
		f    func()
		want string
	}{
		"negative": {func() { Gemm(false, false, -1, 2, 3, 1, x, 3, x, 2, 0, x, 2) },
			"kernel: Gemm: negative size m=-1 n=2 k=3"},
		"stride": {func() { Gemm(false, false, 2, 2, 3, 1, x, 2, x, 2, 0, x, 2) },
			"kernel: Gemm: A is 2×3, stride 2 is less than 3"},
		"short": {func() { Gemm(false, true, 2, 5, 3, 1, x, 3, x, 3, 0, x, 5) },
			"kernel: Gemm: B is 5×3 with stride 3: 12 elements, expected at least 15"},
		"shortC": {func() { GemmSerial(true, false, 3, 4, 3, 1, x, 3, x, 4, 0, x, 5) },
			"kernel: GemmSerial: C is 3×4 with stride 5: 12 elements, expected at least 14"},
	} {
		t.Run(name, func(t *testing.T) { mustPanic(t, c.want, c.f) })
	}
}

// TestParallel: every call is made once, from several callers at a time.
func TestParallel(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	done := make(chan []int32)
	for caller := range 4 {
		go func() {
			count := make([]int32, 50)
			for range 200 {
				Parallel(len(count), func(i int) { count[i] += int32(caller) + 1 })
			}
			done <- count
		}()
	}
	total := 0
	for range 4 {
		count := <-done
		for i, n := range count {
			if n != count[0] || n%200 != 0 {
				t.Fatalf("call %d was made %d times, call 0 %d times", i, n, count[0])
			}
		}
		total += int(count[0])
	}
	if total != 200*(1+2+3+4) {
		t.Fatalf("%d calls, want %d", total, 200*10)
	}
}
