package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// listLoops writes the loops over matrices that are lists of non-zeros.
func listLoops(g *gen) {
	nonZeroBits(g)
	gerRows(g)
}

// nonZeroBits makes a word of 64 comparisons, the highest first.
func nonZeroBits(g *gen) {
	g.fn("nonZeroBits", "sets bit i%64 of dst[i/64] where x[i] is not zero; m ≥ 1 words.",
		"func(dst *uint64, x *T, m int)")
	dst, x, m := g.param("dst"), g.param("x"), g.param("m")
	zero := g.vec()
	g.zero(zero)
	loop := g.label("word")
	g.Label(loop)
	word, bits := g.GP64(), g.GP64()
	g.XORQ(word, word)
	for e := 64 - g.lanes(); e >= 0; e -= g.lanes() {
		const notEqual = 4 // or not ordered
		from := at(x, nil, e*g.size())
		if g.wide() {
			k := g.K()
			g.ps("VCMP", operand.U8(notEqual), from, zero, k)
			g.KMOVW(k, bits.As32())
		} else {
			v := g.vec()
			g.ps("VCMP", operand.U8(notEqual), from, zero, v)
			g.ps("VMOVMSK", v, bits.As32())
		}
		g.SHLQ(operand.U8(g.lanes()), word)
		g.ORQ(bits, word)
	}
	g.MOVQ(word, operand.Mem{Base: dst})
	g.ADDQ(operand.I32(8), dst)
	g.ADDQ(operand.I32(64*g.size()), x)
	g.DECQ(m)
	g.JNZ(operand.LabelRef(loop))
	g.end()
}

// gerRows holds four registers of y and adds it to row after row.
func gerRows(g *gen) {
	g.fn("gerRows", "sets a[idx[r]·ld+j] += x[r]·y[j]; m ≥ 1 rows.",
		"func(x *T, m int, idx *int, y *T, n int, a *T, ld int)")
	x, m, idx := g.param("x"), g.param("m"), g.param("idx")
	y, n, a, ld := g.param("y"), g.param("n"), g.param("a"), g.param("ld")
	g.SHLQ(operand.U8(g.shift()), ld)
	g.panels(n, 4, func(l lane, count int) {
		var held []reg.VecVirtual
		for h := range count {
			l.disp = h * g.bytes()
			held = append(held, l.load(y))
		}
		r, p := g.GP64(), g.GP64()
		g.XORQ(r, r)
		loop := g.label("rows")
		g.Label(loop)
		g.MOVQ(operand.Mem{Base: idx, Index: r, Scale: 8}, p)
		g.IMULQ(ld, p)
		g.ADDQ(a, p)
		f := l.spread(operand.Mem{Base: x, Index: r, Scale: uint8(g.size())})
		for h, v := range held {
			l.disp = h * g.bytes()
			sum := l.load(p)
			l.op("VFMADD231", v, f, sum)
			l.store(sum, p)
		}
		g.INCQ(r)
		g.CMPQ(r, m)
		g.JLT(operand.LabelRef(loop))
	})
	g.end()
}
