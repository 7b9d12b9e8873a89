package main

import (
	"github.com/mmcloughlin/avo/reg"
)

// shrink sets v to v − min(max(v, −t), t): the soft threshold, +0 inside,
// NaN where v or t is NaN.
func (l lane) shrink(v, negT, t reg.Register) {
	c := l.new()
	l.op("VMIN", t, v, c)
	l.op("VMAX", negT, c, c)
	l.op("VSUB", c, v, v)
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
