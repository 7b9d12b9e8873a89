package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// gemmCase is one product with odd strides inside guarded buffers.
type gemmCase[T Float] struct {
	tA, tB        bool
	m, n, k       int
	alpha, beta   T
	a, b, c       guarded[T]
	lda, ldb, ldc int
	old           []T
}

func newGemmCase[T Float](rng *rand.Rand, tA, tB bool, m, n, k int, alpha, beta T, extra int) *gemmCase[T] {
	g := &gemmCase[T]{tA: tA, tB: tB, m: m, n: n, k: k, alpha: alpha, beta: beta}
	ra, ca, rb, cb := m, k, k, n
	if tA {
		ra, ca = ca, ra
	}
	if tB {
		rb, cb = cb, rb
	}
	g.lda, g.ldb, g.ldc = max(1, ca)+extra, max(1, cb)+2*extra, max(1, n)+extra
	need := func(r, c, ld int) int {
		if r == 0 || c == 0 {
			return 0
		}
		return (r-1)*ld + c
	}
	g.a = randomGuarded[T](rng, need(ra, ca, g.lda), 1)
	g.b = randomGuarded[T](rng, need(rb, cb, g.ldb), 2)
	g.c = randomGuarded[T](rng, need(m, n, g.ldc), 3)
	g.old = append([]T(nil), g.c.v...)
	return g
}

func (g *gemmCase[T]) run() {
	Gemm(g.tA, g.tB, g.m, g.n, g.k, g.alpha, g.a.v, g.lda, g.b.v, g.ldb, g.beta, g.c.v, g.ldc)
}

func (g *gemmCase[T]) String() string {
	return fmt.Sprintf("tA=%v tB=%v m=%d n=%d k=%d alpha=%v beta=%v ldc=%d", g.tA, g.tB, g.m, g.n, g.k, g.alpha, g.beta, g.ldc)
}

// entry is the sum for one element in float64, and the sum of magnitudes.
func (g *gemmCase[T]) entry(i, j int) (sum, mag float64) {
	for l := range g.k {
		x, y := g.a.v, g.b.v
		ia, ib := i*g.lda+l, l*g.ldb+j
		if g.tA {
			ia = l*g.lda + i
		}
		if g.tB {
			ib = j*g.ldb + l
		}
		p := float64(x[ia]) * float64(y[ib])
		sum, mag = sum+p, mag+math.Abs(p)
	}
	return sum, mag
}

// check compares with the naive loop, to (k+4)·eps·(|alpha|·|A||B| + |beta·C|),
// and looks for writes outside C.
func (g *gemmCase[T]) check(t *testing.T) {
	t.Helper()
	for _, v := range []guarded[T]{g.a, g.b, g.c} {
		v.check(t, g.String())
	}
	alpha, beta := float64(g.alpha), float64(g.beta)
	for i := range g.m {
		for j := range g.n {
			sum, mag := g.entry(i, j)
			want, scale := alpha*sum, math.Abs(alpha)*mag
			if beta != 0 {
				want += beta * float64(g.old[i*g.ldc+j])
				scale += math.Abs(beta * float64(g.old[i*g.ldc+j]))
			}
			if got, bound := float64(g.c.v[i*g.ldc+j]), float64(g.k+4)*eps[T]()*scale; !near(got, want, bound) {
				t.Fatalf("%v [%d,%d]: got %v, want %v to within %g", g, i, j, got, want, bound)
			}
		}
		for j := g.n; j < g.ldc && i*g.ldc+j < len(g.c.v); j++ {
			if g.c.v[i*g.ldc+j] != g.old[i*g.ldc+j] {
				t.Fatalf("%v: wrote between the rows at [%d,%d]", g, i, j)
			}
		}
	}
}

func TestGemm(t *testing.T) { onTypes(t, testGemm[float32], testGemm[float64]) }

// testGemm covers the edges of tiles (sizes around 14, 32, 16, 6), of depth
// blocks and of column blocks.
func testGemm[T Float](t *testing.T) {
	rng := newRand(20)
	sizes := [][3]int{{1, 1, 1}, {2, 3, 4}, {14, 32, 5}, {15, 33, 7}, {13, 31, 2}, {28, 64, 3}, {29, 17, 9}, {6, 16, 8},
		{7, 15, 8}, {30, 400, 3}, {31, 20, 410}, {5, 9, 801}, {0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {100, 1, 20}, {1, 100, 20}, {40, 40, 40}}
	for _, s := range sizes {
		for _, tA := range []bool{false, true} {
			for _, tB := range []bool{false, true} {
				for i, beta := range []T{0, 1, 0.5} {
					alpha := []T{1, -1, 2}[rng.IntN(3)]
					g := newGemmCase(rng, tA, tB, s[0], s[1], s[2], alpha, beta, i*rng.IntN(3))
					g.run()
					g.check(t)
				}
			}
		}
	}
}

// TestGemmEverySize runs every number of rows and of columns up to more than a
// tile.
func TestGemmEverySize(t *testing.T) {
	onTypes(t, testGemmEverySize[float32], testGemmEverySize[float64])
}

func testGemmEverySize[T Float](t *testing.T) {
	rng := newRand(21)
	for m := 1; m <= 30; m++ {
		for n := 1; n <= 70; n += 1 + rng.IntN(3) {
			g := newGemmCase[T](rng, rng.IntN(2) == 0, rng.IntN(2) == 0, m, n, 1+rng.IntN(6), 1, T(rng.IntN(2)), rng.IntN(2))
			g.run()
			g.check(t)
		}
	}
}

func TestGemmRandom(t *testing.T) { onTypes(t, testGemmRandom[float32], testGemmRandom[float64]) }

func testGemmRandom[T Float](t *testing.T) {
	rng := newRand(22)
	for range 40 {
		m, n, k := 1+rng.IntN(131), 1+rng.IntN(131), 1+rng.IntN(131)
		g := newGemmCase(rng, rng.IntN(2) == 0, rng.IntN(2) == 0, m, n, k, T(rng.NormFloat64()), T(rng.NormFloat64()), rng.IntN(4))
		g.run()
		g.check(t)
	}
}
