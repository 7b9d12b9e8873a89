package lista

import "github.com/latentlab/latentlab/internal/kernel"

// gram computes z_t = sh_θ(We·y + S·z_{t−1}).
type gram[T kernel.Float] struct {
	*core[T]
	sT [][]T // Sᵀ of each set of slots, k×k
}

func (e *gram[T]) prepare(tp *tape[T], train bool) {
	if e.sT == nil {
		e.sT = make([][]T, len(e.plan.layers))
	}
	used := e.plan.layers[:min(tp.depth, len(e.plan.layers))]
	for i, s := range used {
		if s.map2 != none && tp.depth > 1 {
			e.sT[i] = grow(e.sT[i], e.k*e.k)
			kernel.Transpose(e.sT[i], e.k, e.value(s.map2), e.k, e.k, e.k)
		}
	}
	tp.b = grow(tp.b, tp.n*e.k)
	for i, s := range used {
		b := tp.b
		if !e.plan.tied() {
			b = tp.z[i+1].x
		}
		tp.y.times(b, e.value(s.map1), e.k) // b = We·y
	}
	if train {
		e.residuals(tp)
		tp.gb.size(tp.n, e.k)
		tp.part = grow(tp.part, blocks(tp.n)*e.k*len(e.plan.layers))
	}
}

func (e *gram[T]) forward(tp *tape[T], lo, hi int) {
	for t := 1; t <= tp.depth; t++ {
		z := tp.z[t].rows(lo, hi)
		u := z // what is shrunk
		switch b := tp.b[lo*e.k : hi*e.k]; {
		case e.plan.tied() && t == 1:
			u = b
		case e.plan.tied():
			copy(u, b)
		}
		i := min(t, len(e.plan.layers)) - 1
		if t > 1 {
			tp.z[t-1].times(z, e.sT[i], e.k, lo, hi)
		}
		theta := e.value(e.plan.of(t).theta)
		for r := 0; r < len(z); r += e.k {
			kernel.ShrinkEach(z[r:r+e.k], u[r:r+e.k], theta)
		}
		if e.plan.positive {
			kernel.ShrinkPos(z, z, 0)
		}
		if t < tp.depth || !e.plan.tied() || t > 1 || tp.coupled { // one layer alone needs no list
			tp.z[t].list(lo, hi)
		}
	}
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
	if e.plan.tied() && !tp.y.quads {
		tp.gb.list(lo, hi)
	}
}
