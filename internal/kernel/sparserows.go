package kernel

import "fmt"

// SparseRows is an n×m matrix as lists of the entries of each row that are not zero.
type SparseRows[T Float] struct {
	n, m  int
	count []int // of row i
	at    []int // row i lists its columns from i·m on …
	val   []T   // … and their values
}

// Resize makes room for n rows of m columns, whose lists are then any. It allocates
// where n·m is larger than ever before.
func (a *SparseRows[T]) Resize(n, m int) {
	a.n, a.m = n, m
	a.count, a.at, a.val = sizedTo(a.count, n), sizedTo(a.at, n*m), sizedTo(a.val, n*m)
}

// Clear makes all rows zero.
func (a *SparseRows[T]) Clear() { clear(a.count) }

// List makes row i that of the elements of x, m of them.
func (a *SparseRows[T]) List(i int, x []T) {
	sameLen("SparseRows.List", a.m, len(x))
	o := i * a.m
	a.count[i] = NonZeros(a.at[o:o+a.m], a.val[o:o+a.m], x)
}

// ListLike makes row i that of the elements of x, m of them, where b has entries in its
// row i, whatever they are.
func (a *SparseRows[T]) ListLike(i int, b *SparseRows[T], x []T) {
	sameLen("SparseRows.ListLike", a.m, b.m)
	sameLen("SparseRows.ListLike", a.m, len(x))
	o, n := i*a.m, b.count[i]
	at, val := a.at[o:o+n], a.val[o:o+n]
	for c, j := range b.at[o : o+n] {
		at[c], val[c] = j, x[j]
	}
	a.count[i] = n
}

// Count returns the number of entries of rows lo … hi-1.
func (a *SparseRows[T]) Count(lo, hi int) int {
	s := 0
	for _, c := range a.count[lo:hi] {
		s += c
	}
	return s
}

// Times adds rows lo … hi-1 of A·B to Y: B has m rows and cols columns, Y hi−lo and
// cols; ldy and ldb are their strides. Each element is one sum in the order of the
// columns of A.
func (a *SparseRows[T]) Times(y []T, ldy int, b []T, ldb, cols, lo, hi int) {
	a.check("SparseRows.Times", "y", hi-lo, len(y), ldy, "b", a.m, len(b), ldb, cols, lo, hi)
	for i := lo; i < hi; i++ {
		at, val := a.row(i)
		sum := y[(i-lo)*ldy : (i-lo)*ldy+cols]
		switch {
		case len(at) == 0 || cols == 0:
		case asm():
			axpyRowsIdxASM(sum, val, b, ldb, at)
		default:
			for e, j := range at {
				axpyGo(val[e], b[j*ldb:j*ldb+cols], sum)
			}
		}
	}
}

// TransposedTimes adds Aᵀ·Y to D for rows lo … hi-1 of A: Y has hi−lo rows and cols
// columns, D m and cols; ldy and ldd are their strides. Each element is one sum in the
// order of the rows of A.
func (a *SparseRows[T]) TransposedTimes(d []T, ldd int, y []T, ldy, cols, lo, hi int) {
	a.check("SparseRows.TransposedTimes", "d", a.m, len(d), ldd, "y", hi-lo, len(y), ldy, cols, lo, hi)
	for i := lo; i < hi; i++ {
		at, val := a.row(i)
		x := y[(i-lo)*ldy : (i-lo)*ldy+cols]
		switch {
		case len(at) == 0 || cols == 0:
		case asm():
			gerRowsASM(val, at, x, d, ldd)
		default:
			for e, j := range at {
				axpyGo(val[e], x, d[j*ldd:j*ldd+cols])
			}
		}
	}
}

func (a *SparseRows[T]) row(i int) (at []int, val []T) {
	o, n := i*a.m, a.count[i]
	return a.at[o : o+n], a.val[o : o+n]
}

// check panics where rows lo … hi-1 are not all there, or one of the matrices is small.
func (a *SparseRows[T]) check(fn, p string, pr, psize, pld int, q string, qr, qsize, qld, cols, lo, hi int) {
	if lo < 0 || hi < lo || a.n < hi {
		panic(fmt.Sprintf("kernel: %s: rows %d to %d of %d", fn, lo, hi, a.n))
	}
	checkMatrix(fn, p, false, pr, cols, psize, pld)
	checkMatrix(fn, q, false, qr, cols, qsize, qld)
}
