package lista

// gradient adds the products
//
//	∂S_t += g_tᵀ·z_{t−1},   ∂We_t += g_tᵀ·y
//
// with g summed over the layers first where they share We.
func (e *gram[T]) gradient(tp *tape[T]) {
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
		switch {
		case tp.coupled:
			e.addCoupled(tp, i)
		case tp.y.quads:
			tp.y.gradient(e.grad(s.map1), g.x, e.k)
		default:
			e.add(e.grad(s.map1), g, tp.y.x, e.d)
		}
	}
	for t := max(2, tp.first); t <= tp.depth && !tp.held; t++ {
		e.add(e.grad(e.plan.of(t).map2), &tp.g[t], tp.z[t-1].x, e.k)
	}
	e.multiply()
}
