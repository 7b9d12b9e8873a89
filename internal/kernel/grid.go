package kernel

import "sync"

// A grid is a product cut into blocks, computed in parallel.
type grid[T Float] struct {
	product[T]
	rowStep, colStep int
	rows, cols       int
	call             func(int) // block number i, bound once
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
	bl := blockingOf[T]()
	rows, cols := 1, 1
	for rows*cols < blocks {
		h, w := g.m/rows, g.n/cols
		switch {
		case w >= h && w >= 4*bl.nr:
			cols *= 2
		case h >= 4*bl.mr:
			rows *= 2
		case w >= 4*bl.nr:
			cols *= 2
		default:
			blocks = 0
		}
	}
	g.rowStep = roundUp((g.m+rows-1)/rows, bl.mr)
	g.colStep = roundUp((g.n+cols-1)/cols, bl.nr)
	g.rows = (g.m + g.rowStep - 1) / g.rowStep
	g.cols = (g.n + g.colStep - 1) / g.colStep
}

func roundUp(n, step int) int { return (n + step - 1) / step * step }

func (g *grid[T]) compute(i int) {
	i0, j0 := i/g.cols*g.rowStep, i%g.cols*g.colStep
	w := takeWorkspace[T]()
	g.block(w, i0, min(i0+g.rowStep, g.m), j0, min(j0+g.colStep, g.n))
	putWorkspace(w)
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
