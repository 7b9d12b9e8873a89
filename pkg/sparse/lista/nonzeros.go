package lista

import "github.com/latentlab/latentlab/internal/kernel"

// nonzeros is an n×m matrix with a list of the entries of each row that are not zero:
// codes, and gradients with respect to them, have few.
type nonzeros[T kernel.Float] struct {
	n, m  int
	x     []T // n×m
	lists kernel.SparseRows[T]
}

// size makes room for n rows of m, whose contents are then any. It allocates where
// n·m is larger than ever before.
func (a *nonzeros[T]) size(n, m int) {
	a.n, a.m, a.x = n, m, grow(a.x, n*m)
	a.lists.Resize(n, m)
}

func grow[E any](v []E, n int) []E {
	if cap(v) < n {
		return make([]E, n)
	}
	return v[:n]
}

// rows returns rows lo … hi-1 of the matrix.
func (a *nonzeros[T]) rows(lo, hi int) []T { return a.x[lo*a.m : hi*a.m] }

// list lists the entries of rows lo … hi-1.
func (a *nonzeros[T]) list(lo, hi int) {
	for i := lo; i < hi; i++ {
		a.lists.List(i, a.rows(i, i+1))
	}
}

// listLike lists the entries of rows lo … hi-1 that b lists, whatever they are.
func (a *nonzeros[T]) listLike(b *nonzeros[T], lo, hi int) {
	for i := lo; i < hi; i++ {
		a.lists.ListLike(i, &b.lists, a.rows(i, i+1))
	}
}

// Where a larger part of the entries is listed, the dense product is as fast: A·B takes
// 13 ns an entry for 256 columns of B, Aᵀ·B 25, the dense products 5.5 (AVX2).
const (
	timesBelow      = 0.4
	transposedBelow = 0.22
)

// density returns the part of the entries of rows lo … hi-1 that is listed.
func (a *nonzeros[T]) density(lo, hi int) float64 {
	return float64(a.lists.Count(lo, hi)) / float64((hi-lo)*a.m)
}

// times adds A·B to dst for rows lo … hi-1 of A: dst is (hi−lo)×c and B m×c. It works
// on the caller's goroutine.
func (a *nonzeros[T]) times(dst []T, B []T, c, lo, hi int) {
	if a.density(lo, hi) > timesBelow {
		kernel.GemmSerial(false, false, hi-lo, c, a.m, 1, a.rows(lo, hi), a.m, B, c, 1, dst, c)
		return
	}
	a.lists.Times(dst, c, B, c, c, lo, hi)
}
