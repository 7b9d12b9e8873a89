package lista

import "github.com/latentlab/latentlab/internal/kernel"

// A product belongs to the gradient: dst += Aᵀ·B, dst m×c, B n×c.
type product[T kernel.Float] struct {
	a   *nonzeros[T]
	dst []T
	b   []T
	c   int
}

// products are the products of a step.
type products[T kernel.Float] struct {
	dense, sparse []product[T]
	room          [][]T // of a panel: m×panelCols
	panel         func(i int)
}

// add plans a product.
func (p *products[T]) add(dst []T, a *nonzeros[T], b []T, cols int) {
	if to := (product[T]{a, dst, b, cols}); a.density(0, a.n) > transposedBelow {
		p.dense = append(p.dense, to)
	} else {
		p.sparse = append(p.sparse, to)
	}
}

// multiply computes the planned products in parallel, and forgets them: the dense ones
// one after another, the others together by panels of columns of B.
func (p *products[T]) multiply() {
	for _, t := range p.dense {
		kernel.Gemm(true, false, t.a.m, t.c, t.a.n, 1, t.a.x, t.a.m, t.b, t.c, 1, t.dst, t.c)
	}
	panels := 0
	for _, t := range p.sparse {
		panels = max(panels, (t.c+panelCols-1)/panelCols)
	}
	for len(p.room) < panels {
		p.room = append(p.room, nil)
	}
	if p.panel == nil {
		p.panel = p.multiplyPanel
	}
	kernel.Parallel(panels, p.panel)
	p.dense, p.sparse = p.dense[:0], p.sparse[:0]
}

// multiplyPanel computes panel i of each product in one piece of memory, which stays in
// the cache, and adds it to the result.
func (p *products[T]) multiplyPanel(i int) {
	lo := i * panelCols
	for _, t := range p.sparse {
		cols := min(panelCols, t.c-lo)
		if cols <= 0 {
			continue
		}
		p.room[i] = grow(p.room[i], t.a.m*panelCols)
		sum := p.room[i]
		clear(sum)
		t.a.lists.TransposedTimes(sum, panelCols, t.b[lo:], t.c, cols, 0, t.a.n)
		for j := range t.a.m {
			dst := t.dst[j*t.c+lo:][:cols]
			kernel.Add(dst, dst, sum[j*panelCols:][:cols])
		}
	}
}
