package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lane is one vector register's worth of elements, or one element: loads,
// stores and arithmetic of the right width.
type lane struct {
	*gen
	scalar bool
	i      reg.GPVirtual
	disp   int
	c      int          // place in the turn
	mask   reg.Register // AVX-512 tail
}

func (l lane) new() reg.VecVirtual {
	if l.scalar {
		return l.XMM()
	}
	return l.vec()
}

// of returns the part of the broadcast register c that the lane computes with.
func (l lane) of(c reg.VecVirtual) reg.Register {
	if l.scalar {
		return c.AsX()
	}
	return c
}

func (l lane) load(p reg.GPVirtual) reg.VecVirtual {
	v := l.new()
	m := at(p, l.i, l.disp)
	switch {
	case l.scalar:
		l.do("VMOV"+l.suffix(true), m, v)
	case l.mask != nil:
		l.do("VMOVU"+l.suffix(false)+"_Z", m, l.mask, v)
	default:
		l.ps("VMOVU", m, v)
	}
	return v
}

func (l lane) store(v reg.Register, p reg.GPVirtual) {
	m := at(p, l.i, l.disp)
	switch {
	case l.scalar:
		l.do("VMOV"+l.suffix(true), v, m)
	case l.mask != nil:
		l.ps("VMOVU", v, l.mask, m)
	default:
		l.ps("VMOVU", v, m)
	}
}

// op emits an arithmetic instruction in Go's operand order.
func (l lane) op(name string, a, b, dst reg.Register) {
	l.do(name+l.suffix(l.scalar), a, b, dst)
}

// clamp sets v to min(max(v, lo), hi), keeping NaN.
func (l lane) clamp(v, lo, hi reg.Register) {
	l.op("VMAX", v, lo, v)
	l.op("VMIN", v, hi, v)
}

// shrink sets v to v − min(max(v, −t), t): the soft threshold, +0 inside,
// NaN where v or t is NaN.
func (l lane) shrink(v, negT, t reg.Register) {
	c := l.new()
	l.op("VMIN", t, v, c)
	l.op("VMAX", negT, c, c)
	l.op("VSUB", c, v, v)
}

// each emits the loop over n elements: four registers a turn (c is 0 … 3), one,
// the rest.
func (g *gen) each(n reg.GPVirtual, body func(l lane)) {
	i, stop := g.GP64(), g.GP64()
	g.XORQ(i, i)
	loop := func(step, count int, l lane) {
		label, next := g.label("loop"), g.label("next")
		g.MOVQ(n, stop)
		g.SHLQ(operand.U8(g.shift()), stop)
		if step > g.size() {
			g.ANDQ(operand.I32(-step*count), stop)
		}
		g.CMPQ(i, stop)
		g.JGE(operand.LabelRef(next))
		g.Label(label)
		for c := range count {
			l.c, l.disp = c, c*step
			body(l)
		}
		g.ADDQ(operand.I32(step*count), i)
		g.CMPQ(i, stop)
		g.JLT(operand.LabelRef(label))
		g.Label(next)
	}
	loop(g.bytes(), 4, lane{gen: g, i: i})
	loop(g.bytes(), 1, lane{gen: g, i: i})
	if !g.wide() {
		loop(g.size(), 1, lane{gen: g, i: i, scalar: true})
		return
	}
	rest, done := g.GP64(), g.label("done")
	g.MOVQ(n, rest)
	g.ANDQ(operand.I32(g.lanes()-1), rest)
	g.JZ(operand.LabelRef(done))
	body(lane{gen: g, i: i, mask: g.tailMask(rest)})
	g.Label(done)
}

// negated returns −v of a broadcast register.
func (g *gen) negated(v reg.VecVirtual) reg.VecVirtual {
	m := g.vec()
	g.zero(m)
	g.ps("VSUB", v, m, m)
	return m
}

func elementwise(g *gen) {
	g.fn("axpy", "sets y[i] += a·x[i].", "func(a T, x, y *T, n int)")
	{
		a, x, y, n := g.bcast("a"), g.param("x"), g.param("y"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(y)
			l.op("VFMADD231", l.load(x), l.of(a), v)
			l.store(v, y)
		})
		g.end()
	}
	axpyAbsMax(g)
	g.fn("axpby", "sets y[i] = a·x[i] + b·y[i].", "func(a T, x *T, b T, y *T, n int)")
	{
		a, x, b, y, n := g.bcast("a"), g.param("x"), g.bcast("b"), g.param("y"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(y)
			l.op("VMUL", l.of(b), v, v)
			l.op("VFMADD231", l.load(x), l.of(a), v)
			l.store(v, y)
		})
		g.end()
	}
	g.fn("addScaled", "sets dst[i] = x[i] + a·y[i].", "func(dst, x *T, a T, y *T, n int)")
	{
		dst, x, a, y, n := g.param("dst"), g.param("x"), g.bcast("a"), g.param("y"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(x)
			l.op("VFMADD231", l.load(y), l.of(a), v)
			l.store(v, dst)
		})
		g.end()
	}
	g.fn("extrapolate", "sets dst[i] = x[i] + a·(x[i] − y[i]).", "func(dst, x, y *T, a T, n int)")
	{
		dst, x, y, a, n := g.param("dst"), g.param("x"), g.param("y"), g.bcast("a"), g.param("n")
		g.each(n, func(l lane) {
			v, d := l.load(x), l.new()
			l.op("VSUB", l.load(y), v, d)
			l.op("VFMADD231", d, l.of(a), v)
			l.store(v, dst)
		})
		g.end()
	}
	g.fn("scal", "sets x[i] *= a.", "func(a T, x *T, n int)")
	{
		a, x, n := g.bcast("a"), g.param("x"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(x)
			l.op("VMUL", l.of(a), v, v)
			l.store(v, x)
		})
		g.end()
	}
	for _, o := range []struct{ name, sign, op string }{{"add", "+", "VADD"}, {"sub", "−", "VSUB"}, {"mul", "·", "VMUL"}} {
		g.fn(o.name, "sets dst[i] = x[i] "+o.sign+" y[i].", "func(dst, x, y *T, n int)")
		dst, x, y, n := g.param("dst"), g.param("x"), g.param("y"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(x)
			l.op(o.op, l.load(y), v, v)
			l.store(v, dst)
		})
		g.end()
	}
	g.fn("clip", "sets dst[i] = min(max(x[i], lo), hi).", "func(dst, x *T, lo, hi T, n int)")
	{
		dst, x, lo, hi, n := g.param("dst"), g.param("x"), g.bcast("lo"), g.bcast("hi"), g.param("n")
		g.each(n, func(l lane) {
			v := l.load(x)
			l.clamp(v, l.of(lo), l.of(hi))
			l.store(v, dst)
		})
		g.end()
	}
	shrinks(g)
}

// axpyAbsMax is axpy with the running maximum of absMax, in one pass.
func axpyAbsMax(g *gen) {
	g.fn("axpyAbsMax", "sets y[i] += a·x[i] and returns the largest |y[i]|; a NaN counts as larger than any number.", "func(a T, x, y *T, n int) T")
	a, x, y, n := g.bcast("a"), g.param("x"), g.param("y"), g.param("n")
	abs := g.absMask()
	var acc [4][]reg.VecVirtual
	for c := range acc {
		acc[c] = g.vecs(1)
		g.zero(acc[c][0])
	}
	last := g.XMM() // of single elements
	g.VPXOR(last, last, last)
	g.each(n, func(l lane) {
		v, m := l.load(y), l.new()
		l.op("VFMADD231", l.load(x), l.of(a), v)
		l.store(v, y)
		if l.scalar {
			g.VPAND(v, abs.AsX(), m)
			g.maxBits(m, last, last)
			return
		}
		g.and(v, abs, m)
		if l.mask != nil { // the lanes beyond n hold a·0 + 0, perhaps NaN
			g.do("VMOVU"+g.suffix(false)+"_Z", m, l.mask, m)
		}
		g.maxBits(m, acc[l.c][0], acc[l.c][0])
	})
	for _, p := range [][2]int{{0, 1}, {2, 3}, {0, 2}} {
		g.maxBits(acc[p[1]][0], acc[p[0]][0], acc[p[0]][0])
	}
	r := g.foldLanes(acc[0][0], g.maxBits)
	g.maxBits(last, r, r)
	g.result(r)
}

func shrinks(g *gen) {
	g.fn("shrink", "sets dst[i] = sign(v[i])·max(|v[i]|−t, 0).", "func(dst, v *T, t T, n int)")
	{
		dst, v, t, n := g.param("dst"), g.param("v"), g.bcast("t"), g.param("n")
		m := g.negated(t)
		g.each(n, func(l lane) {
			x := l.load(v)
			l.shrink(x, l.of(m), l.of(t))
			l.store(x, dst)
		})
		g.end()
	}
	g.fn("shrinkEach", "sets dst[i] = sign(v[i])·max(|v[i]|−t[i], 0).", "func(dst, v, t *T, n int)")
	{
		dst, v, t, n := g.param("dst"), g.param("v"), g.param("t"), g.param("n")
		zero := g.vec()
		g.zero(zero)
		g.each(n, func(l lane) {
			x, th, neg := l.load(v), l.load(t), l.new()
			l.op("VSUB", th, l.of(zero), neg)
			l.shrink(x, neg, th)
			l.store(x, dst)
		})
		g.end()
	}
	g.fn("shrinkStep", "sets dst[i] to v[i] − s·d[i], shrunk by t.", "func(dst, v *T, s T, d *T, t T, n int)")
	{
		dst, v, s, d, t, n := g.param("dst"), g.param("v"), g.bcast("s"), g.param("d"), g.bcast("t"), g.param("n")
		m := g.negated(t)
		g.each(n, func(l lane) {
			x := l.load(v)
			l.op("VFNMADD231", l.load(d), l.of(s), x)
			l.shrink(x, l.of(m), l.of(t))
			l.store(x, dst)
		})
		g.end()
	}
	g.fn("shrinkPos", "sets dst[i] = max(v[i]−t, 0).", "func(dst, v *T, t T, n int)")
	{
		dst, v, t, n := g.param("dst"), g.param("v"), g.bcast("t"), g.param("n")
		zero := g.vec()
		g.zero(zero)
		g.each(n, func(l lane) {
			x := l.load(v)
			l.op("VSUB", l.of(t), x, x)
			l.op("VMAX", x, l.of(zero), x)
			l.store(x, dst)
		})
		g.end()
	}
}
