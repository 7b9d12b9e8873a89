package lista

import "github.com/latentlab/latentlab/internal/kernel"

// A change is one step of coordinate descent on one sample: entry at of z went from
// before to after = sh_θ(b at that entry).
type change[T kernel.Float] struct {
	at            int
	before, after T
}

// changes are the steps of one sample.
type changes[T kernel.Float] struct {
	steps []change[T]
	b, z  []T
}

// coordinate computes learned coordinate descent.
type coordinate[T kernel.Float] struct {
	*core[T]
	sT  []T // Sᵀ, k×k
	dsT []T // derivative by it, a row a coordinate
}

func (e *coordinate[T]) prepare(tp *tape[T], train bool) {
	e.sT = grow(e.sT, e.k*e.k)
	kernel.Transpose(e.sT, e.k, e.value(e.plan.of(1).map2), e.k, e.k, e.k)
	for len(tp.cd) < tp.n {
		tp.cd = append(tp.cd, changes[T]{b: make([]T, e.k), z: make([]T, e.k)})
	}
	tp.b = grow(tp.b, tp.n*e.k)
	if train {
		e.dsT = grow(e.dsT, e.k*e.k)
		tp.part = grow(tp.part, blocks(tp.n)*e.k)
		tp.gb.size(tp.n, e.k)
	}
}

// forward makes z[t] = sh_θ(b) before each step, and after the last one z[depth].
func (e *coordinate[T]) forward(tp *tape[T], lo, hi int) {
	s, k := e.plan.of(1), e.k
	theta := e.value(s.theta)
	kernel.GemmSerial(false, true, hi-lo, k, e.d, 1, tp.y.x[lo*e.d:hi*e.d], e.d, e.value(s.map1), e.d, 0, tp.b[lo*k:hi*k], k)
	for i := lo; i < hi; i++ {
		c, b := &tp.cd[i], tp.b[i*k:(i+1)*k]
		c.steps = c.steps[:0]
		clear(c.z)
		for t := range tp.depth {
			zbar := c.b
			kernel.ShrinkEach(zbar, b, theta)
			if t > 0 {
				copy(tp.z[t].rows(i, i+1), zbar)
			}
			j := furthest(zbar, c.z)
			step := change[T]{j, c.z[j], zbar[j]}
			c.steps = append(c.steps, step)
			kernel.Axpy(step.after-step.before, e.sT[j*k:(j+1)*k], b)
			c.z[j] = step.after
		}
		kernel.ShrinkEach(tp.z[tp.depth].rows(i, i+1), b, theta)
	}
	for t := 1; t <= tp.depth; t++ {
		tp.z[t].list(lo, hi)
	}
}

// furthest returns argmax |a − b|, the first of equals.
func furthest[T kernel.Float](a, b []T) int {
	at, most := 0, T(-1)
	for j, v := range a {
		if d := max(v-b[j], b[j]-v); d > most {
			at, most = j, d
		}
	}
	return at
}

// backward keeps the derivative by b, and leaves the derivatives by the columns of S
// to gradient, which needs that by b before each step: these are what g[t] holds.
func (e *coordinate[T]) backward(tp *tape[T], lo, hi int) {
	k := e.k
	part := tp.partOf(lo, k)
	clear(part)
	for i := lo; i < hi; i++ {
		c, db := &tp.cd[i], tp.gb.rows(i, i+1)
		z, dz := tp.z[tp.depth].rows(i, i+1), tp.dz[i*k:(i+1)*k]
		kernel.Support(db, dz, z)
		kernel.SubSigned(part, db, z)
		clear(c.z) // from here on the derivative by z
		for t := tp.depth - 1; t >= 0; t-- {
			step := c.steps[t]
			j := step.at
			copy(tp.g[t+1].rows(i, i+1), db)
			de := kernel.Dot(db, e.sT[j*k:(j+1)*k])
			after := c.z[j] + de
			c.z[j] = -de
			switch {
			case step.after > 0:
				db[j] += after
				part[j] -= after
			case step.after < 0:
				db[j] += after
				part[j] += after
			}
			e.inner(tp, t, i, db, part)
		}
	}
	tp.gb.list(lo, hi)
}

// inner adds the loss after step t, where it counts.
func (e *coordinate[T]) inner(tp *tape[T], t, i int, db, part []T) {
	if t == 0 || e.loss.weightOf(tp, t) == 0 {
		return
	}
	row, z := tp.dz[i*e.k:(i+1)*e.k], tp.z[t].rows(i, i+1)
	clear(row)
	e.loss.between(tp, t, i, i+1)
	kernel.Support(row, row, z)
	kernel.SubSigned(part, row, z)
	kernel.Add(db, db, row)
}

func (e *coordinate[T]) gradient(tp *tape[T]) {
	s, k := e.plan.of(1), e.k
	tp.sums(e.grad(s.theta), 0, k)
	e.add(e.grad(s.map1), &tp.gb, tp.y.x, e.d)
	e.multiply()
	clear(e.dsT)
	for i := range tp.n { // in order: few steps, each one row
		for t, step := range tp.cd[i].steps {
			j := step.at
			kernel.Axpy(step.after-step.before, tp.g[t+1].rows(i, i+1), e.dsT[j*k:(j+1)*k])
		}
	}
	grad := e.grad(s.map2)
	for j := range k {
		for l, v := range e.dsT[j*k : (j+1)*k] {
			grad[l*k+j] += v
		}
	}
}
