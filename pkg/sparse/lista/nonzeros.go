package lista

import "github.com/latentlab/latentlab/internal/kernel"

// nonzeros is an n×m matrix with a list of the entries of each row that are not zero:
// codes, and gradients with respect to them, have few.
type nonzeros[T kernel.Float] struct {
	n, m  int
	x     []T   // n×m
	value []T   // n×m: row i lists its values from i·m on …
	at    []int // … and their columns
	count []int // how many, n

	first []int // m+1: column j lists its values from first[j] on …
	col   []T
	row   []int // … and their rows
}

// size makes room for n rows of m, whose contents are then any. It allocates where
// n·m is larger than ever before.
func (a *nonzeros[T]) size(n, m int) {
	a.n, a.m = n, m
	a.x, a.value, a.at, a.count = grow(a.x, n*m), grow(a.value, n*m), grow(a.at, n*m), grow(a.count, n)
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
		from, to := i*a.m, (i+1)*a.m
		a.count[i] = kernel.NonZeros(a.at[from:to], a.value[from:to], a.x[from:to])
	}
}

// listLike lists the entries of rows lo … hi-1 that b lists, whatever they are.
func (a *nonzeros[T]) listLike(b *nonzeros[T], lo, hi int) {
	for i := lo; i < hi; i++ {
		o, n := i*a.m, b.count[i]
		x, value := a.x[o:o+a.m], a.value[o:o+n]
		for c, j := range b.at[o : o+n] {
			value[c] = x[j]
			a.at[o+c] = j
		}
		a.count[i] = n
	}
}

// total returns the number of listed entries of rows lo … hi-1.
func (a *nonzeros[T]) total(lo, hi int) int {
	s := 0
	for _, c := range a.count[lo:hi] {
		s += c
	}
	return s
}

// dense says that a list of that many entries of a matrix is no faster than the
// matrix itself.
func (a *nonzeros[T]) dense(lo, hi int) bool {
	return 10*a.total(lo, hi) > 4*(hi-lo)*a.m
}

// times adds A·B to dst for rows lo … hi-1 of A: dst is (hi−lo)×c and B m×c. It works
// on the caller's goroutine.
func (a *nonzeros[T]) times(dst []T, B []T, c, lo, hi int) {
	if a.dense(lo, hi) {
		kernel.GemmSerial(false, false, hi-lo, c, a.m, 1, a.rows(lo, hi), a.m, B, c, 1, dst, c)
		return
	}
	for i := lo; i < hi; i++ {
		o, n := i*a.m, a.count[i]
		kernel.AxpyRows(dst[(i-lo)*c:(i-lo+1)*c], a.value[o:o+n], B, c, a.at[o:o+n])
	}
}

// columns lists the columns, from the lists of the rows.
func (a *nonzeros[T]) columns() {
	if a.dense(0, a.n) {
		a.first = a.first[:0]
		return
	}
	a.first, a.col, a.row = grow(a.first, a.m+1), grow(a.col, a.n*a.m), grow(a.row, a.n*a.m)
	clear(a.first)
	for i, n := range a.count {
		o := i * a.m
		for _, j := range a.at[o : o+n] {
			a.first[j]++
		}
	}
	end := 0
	for j, n := range a.first { // where the next one goes
		a.first[j], end = end, end+n
	}
	for i, n := range a.count {
		o := i * a.m
		for c, j := range a.at[o : o+n] {
			p := a.first[j]
			a.col[p], a.row[p] = a.value[o+c], i
			a.first[j] = p + 1
		}
	}
	copy(a.first[1:], a.first[:a.m])
	a.first[0] = 0
}

// timesTransposed adds rows lo … hi-1 of Aᵀ·B to those of dst, m×c; B is n×c. It
// works on the caller's goroutine, from the lists of columns.
func (a *nonzeros[T]) timesTransposed(dst []T, B []T, c, lo, hi int) {
	for j := lo; j < hi; j++ {
		p, q := a.first[j], a.first[j+1]
		kernel.AxpyRows(dst[j*c:(j+1)*c], a.col[p:q], B, c, a.row[p:q])
	}
}
