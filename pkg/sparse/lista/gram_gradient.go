package lista

import "github.com/latentlab/latentlab/internal/kernel"

// inputs makes room for the derivatives by Weᵀ.
func (e *gram[T]) inputs(tp *tape[T]) {
	if !tp.y.only {
		return
	}
	for len(e.dweT) < len(e.plan.layers) {
		e.dweT = append(e.dweT, make([]T, e.d*e.k))
	}
	for i := range e.plan.layers {
		clear(e.dweT[i])
	}
}

// gradient adds the products
//
//	∂S_t += g_tᵀ·z_{t−1},   ∂We_t += g_tᵀ·y
//
// with g summed over the layers first where they share We. Samples with many zeros
// are listed by columns, and give the transposition, yᵀ·g.
func (e *gram[T]) gradient(tp *tape[T]) {
	e.columns(tp)
	m := e.k * len(e.plan.layers)
	for i, s := range e.plan.layers[:min(tp.depth, len(e.plan.layers))] {
		if i+1 < tp.first {
			continue
		}
		tp.sums(e.grad(s.theta), i*e.k, m)
		g := &tp.gb
		if !e.plan.tied() {
			g = &tp.g[i+1]
		}
		if tp.y.only {
			e.add(e.dweT[i], &tp.listed, g.x, e.k)
		} else if tp.coupled {
			e.addCoupled(tp, i)
		} else {
			e.add(e.grad(s.map1), g, tp.y.x, e.d)
		}
	}
	for t := max(2, tp.first); t <= tp.depth; t++ {
		e.add(e.grad(e.plan.of(t).map2), &tp.g[t], tp.z[t-1].x, e.k)
	}
	e.multiply()
	if !tp.y.only {
		return
	}
	for i, s := range e.plan.layers[:min(tp.depth, len(e.plan.layers))] {
		if i+1 < tp.first {
			continue
		}
		kernel.Transpose(e.grad(s.map1), e.d, e.dweT[i], e.k, e.d, e.k)
	}
}

// columns lists the columns of the factors, in parallel.
func (e *gram[T]) columns(tp *tape[T]) {
	if e.list == nil {
		e.list = func(i int) {
			switch tp := e.tp; {
			case i > 0 && i < tp.first:
			case i > 0:
				tp.g[i].columns()
			case tp.y.only:
				tp.listed.columns()
			case e.plan.tied():
				tp.gb.columns()
			}
		}
	}
	e.tp = tp
	last := tp.depth
	if e.plan.tied() && last == 1 && !tp.coupled {
		last = 0
	}
	kernel.Parallel(last+1, e.list)
}
