package lista

import "github.com/latentlab/latentlab/internal/kernel"

// residual computes z_t = sh_θ(z_{t−1} + γ·V·(y − W·z_{t−1})).
type residual[T kernel.Float] struct {
	*core[T]
	fixed []T   // V where it is not learned
	keys  [][]T // of a block, for support selection
}

// matrix returns V of layer t, k×d.
func (e *residual[T]) matrix(t int) []T {
	if s := e.plan.of(t).map1; s != none {
		return e.value(s)
	}
	return e.fixed
}

// scalars returns γ and θ of layer t.
func (e *residual[T]) scalars(t int) (gamma, theta T) {
	s := e.plan.of(t)
	gamma = T(e.plan.weight)
	if s.gain != none {
		gamma = e.value(s.gain)[0]
	}
	if s.theta == none {
		return gamma, gamma * T(e.plan.ratio)
	}
	return gamma, e.value(s.theta)[0]
}

func (e *residual[T]) prepare(tp *tape[T], train bool) {
	if e.fixed == nil && e.plan.fixed != nil {
		e.fixed = make([]T, e.k*e.d)
		kernel.Convert(e.fixed, e.plan.fixed, 1)
	}
	for len(tp.r) <= tp.depth {
		tp.r, tp.u = append(tp.r, nil), append(tp.u, nil)
	}
	for t := 1; t <= tp.depth; t++ {
		tp.r[t], tp.u[t] = grow(tp.r[t], tp.n*e.d), grow(tp.u[t], tp.n*e.k)
	}
	if e.plan.chosen != nil {
		tp.all = grow(tp.all, tp.n*e.k*tp.depth)
		for len(e.keys) < blocks(tp.n) {
			e.keys = append(e.keys, make([]T, e.k))
		}
	}
	if train {
		tp.part = grow(tp.part, blocks(tp.n)*2*tp.depth)
	}
}

func (e *residual[T]) forward(tp *tape[T], lo, hi int) {
	d, k := e.d, e.k
	for t := 1; t <= tp.depth; t++ {
		gamma, theta := e.scalars(t)
		r, u, z := tp.r[t][lo*d:hi*d], tp.u[t][lo*k:hi*k], tp.z[t].rows(lo, hi)
		e.loss.rebuild(r, tp, t-1, lo, hi)
		kernel.GemmSerial(false, true, hi-lo, k, d, 1, r, d, e.matrix(t), d, 0, u, k)
		if t == 1 {
			clear(z)
		} else {
			copy(z, tp.z[t-1].rows(lo, hi))
		}
		kernel.Axpy(gamma, u, z)
		if e.plan.chosen == nil {
			kernel.Shrink(z, z, theta)
		} else {
			e.choose(tp, t, lo, hi, theta)
		}
		tp.z[t].list(lo, hi)
	}
}

func (e *residual[T]) backward(tp *tape[T], lo, hi int) {
	d, k := e.d, e.k
	part := tp.partOf(lo, 2*tp.depth)
	dz, gr := tp.dz[lo*k:hi*k], tp.tmp[lo*max(d, k):][:(hi-lo)*d]
	for t := tp.depth; t >= tp.first; t-- {
		gamma, _ := e.scalars(t)
		z, g := &tp.z[t], &tp.g[t]
		kernel.Support(g.rows(lo, hi), dz, z.rows(lo, hi))
		g.listLike(z, lo, hi)
		part[2*t-2] = e.byTheta(tp, t, lo, hi)
		part[2*t-1] = kernel.Dot(g.rows(lo, hi), tp.u[t][lo*k:hi*k])
		if t == tp.first {
			break
		}
		clear(gr) // derivative by the residual, over γ
		g.times(gr, e.matrix(t), d, lo, hi)
		copy(dz, g.rows(lo, hi))
		kernel.GemmSerial(false, true, hi-lo, k, d, -gamma, gr, d, e.loss.dict, d, 1, dz, k)
		e.loss.between(tp, t-1, lo, hi)
	}
}

// byTheta returns the derivative by θ of layer t: −Σ sign(z)·g over the entries that
// were shrunk.
func (e *residual[T]) byTheta(tp *tape[T], t, lo, hi int) T {
	z, g := tp.z[t].rows(lo, hi), tp.g[t].rows(lo, hi)
	var sum T
	for i, v := range z {
		if v == 0 || e.plan.chosen != nil && e.passed(tp, t)[lo*e.k+i] {
			continue
		}
		if v > 0 {
			sum -= g[i]
		} else {
			sum += g[i]
		}
	}
	return sum
}

func (e *residual[T]) gradient(tp *tape[T]) {
	learned := e.plan.of(1).map1 != none
	for t := tp.first; t <= tp.depth; t++ {
		s := e.plan.of(t)
		byTheta, byGamma := tp.scalar(2*t-2, 2*tp.depth), tp.scalar(2*t-1, 2*tp.depth)
		if s.theta != none {
			e.grad(s.theta)[0] += byTheta
		} else {
			byGamma += T(e.plan.ratio) * byTheta
		}
		if s.gain != none {
			e.grad(s.gain)[0] += byGamma
		}
		if learned {
			gamma, _ := e.scalars(t)
			if gamma != 1 { // γ belongs to the derivative by V
				kernel.Scal(gamma, tp.r[t][:tp.n*e.d])
			}
			e.add(e.grad(s.map1), &tp.g[t], tp.r[t], e.d)
		}
	}
	if learned {
		e.multiply()
	}
}

// scalar returns the sum of the blocks' derivatives by one number.
func (tp *tape[T]) scalar(at, m int) T {
	var s T
	for i := range blocks(tp.n) {
		s += tp.part[i*m+at]
	}
	return s
}
