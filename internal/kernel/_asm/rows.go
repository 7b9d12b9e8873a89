package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowLoops writes the loops over several rows of a matrix, one after another
// (a plain name) or picked by an index (…Idx).
func rowLoops(g *gen) {
	for _, indexed := range []bool{false, true} {
		axpyRows(g, indexed)
		dotRows(g, indexed)
	}
	ger(g)
	copyRows(g)
}

// rows steps through the rows of a matrix.
type rows struct {
	*gen
	base, ld, idx reg.GPVirtual
	indexed       bool
}

func (g *gen) rowParams(indexed bool) rows {
	r := rows{gen: g, base: g.param("x"), ld: g.param("ld"), indexed: indexed}
	g.SHLQ(operand.U8(g.shift()), r.ld)
	if indexed {
		r.idx = g.param("idx")
	}
	return r
}

// start sets p to the row at position r (without an index: to the first).
func (s rows) start(p, r reg.GPVirtual) {
	if !s.indexed {
		s.MOVQ(s.base, p)
		return
	}
	s.MOVQ(operand.Mem{Base: s.idx, Index: r, Scale: 8}, p)
	s.IMULQ(s.ld, p)
	s.ADDQ(s.base, p)
}

// axpyRows keeps eight registers of y and adds row after row to them.
func axpyRows(g *gen, indexed bool) {
	g.fn("axpyRows"+pick(indexed, "Idx", "Seq"), "sets y[j] += Σ_r a[r]·x[row(r)·ld+j]; m ≥ 1 rows.",
		"func(y *T, n int, a *T, m int, x *T, ld int"+pick(indexed, ", idx *int", "")+")")
	y, n, a, m := g.param("y"), g.param("n"), g.param("a"), g.param("m")
	s := g.rowParams(indexed)
	j := g.GP64() // bytes
	g.XORQ(j, j)

	block := func(l lane, count int) {
		acc := make([]reg.VecVirtual, count)
		for c := range acc {
			l.disp = c * g.bytes()
			acc[c] = l.load(y)
		}
		r, p := g.GP64(), g.GP64()
		g.XORQ(r, r)
		if !indexed {
			s.start(p, r)
		}
		loop := g.label("rows")
		g.Label(loop)
		if indexed {
			s.start(p, r)
		}
		f := l.new()
		fm := operand.Mem{Base: a, Index: r, Scale: uint8(g.size())}
		if l.scalar {
			l.do("VMOV"+g.suffix(true), fm, f)
		} else {
			l.do("VBROADCAST"+g.suffix(true), fm, f)
		}
		for c := range acc {
			l.disp = c * g.bytes()
			if l.mask != nil {
				l.op("VFMADD231", l.load(p), f, acc[c])
				continue
			}
			l.do("VFMADD231"+g.suffix(l.scalar), at(p, j, l.disp), f, acc[c])
		}
		g.INCQ(r)
		if !indexed {
			g.ADDQ(s.ld, p)
		}
		g.CMPQ(r, m)
		g.JLT(operand.LabelRef(loop))
		for c := range acc {
			l.disp = c * g.bytes()
			l.store(acc[c], y)
		}
	}
	left := g.GP64()
	loop := func(l lane, count int, elems int) {
		label, next := g.label("cols"), g.label("next")
		g.Label(label)
		g.MOVQ(n, left)
		g.SHLQ(operand.U8(g.shift()), left)
		g.SUBQ(j, left)
		g.CMPQ(left, operand.I32(elems*g.size()))
		g.JLT(operand.LabelRef(next))
		block(l, count)
		g.ADDQ(operand.I32(elems*g.size()), j)
		g.JMP(operand.LabelRef(label))
		g.Label(next)
	}
	loop(lane{gen: g, i: j}, 8, 8*g.lanes())
	loop(lane{gen: g, i: j}, 2, 2*g.lanes())
	loop(lane{gen: g, i: j}, 1, g.lanes())
	if g.wide() {
		done := g.label("done")
		g.SHRQ(operand.U8(g.shift()), left)
		g.JZ(operand.LabelRef(done))
		block(lane{gen: g, i: j, mask: g.tailMask(left)}, 1)
		g.Label(done)
	} else {
		loop(lane{gen: g, i: j, scalar: true}, 1, 1)
	}
	g.end()
}

// dotRows is dot for every row, with the bits of dot.
func dotRows(g *gen, indexed bool) {
	g.fn("dotRows"+pick(indexed, "Idx", "Seq"), "sets dst[r] = Σ_j y[j]·x[row(r)·ld+j]; m ≥ 1 rows.",
		"func(dst *T, y *T, n int, m int, x *T, ld int"+pick(indexed, ", idx *int", "")+")")
	dst, y, n, m := g.param("dst"), g.param("y"), g.param("n"), g.param("m")
	s := g.rowParams(indexed)
	r, p := g.GP64(), g.GP64()
	g.XORQ(r, r)
	if !indexed {
		s.start(p, r)
	}
	loop := g.label("row")
	g.Label(loop)
	if indexed {
		s.start(p, r)
	}
	acc := g.groups()
	g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
		g.ps("VFMADD231", load(p), load(y), a)
	})
	x := g.foldAdd(acc)
	g.do("VMOV"+g.suffix(true), x, operand.Mem{Base: dst, Index: r, Scale: uint8(g.size())})
	if !indexed {
		g.ADDQ(s.ld, p)
	}
	g.INCQ(r)
	g.CMPQ(r, m)
	g.JLT(operand.LabelRef(loop))
	g.end()
}

// ger is axpy for every row of a matrix.
func ger(g *gen) {
	g.fn("ger", "sets a[i·ld+j] += (alpha·x[i])·y[j] for m ≥ 1 rows of n ≥ 1 columns.",
		"func(alpha T, x *T, m int, y *T, n int, a *T, ld int)")
	alpha, x, m := g.bcast("alpha"), g.param("x"), g.param("m")
	y, n, a, ld := g.param("y"), g.param("n"), g.param("a"), g.param("ld")
	g.SHLQ(operand.U8(g.shift()), ld)
	loop := g.label("row")
	g.Label(loop)
	f := g.vec()
	g.do("VBROADCAST"+g.suffix(true), operand.Mem{Base: x}, f)
	g.ps("VMUL", alpha, f, f)
	g.each(n, func(l lane) {
		v := l.load(a)
		l.op("VFMADD231", l.load(y), l.of(f), v)
		l.store(v, a)
	})
	g.ADDQ(operand.I32(g.size()), x)
	g.ADDQ(ld, a)
	g.DECQ(m)
	g.JNZ(operand.LabelRef(loop))
	g.end()
}

// copyRows copies a block of a matrix.
func copyRows(g *gen) {
	g.fn("copyRows", "sets dst[r·ldd+j] = x[r·ld+j] for m ≥ 1 rows and n columns.",
		"func(dst *T, ldd int, x *T, ld int, m, n int)")
	dst, ldd, x, ld := g.param("dst"), g.param("ldd"), g.param("x"), g.param("ld")
	m, n := g.param("m"), g.param("n")
	g.SHLQ(operand.U8(g.shift()), ldd)
	g.SHLQ(operand.U8(g.shift()), ld)
	loop := g.label("row")
	g.Label(loop)
	g.each(n, func(l lane) { l.store(l.load(x), dst) })
	g.ADDQ(ldd, dst)
	g.ADDQ(ld, x)
	g.DECQ(m)
	g.JNZ(operand.LabelRef(loop))
	g.end()
}
