package lista

import "github.com/latentlab/latentlab/internal/kernel"

// gram computes z_t = sh_θ(We·y + S·z_{t−1}).
type gram[T kernel.Float] struct {
	*core[T]
	weT, sT [][]T // of each set of slots: Weᵀ (d×k), Sᵀ (k×k)
	dweT    [][]T // derivatives by Weᵀ, d×k, where samples have many zeros
	list    func(i int)
	tp      *tape[T]
}

func (e *gram[T]) prepare(tp *tape[T], train bool) {
	if e.weT == nil {
		e.weT, e.sT = make([][]T, len(e.plan.layers)), make([][]T, len(e.plan.layers))
	}
	for i, s := range e.plan.layers[:min(max(tp.depth, 1), len(e.plan.layers))] {
		e.weT[i] = grow(e.weT[i], e.d*e.k)
		kernel.Transpose(e.weT[i], e.k, e.value(s.map1), e.d, e.k, e.d)
		if s.map2 != none {
			e.sT[i] = grow(e.sT[i], e.k*e.k)
			kernel.Transpose(e.sT[i], e.k, e.value(s.map2), e.k, e.k, e.k)
		}
	}
	tp.b = grow(tp.b, tp.n*e.k)
	if train {
		e.inputs(tp)
		e.residuals(tp)
		tp.gb.size(tp.n, e.k)
		tp.part = grow(tp.part, blocks(tp.n)*e.k*len(e.plan.layers))
	}
}

func (e *gram[T]) forward(tp *tape[T], lo, hi int) {
	if e.plan.tied() && tp.depth > 0 {
		e.input(tp.b[lo*e.k:hi*e.k], tp, 1, lo, hi)
	}
	for t := 1; t <= tp.depth; t++ {
		z := tp.z[t].rows(lo, hi)
		if e.plan.tied() {
			copy(z, tp.b[lo*e.k:hi*e.k])
		} else {
			e.input(z, tp, t, lo, hi)
		}
		i := min(t, len(e.plan.layers)) - 1
		if t > 1 {
			tp.z[t-1].times(z, e.sT[i], e.k, lo, hi)
		}
		theta := e.value(e.plan.of(t).theta)
		for r := 0; r < len(z); r += e.k {
			kernel.ShrinkEach(z[r:r+e.k], z[r:r+e.k], theta)
		}
		if t < tp.depth || !e.plan.tied() || t > 1 || tp.coupled { // one layer alone needs no list
			tp.z[t].list(lo, hi)
		}
	}
}

// input sets b = We·y.
func (e *gram[T]) input(b []T, tp *tape[T], t, lo, hi int) {
	clear(b)
	tp.samples().times(b, e.weT[min(t, len(e.plan.layers))-1], e.k, lo, hi)
}

func (e *gram[T]) backward(tp *tape[T], lo, hi int) {
	k, part := e.k, tp.partOf(lo, e.k*len(e.plan.layers))
	clear(part)
	clear(tp.gb.rows(lo, hi))
	dz := tp.dz[lo*k : hi*k]
	for t := tp.depth; t >= tp.first; t-- {
		i, s := min(t, len(e.plan.layers))-1, e.plan.of(t)
		if tp.coupled {
			e.loss.rebuild(tp.r[t][lo*e.d:hi*e.d], tp, t-1, lo, hi)
		}
		z, g := &tp.z[t], &tp.g[t]
		kernel.Support(g.rows(lo, hi), dz, z.rows(lo, hi))
		if t > 1 || !e.plan.tied() || tp.coupled {
			g.listLike(z, lo, hi)
		}
		for r := lo; r < hi; r++ {
			kernel.SubSigned(part[i*k:(i+1)*k], g.rows(r, r+1), z.rows(r, r+1))
		}
		if e.plan.tied() {
			kernel.Add(tp.gb.rows(lo, hi), tp.gb.rows(lo, hi), g.rows(lo, hi))
		}
		if t > tp.first {
			clear(dz)
			g.times(dz, e.value(s.map2), k, lo, hi)
			e.loss.between(tp, t-1, lo, hi)
		}
	}
	if e.plan.tied() && !tp.y.only {
		tp.gb.list(lo, hi)
	}
}
