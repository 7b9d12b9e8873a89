package lista

import "github.com/latentlab/latentlab/internal/kernel"

// In the coordinates (We, R) with R = S + We·W, the derivative by We is
//
//	Σ_t g_tᵀ·(y − W·z_{t−1})
//
// where g_t is that by what layer t shrinks: the residual in place of the sample. A step
// of We by Δ then moves S by −Δ·W.

// residuals makes room for y − W·z_{t−1}, n×d a layer.
func (e *gram[T]) residuals(tp *tape[T]) {
	if !tp.coupled {
		return
	}
	for len(tp.r) <= tp.depth {
		tp.r = append(tp.r, nil)
	}
	for t := 1; t <= tp.depth; t++ {
		tp.r[t] = grow(tp.r[t], tp.n*e.d)
	}
}

// addCoupled plans the products of the derivative by the We of slots i.
func (e *gram[T]) addCoupled(tp *tape[T], i int) {
	if !e.plan.tied() {
		e.add(e.grad(e.plan.layers[i].map1), &tp.g[i+1], tp.r[i+1], e.d)
		return
	}
	for t := 1; t <= tp.depth; t++ {
		e.add(e.grad(e.plan.layers[i].map1), &tp.g[t], tp.r[t], e.d)
	}
}

// keepWe copies the We of the layers that learn.
func (t *Trainer[T]) keepWe(st stage) {
	c := t.Net.core
	if !t.coupled() {
		return
	}
	t.we = grow(t.we, len(c.plan.layers)*c.k*c.d)
	for l := st.first - 1; l < min(st.depth, len(c.plan.layers)); l++ {
		copy(t.weBefore(l), c.value(c.plan.layers[l].map1))
	}
}

// moveS moves the S of layers whose We moved since keepWe.
func (t *Trainer[T]) moveS(st stage) {
	c := t.Net.core
	if !t.coupled() {
		return
	}
	for l, s := range c.plan.layers[:min(st.depth, len(c.plan.layers))] {
		if l+1 < st.first || s.map2 == none {
			continue
		}
		delta := t.weBefore(l)
		kernel.Axpby(1, c.value(s.map1), -1, delta)
		kernel.Gemm(false, true, c.k, c.k, c.d, -1, delta, c.d, c.loss.dict, c.d, 1, c.value(s.map2), c.k)
	}
}

// weBefore is the place of the We of slots l, k×d, as it was before a step.
func (t *Trainer[T]) weBefore(l int) []T {
	size := t.Net.core.k * t.Net.core.d
	return t.we[l*size : (l+1)*size]
}

// coupled says whether S moves with We.
func (t *Trainer[T]) coupled() bool { return t.Settings.Coupled && t.Net.plan.kind == gramKind }
