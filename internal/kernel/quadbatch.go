package kernel

import "fmt"

// QuadBatch is a batch A of n rows and m columns of which most blocks of four columns
// are zero, ready for products with matrices that have a row for each unit. It works in
// panels of few columns, in one piece each, that stay in the cache. The zero QuadBatch
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

	pack, take, times, back func(i int) // bound once
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
		b.pack, b.take, b.times, b.back = b.packChunk, b.takeChunk, b.timesPanel, b.backPanel
	}
	b.n, b.m, b.size = n, m, chunkRows
	if n <= chunkRows { // so that two processors have work
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

// Times adds A·Wᵀ to V: W k×m, V n×k.
func (b *QuadBatch[T]) Times(v, w []T, k int) { b.product("Times", v, w, k, b.times) }

// TransposedTimes adds Vᵀ·A to W: V n×k, W k×m.
func (b *QuadBatch[T]) TransposedTimes(w, v []T, k int) {
	b.product("TransposedTimes", v, w, k, b.back)
}

func (b *QuadBatch[T]) product(name string, v, w []T, k int, f func(i int)) {
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

// panel returns the room for panel i, whose columns are lo … lo+cols-1.
func (b *QuadBatch[T]) panel(i int) (p *quadPanel[T], lo, cols int) {
	p, lo = &b.panels[i], i*panelCols
	p.w = sizedTo(p.w, (b.m+3)/4*4*panelCols)
	return p, lo, min(panelCols, b.k-lo)
}

func (b *QuadBatch[T]) timesPanel(i int) {
	p, at, cols := b.panel(i)
	Transpose(p.w, panelCols, b.w[at*b.m:], b.m, cols, b.m)
	clear(p.w[b.m*panelCols:])
	for c := range b.count() {
		lo, hi := b.chunk(c)
		for r := lo; r < hi; r++ {
			copy(p.v[(r-lo)*panelCols:][:cols], b.v[r*b.k+at:])
		}
		b.chunks[c].cols.Times(p.v, panelCols, p.w, panelCols, cols)
		for r := lo; r < hi; r++ {
			copy(b.v[r*b.k+at:][:cols], p.v[(r-lo)*panelCols:])
		}
	}
}

func (b *QuadBatch[T]) backPanel(i int) {
	p, at, cols := b.panel(i)
	clear(p.w)
	for c := range b.count() {
		lo, hi := b.chunk(c)
		for r := lo; r < hi; r++ {
			copy(p.v[(r-lo)*panelCols:][:cols], b.v[r*b.k+at:])
		}
		b.chunks[c].cols.TransposedTimes(p.w, panelCols, p.v, panelCols, cols)
	}
	p.t = sizedTo(p.t, panelCols*b.m)
	Transpose(p.t, b.m, p.w, panelCols, b.m, cols)
	dst := b.w[at*b.m : (at+cols)*b.m]
	Add(dst, dst, p.t[:cols*b.m])
}
