package main

import (
	"github.com/mmcloughlin/avo/reg"
)

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

// negated returns −v of a broadcast register.
func (g *gen) negated(v reg.VecVirtual) reg.VecVirtual {
	m := g.vec()
	g.zero(m)
	g.ps("VSUB", v, m, m)
	return m
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
