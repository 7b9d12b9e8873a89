package kernel

import (
	"fmt"
	"runtime"
	"sync"
)

// Gemv sets y = alpha·op(A)·x + beta·y, where A is m×n with stride lda and op
// is the identity or, with tA, the transposition:
//
//	y[i] = alpha·Σ_j A[i,j]·x[j] + beta·y[i]          (len(x) = n, len(y) = m)
//	y[j] = Σ_i (alpha·x[i])·A[i,j] + beta·y[j]        (with tA; len(x) = m, len(y) = n)
//
// Where beta is 0, y is not read; where alpha is 0, A and x are not. The first
// sums each row in the order of Dot, the second in the order of i. It uses up to
// GOMAXPROCS goroutines, with the same bits for any number.
func Gemv[T Float](tA bool, m, n int, alpha T, a []T, lda int, x []T, beta T, y []T) {
	if m < 0 || n < 0 {
		panic(fmt.Sprintf("kernel: Gemv: negative size m=%d n=%d", m, n))
	}
	checkMatrix("Gemv", "A", false, m, n, len(a), lda)
	rows, cols := m, n
	if tA {
		rows, cols = n, m
	}
	sameLen("Gemv (x)", len(x), cols)
	sameLen("Gemv (y)", len(y), rows)
	if rows == 0 {
		return
	}
	g := matvec[T]{tA: tA, m: m, n: n, lda: lda, alpha: alpha, beta: beta, a: a, x: x, y: y}
	if cols == 0 || alpha == 0 {
		g.scale(0, rows)
		return
	}
	if m*n < parallelGemv || runtime.GOMAXPROCS(0) == 1 {
		g.part(0, rows)
		return
	}
	g.parallel(rows)
}

// Below parallelGemv elements Gemv stays on one goroutine; a part of y has
// gemvStep elements, whole registers of them.
const (
	parallelGemv = 1 << 18
	gemvStep     = 256
	gemvRows     = 64 // rows taken at a time
)

// matvec is one Gemv.
type matvec[T Float] struct {
	tA          bool
	m, n, lda   int
	alpha, beta T
	a, x, y     []T
	call        func(int)
}

var matvecs32, matvecs64 sync.Pool

// parallel computes y in parts of about a quarter of a processor's share.
func (g *matvec[T]) parallel(rows int) {
	pool := &matvecs64
	if is32[T]() {
		pool = &matvecs32
	}
	p, ok := pool.Get().(*matvec[T])
	if !ok {
		p = new(matvec[T])
		p.call = p.compute
	}
	g.call = p.call
	*p = *g
	Parallel((rows+gemvStep-1)/gemvStep, p.call)
	*p = matvec[T]{call: p.call}
	pool.Put(p)
}

func (g *matvec[T]) compute(i int) {
	g.part(i*gemvStep, min((i+1)*gemvStep, len(g.y)))
}

// part computes y[lo:hi].
func (g *matvec[T]) part(lo, hi int) {
	if g.tA {
		g.columns(lo, hi)
		return
	}
	var dots [gemvRows]T
	for i := lo; i < hi; i += gemvRows {
		d := dots[:min(gemvRows, hi-i)]
		DotRows(d, g.a[i*g.lda:], g.lda, nil, g.x)
		for r, v := range d {
			if y := &g.y[i+r]; g.beta == 0 {
				*y = g.alpha * v
			} else {
				*y = g.alpha*v + g.beta**y
			}
		}
	}
}

// columns computes y[lo:hi] of the transposed product, row after row of A.
func (g *matvec[T]) columns(lo, hi int) {
	g.scale(lo, hi)
	var f [gemvRows]T
	for i := 0; i < g.m; i += gemvRows {
		c := f[:min(gemvRows, g.m-i)]
		for r := range c {
			c[r] = g.alpha * g.x[i+r]
		}
		AxpyRows(g.y[lo:hi], c, g.a[i*g.lda+lo:], g.lda, nil)
	}
}

// scale sets y[lo:hi] to beta·y.
func (g *matvec[T]) scale(lo, hi int) {
	switch g.beta {
	case 0:
		clear(g.y[lo:hi])
	case 1:
	default:
		Scal(g.beta, g.y[lo:hi])
	}
}
