package main

import "github.com/mmcloughlin/avo/reg"

// trainLoops writes the derivatives of elementwise functions and the step of Adam.
func trainLoops(g *gen) {
	derivative := func(name, doc string, body func(l lane, d, y reg.VecVirtual) reg.VecVirtual) {
		g.fn(name, doc, "func(dst, d, y *T, n int)")
		dst, d, y, n := g.param("dst"), g.param("d"), g.param("y"), g.param("n")
		g.each(n, func(l lane) { l.store(body(l, l.load(d), l.load(y)), dst) })
		g.end()
	}
	derivative("tanhBack", "sets dst[i] = d[i]·(1 − y[i]²).", func(l lane, d, y reg.VecVirtual) reg.VecVirtual {
		f := l.fill(1)
		l.op("VFNMADD231", y, y, f)
		l.op("VMUL", f, d, f)
		return f
	})
	derivative("sigmoidBack", "sets dst[i] = d[i]·y[i]·(1 − y[i]).", func(l lane, d, y reg.VecVirtual) reg.VecVirtual {
		f := l.fill(1)
		l.op("VSUB", y, f, f)
		l.op("VMUL", y, f, f)
		l.op("VMUL", f, d, f)
		return f
	})
	derivative("support", "sets dst[i] = d[i] where y[i] ≠ 0, and 0 elsewhere.", func(l lane, d, y reg.VecVirtual) reg.VecVirtual {
		zero, size := l.fill(0), l.new()
		l.logic("VAND", l.sign()-1, y, size)
		return l.less(zero, size, d, zero)
	})
	g.fn("subSigned", "sets dst[i] −= sign(y[i])·d[i].", "func(dst, d, y *T, n int)")
	{
		dst, d, y, n := g.param("dst"), g.param("d"), g.param("y"), g.param("n")
		g.each(n, func(l lane) {
			v, zero, size, sign := l.load(y), l.fill(0), l.new(), l.new()
			l.logic("VAND", l.sign()-1, v, size)
			l.logic("VAND", l.sign(), v, sign)
			step := l.less(zero, size, l.load(d), zero)
			l.ps("VXOR", sign, step, step)
			r := l.load(dst)
			l.op("VSUB", step, r, r)
			l.store(r, dst)
		})
		g.end()
	}
	g.fn("gate", "sets dst[i] = d[i] where y[i] > 0, and slope·d[i] elsewhere.", "func(dst, d, y *T, slope T, n int)")
	{
		dst, d, y, slope, n := g.param("dst"), g.param("d"), g.param("y"), g.bcast("slope"), g.param("n")
		g.each(n, func(l lane) {
			v, low := l.load(d), l.new()
			l.op("VMUL", l.of(slope), v, low)
			l.store(l.less(l.fill(0), l.load(y), v, low), dst)
		})
		g.end()
	}
	adam(g)
}

func adam(g *gen) {
	g.fn("adam", "sets m[i] = b1·m[i] + c1·d[i], v[i] = b2·v[i] + c2·d[i]², w[i] = keep·w[i] − rate·m[i]/(√v[i] + eps).",
		"func(w, d, m, v *T, b1, c1, b2, c2, keep, rate, eps T, n int)")
	w, d, m, v := g.param("w"), g.param("d"), g.param("m"), g.param("v")
	b1, c1, b2, c2 := g.bcast("b1"), g.bcast("c1"), g.bcast("b2"), g.bcast("c2")
	keep, rate, eps, n := g.bcast("keep"), g.bcast("rate"), g.bcast("eps"), g.param("n")
	g.each(n, func(l lane) {
		x, p, q := l.load(d), l.load(m), l.load(v)
		l.op("VMUL", l.of(b1), p, p)
		l.op("VFMADD231", l.of(c1), x, p)
		l.store(p, m)
		l.op("VMUL", x, x, x)
		l.op("VMUL", l.of(b2), q, q)
		l.op("VFMADD231", l.of(c2), x, q)
		l.store(q, v)
		l.root(q)
		l.op("VADD", l.of(eps), q, q)
		l.op("VMUL", l.of(rate), p, p)
		l.op("VDIV", q, p, p)
		y := l.load(w)
		l.op("VFMSUB213", p, l.of(keep), y)
		l.store(y, w)
	})
	g.end()
}

// root sets v to √v.
func (l lane) root(v reg.Register) {
	if l.scalar {
		l.do("VSQRT"+l.suffix(true), v, v, v)
		return
	}
	l.ps("VSQRT", v, v)
}
