package kernel

import (
	"fmt"
	"math/bits"
)

// Quads is a sparse matrix of m columns, cut into blocks of one row and four columns.
// Blocks that are not all zero are kept, four values and a place each: the pixels of
// digits that are not zero come in runs. The zero Quads has no rows and no columns.
type Quads[T Float] struct {
	m     int
	first []int   // row i has the blocks first[i] … first[i+1]-1
	at    []int32 // block b has columns 4·at[b] … 4·at[b]+3
	val   []T     // four a block
}

// FewBlocks is the part of the blocks below which products of those that are kept are
// taken in place of dense ones. For 512 rows of 784 columns by 256 they are faster at 0.6
// and slower at 0.7 (AVX2).
const FewBlocks = 0.5

// Reset makes a matrix of m columns and no rows.
func (a *Quads[T]) Reset(m int) {
	if m < 0 {
		panic(fmt.Sprintf("kernel: Quads: %d columns", m))
	}
	a.m, a.first, a.at, a.val = m, append(a.first[:0], 0), a.at[:0], a.val[:0]
}

// Append adds the row x, m elements.
func (a *Quads[T]) Append(x []T) {
	sameLen("Quads.Append", a.m, len(x))
	var words [16]uint64
	j := 0
	for asm() && len(x)-j >= 64 {
		w := words[:min(len(words), (len(x)-j)/64)]
		nonZeroBitsASM(w, x[j:])
		for _, word := range w {
			word |= word >> 2
			word |= word >> 1
			for word &= 0x1111111111111111; word != 0; word &= word - 1 { // a bit for each block
				at := j + bits.TrailingZeros64(word)
				a.at, a.val = append(a.at, int32(at/4)), append(a.val, x[at:at+4]...)
			}
			j += 64
		}
	}
	for ; j < len(x); j += 4 {
		var v [4]T
		copy(v[:], x[j:])
		if v != [4]T{} { // NaN is not equal to 0
			a.at, a.val = append(a.at, int32(j/4)), append(a.val, v[:]...)
		}
	}
	a.first = append(a.first, len(a.at))
}

// Rows returns the number of rows.
func (a *Quads[T]) Rows() int { return max(len(a.first)-1, 0) }

// Density returns which part of all blocks is kept, 1 where there are none.
func (a *Quads[T]) Density() float64 {
	if all := a.Rows() * ((a.m + 3) / 4); all > 0 {
		return float64(len(a.at)) / float64(all)
	}
	return 1
}

// QuadColumns is a matrix A (n×m) of rows of a Quads, its blocks ordered by column and
// then by row: products hold four rows of a factor or of the result in registers.
type QuadColumns[T Float] struct {
	n, m  int
	first []int32 // columns 4q … 4q+3 have the blocks first[q] … first[q+1]-1
	row   []int32
	val   []T // four a block
}

// Width returns m, rounded up to blocks of four columns.
func (c *QuadColumns[T]) Width() int { return (c.m + 3) / 4 * 4 }

// Take makes row i of A row rows[i] of the Quads a. It allocates where len(rows)·m is
// larger than ever before.
func (c *QuadColumns[T]) Take(a *Quads[T], rows []int) {
	c.n, c.m = len(rows), a.m
	quads := c.Width() / 4
	c.first = clearedTo(c.first, quads+1)
	c.row, c.val = sizedTo(c.row, c.n*quads), sizedTo(c.val, 4*c.n*quads)
	for _, i := range rows {
		for _, q := range a.at[a.first[i]:a.first[i+1]] {
			c.first[q]++
		}
	}
	end := int32(0)
	for q, n := range c.first { // where the next block goes
		c.first[q], end = end, end+n
	}
	for r, i := range rows {
		lo, hi := a.first[i], a.first[i+1]
		val := a.val[4*lo : 4*hi]
		for b, q := range a.at[lo:hi] {
			p := c.first[q]
			c.first[q] = p + 1
			c.row[p] = int32(r)
			*(*[4]T)(c.val[4*p:]) = *(*[4]T)(val[4*b:])
		}
	}
	copy(c.first[1:], c.first[:quads])
	c.first[0] = 0
	c.row, c.val = c.row[:end], c.val[:4*end]
}

// Times adds A·B to Y: B has Width() rows and cols columns, Y n and cols; ldy and ldb
// are their strides. Each element is one sum in the order of the columns of A.
func (c *QuadColumns[T]) Times(y []T, ldy int, b []T, ldb, cols int) {
	checkMatrix("QuadColumns.Times", "y", false, c.n, cols, len(y), ldy)
	checkMatrix("QuadColumns.Times", "b", false, c.Width(), cols, len(b), ldb)
	for q := range c.quads(cols) {
		lo, hi := c.first[q], c.first[q+1]
		if lo == hi {
			continue
		}
		row, val, four := c.row[lo:hi], c.val[4*lo:4*hi], b[4*q*ldb:]
		if asm() {
			scatterQuadsASM(y, ldy, cols, row, val, four, ldb)
			continue
		}
		for r, i := range row {
			for e, f := range val[4*r : 4*r+4] {
				axpyGo(f, four[e*ldb:e*ldb+cols], y[int(i)*ldy:int(i)*ldy+cols])
			}
		}
	}
}

// TransposedTimes adds Aᵀ·Y to D: Y has n rows and cols columns, D Width() and cols; ldy
// and ldd are their strides. Each element is one sum in the order of the rows of A.
func (c *QuadColumns[T]) TransposedTimes(d []T, ldd int, y []T, ldy, cols int) {
	checkMatrix("QuadColumns.TransposedTimes", "d", false, c.Width(), cols, len(d), ldd)
	checkMatrix("QuadColumns.TransposedTimes", "y", false, c.n, cols, len(y), ldy)
	for q := range c.quads(cols) {
		lo, hi := c.first[q], c.first[q+1]
		if lo == hi {
			continue
		}
		row, val, four := c.row[lo:hi], c.val[4*lo:4*hi], d[4*q*ldd:]
		if asm() {
			gatherQuadsASM(four, ldd, cols, row, val, y, ldy)
			continue
		}
		for r, i := range row {
			for e, f := range val[4*r : 4*r+4] {
				axpyGo(f, y[int(i)*ldy:int(i)*ldy+cols], four[e*ldd:e*ldd+cols])
			}
		}
	}
}

// quads returns the number of blocks of columns, 0 where there is nothing to do.
func (c *QuadColumns[T]) quads(cols int) int {
	if c.n == 0 || cols == 0 {
		return 0
	}
	return c.Width() / 4
}

func sizedTo[E any](v []E, n int) []E {
	if cap(v) < n {
		return make([]E, n)
	}
	return v[:n]
}

func clearedTo[E any](v []E, n int) []E {
	v = sizedTo(v, n)
	clear(v)
	return v
}
