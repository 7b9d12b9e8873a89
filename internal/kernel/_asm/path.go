package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// less returns a where x < y and b elsewhere.
func (l lane) less(x, y, a, b reg.Register) reg.VecVirtual {
	const lt = operand.U8(1)
	d := l.new()
	if l.wide() {
		k := l.K()
		l.ps("VCMP", lt, y, x, k)
		l.ps("VMOVA", b, d)
		l.ps("VMOVA", a, k, d)
		return d
	}
	l.op4("VCMP", lt, y, x, d)
	l.ps("VBLENDV", d, a, b, d)
	return d
}

func (l lane) op4(name string, i operand.Op, a, b, dst reg.Register) {
	l.do(name+l.suffix(l.scalar), i, a, b, dst)
}

// pathLoops writes the search for the next kink of a lasso path: for the next atom to
// join, towards both signs and towards the positive one alone, and to leave.
func pathLoops(g *gen) {
	joinRates(g, "joinRates", "sets dst[i] = max((1−a[i])/(t−q[i]), (1+a[i])/(t+q[i]), 0) & open[i] and returns the largest.", func(l lane, q, a, t, one reg.VecVirtual) (num, den reg.VecVirtual) {
		n1, n2, d1, d2 := l.new(), l.new(), l.new(), l.new()
		l.op("VSUB", q, l.of(t), n1)
		l.op("VADD", q, l.of(t), n2)
		l.op("VSUB", a, l.of(one), d1)
		l.op("VADD", a, l.of(one), d2)
		p, r := l.new(), l.new()
		l.op("VMUL", d1, n2, p)
		l.op("VMUL", d2, n1, r)
		return l.less(r, p, d1, d2), l.less(r, p, n1, n2)
	})
	joinRates(g, "joinRatesPos", "sets dst[i] = max((1−a[i])/(t−q[i]), 0) & open[i] and returns the largest.", func(l lane, q, a, t, one reg.VecVirtual) (num, den reg.VecVirtual) {
		num, den = l.new(), l.new()
		l.op("VSUB", a, l.of(one), num)
		l.op("VSUB", q, l.of(t), den)
		return num, den
	})
	leaveRates(g)
}

// joinRates writes dst = max(num/den, 0) & open.
func joinRates(g *gen, name, doc string, ratio func(l lane, q, a, t, one reg.VecVirtual) (num, den reg.VecVirtual)) {
	g.fn(name, doc, "func(dst, q, a, open *T, t T, n int) T")
	dst, q, a, open, t, n := g.param("dst"), g.param("q"), g.param("a"), g.param("open"), g.bcast("t"), g.param("n")
	one := g.vec()
	bits := g.GP64()
	g.MOVQ(operand.U64(pick[uint64](g.f64, 0x3ff0000000000000, 0x3f800000)), bits)
	g.broadcastInt(bits, one)
	top := g.newTop()
	g.each(n, func(l lane) {
		num, den := ratio(l, l.load(q), l.load(a), t, one)
		l.op("VDIV", den, num, num)
		l.op("VMAX", l.of(top.zero), num, num) // 0/0 gives 0
		l.do("VAND"+l.suffix(false), l.load(open), num, num)
		l.store(num, dst)
		top.take(l, num)
	})
	g.result(top.value())
}

// leaveRates writes dst = max(−w·s/max(z·s, 0), 0).
func leaveRates(g *gen) {
	g.fn("leaveRates", "sets dst[i] = max(−w[i]·s[i]/max(z[i]·s[i], 0), 0) and returns the largest.", "func(dst, z, s, w *T, n int) T")
	dst, z, s, w, n := g.param("dst"), g.param("z"), g.param("s"), g.param("w"), g.param("n")
	top := g.newTop()
	g.each(n, func(l lane) {
		si, num, den := l.load(s), l.new(), l.new()
		l.op("VMUL", l.load(w), si, num)
		l.op("VSUB", num, l.of(top.zero), num)
		l.op("VMUL", l.load(z), si, den)
		l.op("VMAX", l.of(top.zero), den, den) // −0 gives 0
		l.op("VDIV", den, num, num)
		l.op("VMAX", l.of(top.zero), num, num)
		l.store(num, dst)
		top.take(l, num)
	})
	g.result(top.value())
}

// top is the largest of elements that are not negative.
type top struct {
	*gen
	zero reg.VecVirtual
	last reg.VecVirtual // of single elements
	acc  [4]reg.VecVirtual
}

func (g *gen) newTop() top {
	t := top{gen: g, zero: g.vec(), last: g.XMM()}
	g.zero(t.zero)
	g.VPXOR(t.last, t.last, t.last)
	for c := range t.acc {
		t.acc[c] = g.vec()
		g.zero(t.acc[c])
	}
	return t
}

func (t top) take(l lane, v reg.VecVirtual) {
	if l.scalar {
		l.op("VMAX", v, t.last, t.last)
		return
	}
	t.ps("VMAX", v, t.acc[l.c], t.acc[l.c])
}

func (t top) value() reg.VecVirtual {
	vmax := func(a, b, dst reg.Register) { t.ps("VMAX", a, b, dst) }
	for _, p := range [][2]int{{0, 1}, {2, 3}, {0, 2}} {
		vmax(t.acc[p[1]], t.acc[p[0]], t.acc[p[0]])
	}
	r := t.foldLanes(t.acc[0], vmax)
	t.do("VMAX"+t.suffix(true), t.last, r.AsX(), r.AsX())
	return r
}
