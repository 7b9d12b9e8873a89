package kernel

import (
	"fmt"
	"runtime"
)

// QuadBatch is a batch A of n rows and m columns of which most blocks of four columns
// are zero, ready for products with a matrix W that has a row for each unit (k×m) or, where
// the columns fill whole blocks, a row for each column (m×k). It works in panels of few
// columns, those of V in one piece each, that stay in the cache. The zero QuadBatch
// is ready; it allocates where a batch is larger than ever before.
type QuadBatch[T Float] struct {
	n, m, kept int
	size       int // rows of a chunk
	chunks     []quadChunk[T]
	panels     []quadPanel[T]

	// Of the loop that runs.
	x    []T
	a    *Quads[T]
	rows []int
	v, w []T
	k    int

	pack, take, times, back, product, transposed func(i int) // bound once
}

// A quadChunk is some rows of the batch.
type quadChunk[T Float] struct {
	rows Quads[T]
	cols QuadColumns[T]
}

// A quadPanel is room for panelCols columns of Wᵀ, for chunkRows rows of the other
// factor, and for panelCols rows of W.
type quadPanel[T Float] struct{ w, v, t []T }

const (
	chunkRows = 128
	panelCols = 32
)

func (b *QuadBatch[T]) chunk(i int) (lo, hi int) { return i * b.size, min((i+1)*b.size, b.n) }

// open makes room for n rows of m columns and returns the number of chunks.
func (b *QuadBatch[T]) open(n, m int) int {
	if b.pack == nil {
		b.pack, b.take = b.packChunk, b.takeChunk
		b.times, b.back, b.product, b.transposed = b.timesPanel, b.backPanel, b.productPanel, b.transposedPanel
	}
	b.n, b.m, b.size = n, m, chunkRows
	if n <= chunkRows && runtime.GOMAXPROCS(0) > 1 { // so that two processors have work; the bits are the same
		b.size = chunkRows / 2
	}
	count := b.count()
	for len(b.chunks) < count {
		b.chunks = append(b.chunks, quadChunk[T]{})
	}
	return count
}

// count returns the number of chunks.
func (b *QuadBatch[T]) count() int { return (b.n + b.size - 1) / b.size }

// Pack makes A the matrix x, n×m.
func (b *QuadBatch[T]) Pack(x []T, m int) {
	if m < 1 || len(x)%m != 0 {
		panic(fmt.Sprintf("kernel: QuadBatch.Pack: %d elements in rows of %d", len(x), m))
	}
	count := b.open(len(x)/m, m)
	b.x = x
	Parallel(count, b.pack)
	b.x = nil
	b.tally(count)
}

func (b *QuadBatch[T]) packChunk(i int) {
	lo, hi := b.chunk(i)
	c := &b.chunks[i]
	c.rows.Reset(b.m)
	for r := lo; r < hi; r++ {
		c.rows.Append(b.x[r*b.m : (r+1)*b.m])
	}
	c.cols.Take(&c.rows, upTo[:hi-lo])
}

// upTo is 0, 1, 2, ….
var upTo = func() (v [chunkRows]int) {
	for i := range v {
		v[i] = i
	}
	return v
}()

// Take makes row i of A row rows[i] of a.
func (b *QuadBatch[T]) Take(a *Quads[T], rows []int) {
	count := b.open(len(rows), a.m)
	b.a, b.rows = a, rows
	Parallel(count, b.take)
	b.a, b.rows = nil, nil
	b.tally(count)
}

func (b *QuadBatch[T]) takeChunk(i int) {
	lo, hi := b.chunk(i)
	b.chunks[i].cols.Take(b.a, b.rows[lo:hi])
}

// tally adds up the blocks that are kept.
func (b *QuadBatch[T]) tally(chunks int) {
	b.kept = 0
	for i := range chunks {
		b.kept += len(b.chunks[i].cols.row)
	}
}

// Density returns which part of all blocks is kept, 1 where there are none.
func (b *QuadBatch[T]) Density() float64 {
	if all := b.n * ((b.m + 3) / 4); all > 0 {
		return float64(b.kept) / float64(all)
	}
	return 1
}

// Whole reports whether the columns fill whole blocks.
func (b *QuadBatch[T]) Whole() bool { return b.m%4 == 0 }

// Times adds A·Wᵀ to V: W k×m, V n×k.
func (b *QuadBatch[T]) Times(v, w []T, k int) { b.run("Times", v, w, k, b.times) }

// TransposedTimes adds Vᵀ·A to W: V n×k, W k×m.
func (b *QuadBatch[T]) TransposedTimes(w, v []T, k int) {
	b.run("TransposedTimes", v, w, k, b.back)
}

// Product adds A·W to V: W m×k, V n×k, and the columns fill [QuadBatch.Whole] blocks. It
// is [QuadBatch.Times] without its transposition of W.
func (b *QuadBatch[T]) Product(v, w []T, k int) {
	b.mustBeWhole("Product")
	b.run("Product", v, w, k, b.product)
}

// TransposedProduct adds Aᵀ·V to W: V n×k, W m×k, and the columns fill whole blocks.
func (b *QuadBatch[T]) TransposedProduct(w, v []T, k int) {
	b.mustBeWhole("TransposedProduct")
	b.run("TransposedProduct", v, w, k, b.transposed)
}

func (b *QuadBatch[T]) mustBeWhole(name string) {
	if !b.Whole() {
		panic(fmt.Sprintf("kernel: QuadBatch.%s: %d columns, expected a multiple of 4", name, b.m))
	}
}

func (b *QuadBatch[T]) run(name string, v, w []T, k int, f func(i int)) {
	if len(v) != b.n*k || len(w) != k*b.m {
		panic(fmt.Sprintf("kernel: QuadBatch.%s: v and w have %d and %d elements, expected %d×%d and %d×%d", name, len(v), len(w), b.n, k, k, b.m))
	}
	if b.n == 0 || k == 0 {
		return
	}
	count := (k + panelCols - 1) / panelCols
	for len(b.panels) < count {
		b.panels = append(b.panels, quadPanel[T]{v: make([]T, chunkRows*panelCols)})
	}
	b.v, b.w, b.k = v, w, k
	Parallel(count, f)
	b.v, b.w = nil, nil
}

// panel returns panel i, whose columns are lo … lo+cols-1.
func (b *QuadBatch[T]) panel(i int) (p *quadPanel[T], lo, cols int) {
	return &b.panels[i], i * panelCols, min(panelCols, b.k-i*panelCols)
}

// load sets p.v to columns at … at+cols-1 of rows lo … hi-1 of V, store sets them to it.
func (b *QuadBatch[T]) load(p *quadPanel[T], lo, hi, at, cols int) {
	for r := lo; r < hi; r++ {
		copy(p.v[(r-lo)*panelCols:][:cols], b.v[r*b.k+at:])
	}
}

func (b *QuadBatch[T]) store(p *quadPanel[T], lo, hi, at, cols int) {
	for r := lo; r < hi; r++ {
		copy(b.v[r*b.k+at:][:cols], p.v[(r-lo)*panelCols:])
	}
}

func (b *QuadBatch[T]) timesPanel(i int) {
	p, at, cols := b.panel(i)
	p.w = sizedTo(p.w, (b.m+3)/4*4*panelCols)
	Transpose(p.w, panelCols, b.w[at*b.m:], b.m, cols, b.m)
	clear(p.w[b.m*panelCols:])
	b.timesWith(p, at, cols, p.w, panelCols)
}

func (b *QuadBatch[T]) productPanel(i int) {
	p, at, cols := b.panel(i)
	b.timesWith(p, at, cols, b.w[at:], b.k)
}

// timesWith adds A·W to the columns of a panel, for their columns of W, stride ld.
func (b *QuadBatch[T]) timesWith(p *quadPanel[T], at, cols int, w []T, ld int) {
	for c := range b.count() {
		lo, hi := b.chunk(c)
		b.load(p, lo, hi, at, cols)
		b.chunks[c].cols.Times(p.v, panelCols, w, ld, cols)
		b.store(p, lo, hi, at, cols)
	}
}

func (b *QuadBatch[T]) backPanel(i int) {
	p, at, cols := b.panel(i)
	p.w = sizedTo(p.w, (b.m+3)/4*4*panelCols)
	clear(p.w)
	b.addTo(p, at, cols, p.w, panelCols)
	p.t = sizedTo(p.t, panelCols*b.m)
	Transpose(p.t, b.m, p.w, panelCols, b.m, cols)
	dst := b.w[at*b.m : (at+cols)*b.m]
	Add(dst, dst, p.t[:cols*b.m])
}

func (b *QuadBatch[T]) transposedPanel(i int) {
	p, at, cols := b.panel(i)
	b.addTo(p, at, cols, b.w[at:], b.k)
}

// addTo adds Aᵀ·V to w, stride ld, for the columns of a panel.
func (b *QuadBatch[T]) addTo(p *quadPanel[T], at, cols int, w []T, ld int) {
	for c := range b.count() {
		lo, hi := b.chunk(c)
		b.load(p, lo, hi, at, cols)
		b.chunks[c].cols.TransposedTimes(w, ld, p.v, panelCols, cols)
	}
}
