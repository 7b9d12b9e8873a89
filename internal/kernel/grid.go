package kernel

import "sync"

// A grid is a product cut into blocks, computed in parallel.
type grid[T Float] struct {
	product[T]
	blocking
	rows, cols int
	call       func(int) // block number i, bound once
}

// Below parallelOps multiply-adds a product stays on one goroutine. A block has
// at least blockOps.
const (
	parallelOps = 1 << 20
	blockOps    = 1 << 17
)

// run computes the product on at most the given number of goroutines.
func (p *product[T]) run(workers int) {
	ops := p.m * p.n * p.k
	if workers == 1 || ops < parallelOps {
		w := takeWorkspace[T]()
		p.block(w, 0, p.m, 0, p.n)
		putWorkspace(w)
		return
	}
	g := takeGrid[T]()
	g.product = *p
	blocks := 4 * workers
	if p.part != whole { // half of them hold nothing
		blocks *= 2
	}
	g.cut(min(blocks, ops/blockOps))
	Parallel(g.rows*g.cols, g.call)
	g.product = product[T]{}
	poolsOf[T]().grids.Put(g)
}

// cut chooses the grid: the longer side of a block is halved until there are
// enough blocks, or until they are as small as a few tiles.
func (g *grid[T]) cut(blocks int) {
	g.blocking = blockingOf[T]()
	g.rows, g.cols = 1, 1
	for g.rows*g.cols < blocks {
		h, w := g.m/g.rows, g.n/g.cols
		switch {
		case w >= h && w >= 4*g.nr:
			g.cols *= 2
		case h >= 4*g.mr:
			g.rows *= 2
		case w >= 4*g.nr:
			g.cols *= 2
		default:
			return
		}
	}
}

// compute computes block i.
func (g *grid[T]) compute(i int) {
	r, c := i/g.cols, i%g.cols
	w := takeWorkspace[T]()
	g.block(w, cutAt(r, g.rows, g.m, g.mr), cutAt(r+1, g.rows, g.m, g.mr),
		cutAt(c, g.cols, g.n, g.nr), cutAt(c+1, g.cols, g.n, g.nr))
	putWorkspace(w)
}

// cutAt is where part i of n elements begins, cut at multiples of step into
// count parts of about equal size.
func cutAt(i, count, n, step int) int {
	steps := (n + step - 1) / step
	return min(i*steps/count*step, n)
}

// pools hold what products of one element type use again.
type pools struct{ grids, workspaces sync.Pool }

var pools32, pools64 pools

func poolsOf[T Float]() *pools {
	if is32[T]() {
		return &pools32
	}
	return &pools64
}

func takeGrid[T Float]() *grid[T] {
	if g, ok := poolsOf[T]().grids.Get().(*grid[T]); ok {
		return g
	}
	g := new(grid[T])
	g.call = g.compute
	return g
}

func takeWorkspace[T Float]() *workspace[T] {
	bl := blockingOf[T]()
	if w, ok := poolsOf[T]().workspaces.Get().(*workspace[T]); ok && w.blocking == bl {
		return w
	}
	return newWorkspace[T](bl)
}

func putWorkspace[T Float](w *workspace[T]) { poolsOf[T]().workspaces.Put(w) }
