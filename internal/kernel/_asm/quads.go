package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// quadLoops writes the products with the blocks of one row and four columns that a
// sparse matrix has in the same four columns.
func quadLoops(g *gen) {
	scatterQuads(g)
	gatherQuads(g)
}

// quads steps through the blocks: their rows and their four values each.
type quads struct {
	*gen
	row, val, count, y, ldy reg.GPVirtual
}

func (g *gen) quadParams() quads {
	q := quads{g, g.param("row"), g.param("val"), g.param("m"), g.param("y"), g.param("ldy")}
	g.SHLQ(operand.U8(g.shift()), q.ldy)
	return q
}

// each emits the loop over the blocks: body gets the row of y, and the values.
func (q quads) each(body func(y reg.GPVirtual, val func(c int) operand.Mem)) {
	r, v, p := q.GP64(), q.GP64(), q.GP64()
	q.XORQ(r, r)
	q.MOVQ(q.val, v)
	one := func(u int) {
		q.MOVLQSX(operand.Mem{Base: q.row, Index: r, Scale: 4, Disp: 4 * u}, p)
		q.IMULQ(q.ldy, p)
		q.ADDQ(q.y, p)
		body(p, func(c int) operand.Mem { return operand.Mem{Base: v, Disp: (4*u + c) * q.size()} })
	}
	loop, last, done := q.label("blocks"), q.label("last"), q.label("done")
	pairs := q.GP64()
	q.MOVQ(q.count, pairs)
	q.ANDQ(operand.I8(-2), pairs)
	q.JZ(operand.LabelRef(last))
	q.Label(loop)
	one(0)
	one(1)
	q.ADDQ(operand.I32(8*q.size()), v)
	q.ADDQ(operand.I8(2), r)
	q.CMPQ(r, pairs)
	q.JLT(operand.LabelRef(loop))
	q.Label(last)
	q.CMPQ(r, q.count)
	q.JGE(operand.LabelRef(done))
	one(0)
	q.Label(done)
}

// panels emits the loop over n columns: that many registers a turn, one, the rest.
func (g *gen) panels(n reg.GPVirtual, registers int, body func(l lane, count int)) {
	j, left := g.GP64(), g.GP64() // bytes
	g.XORQ(j, j)
	loop := func(l lane, count, bytes int) {
		label, next := g.label("cols"), g.label("next")
		g.Label(label)
		g.MOVQ(n, left)
		g.SHLQ(operand.U8(g.shift()), left)
		g.SUBQ(j, left)
		g.CMPQ(left, operand.I32(bytes))
		g.JLT(operand.LabelRef(next))
		body(l, count)
		g.ADDQ(operand.I32(bytes), j)
		g.JMP(operand.LabelRef(label))
		g.Label(next)
	}
	loop(lane{gen: g, i: j}, registers, registers*g.bytes())
	loop(lane{gen: g, i: j}, 1, g.bytes())
	if !g.wide() {
		loop(lane{gen: g, i: j, scalar: true}, 1, g.size())
		return
	}
	done := g.label("done")
	g.SHRQ(operand.U8(g.shift()), left)
	g.JZ(operand.LabelRef(done))
	body(lane{gen: g, i: j, mask: g.tailMask(left)}, 1)
	g.Label(done)
}

// spread loads one value into all lanes.
func (l lane) spread(m operand.Mem) reg.VecVirtual {
	v := l.new()
	l.do(pick(l.scalar, "VMOV", "VBROADCAST")+l.suffix(true), m, v)
	return v
}

// fetchNext fetches the columns that come next from the four rows below four rows, for
// the next call.
func (g *gen) fetchNext(rows [4]reg.GPVirtual, ldName string, j reg.GPVirtual) {
	ld, below := g.param(ldName), g.GP64() // loaded again: too many registers are in use
	g.SHLQ(operand.U8(g.shift()), ld)
	for _, r := range rows {
		g.LEAQ(operand.Mem{Base: r, Index: ld, Scale: 4}, below)
		g.PREFETCHT0(at(below, j, 0))
	}
}

// fourRows returns the addresses of four rows of a matrix.
func (g *gen) fourRows(base, ld reg.GPVirtual) (p [4]reg.GPVirtual) {
	g.SHLQ(operand.U8(g.shift()), ld)
	p[0] = base
	for c := 1; c < 4; c++ {
		p[c] = g.GP64()
		g.LEAQ(at(p[c-1], ld, 0), p[c])
	}
	return p
}

// scatterQuads holds four rows of b in registers.
func scatterQuads(g *gen) {
	g.fn("scatterQuads", "sets y[row[r]·ldy+j] += Σ_c val[4r+c]·b[c·ldb+j], c = 0 … 3; m ≥ 1 blocks, n columns.",
		"func(y *T, ldy int, n int, row *int32, val *T, m int, b *T, ldb int)")
	n, q := g.param("n"), g.quadParams()
	b := g.fourRows(g.param("b"), g.param("ldb"))
	g.panels(n, 2, func(l lane, count int) {
		if count > 1 {
			g.fetchNext(b, "ldb", l.i)
		}
		var held [4][]reg.VecVirtual
		for c := range held {
			for h := range count {
				l.disp = h * g.bytes()
				held[c] = append(held[c], l.load(b[c]))
			}
		}
		q.each(func(y reg.GPVirtual, val func(int) operand.Mem) {
			var acc []reg.VecVirtual
			for h := range count {
				l.disp = h * g.bytes()
				acc = append(acc, l.load(y))
			}
			for c := range held {
				f := l.spread(val(c))
				for h := range acc {
					l.op("VFMADD231", held[c][h], f, acc[h])
				}
			}
			for h := range acc {
				l.disp = h * g.bytes()
				l.store(acc[h], y)
			}
		})
	})
	g.end()
}

// gatherQuads adds up four rows of dst in registers.
func gatherQuads(g *gen) {
	g.fn("gatherQuads", "sets dst[c·ldd+j] += Σ_r val[4r+c]·y[row[r]·ldy+j], c = 0 … 3; m ≥ 1 blocks, n columns.",
		"func(dst *T, ldd int, n int, row *int32, val *T, m int, y *T, ldy int)")
	n, q := g.param("n"), g.quadParams()
	dst := g.fourRows(g.param("dst"), g.param("ldd"))
	g.panels(n, 2, func(l lane, count int) {
		if count > 1 {
			g.fetchNext(dst, "ldd", l.i)
		}
		var acc [4][]reg.VecVirtual
		for c := range acc {
			for h := range count {
				l.disp = h * g.bytes()
				acc[c] = append(acc[c], l.load(dst[c]))
			}
		}
		q.each(func(y reg.GPVirtual, val func(int) operand.Mem) {
			var x []reg.VecVirtual
			for h := range count {
				l.disp = h * g.bytes()
				x = append(x, l.load(y))
			}
			for c := range acc {
				f := l.spread(val(c))
				for h := range x {
					l.op("VFMADD231", x[h], f, acc[c][h])
				}
			}
		})
		for c := range acc {
			for h := range count {
				l.disp = h * g.bytes()
				l.store(acc[c][h], dst[c])
			}
		}
	})
	g.end()
}
