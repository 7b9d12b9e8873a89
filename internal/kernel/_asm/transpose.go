package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose writes the transposition of up to one register's worth of rows.
func transpose(g *gen) {
	l := g.lanes()
	g.fn("transpose", fmt.Sprintf("sets dst[j·ldd+i] = x[i·ld+j] for 1 ≤ m ≤ %d rows and n ≥ 1 columns of x; it writes all of dst[j·ldd:][:%d].", l, l),
		"func(dst *T, ldd int, x *T, ld, m, n int)")
	dst, ldd, x, ld := g.param("dst"), g.param("ldd"), g.param("x"), g.param("ld")
	m, n := g.param("m"), g.param("n")
	g.SHLQ(operand.U8(g.shift()), ldd)
	g.SHLQ(operand.U8(g.shift()), ld)

	// rowsOf loads the rows; beyond m, the last again.
	rowsOf := func(load func(p reg.GPVirtual, v reg.VecVirtual)) []reg.VecVirtual {
		p, q := g.GP64(), g.GP64()
		g.MOVQ(x, p)
		v := g.vecs(l)
		for i := range v {
			if i > 0 {
				g.LEAQ(operand.Mem{Base: p, Index: ld, Scale: 1}, q)
				g.CMPQ(m, operand.U8(i))
				g.CMOVQGT(q, p)
			}
			load(p, v[i])
		}
		return v
	}
	loop, tail, done := "block", "tail", "done"
	g.CMPQ(n, operand.U8(l))
	g.JLT(operand.LabelRef(tail))
	g.Label(loop)
	v := rowsOf(func(p reg.GPVirtual, v reg.VecVirtual) { g.ps("VMOVU", at(p, nil, 0), v) })
	for _, c := range g.transposed(v) {
		g.ps("VMOVU", c, at(dst, nil, 0))
		g.ADDQ(ldd, dst)
	}
	g.ADDQ(operand.I32(g.bytes()), x)
	g.SUBQ(operand.U8(l), n)
	g.CMPQ(n, operand.U8(l))
	g.JGE(operand.LabelRef(loop))

	g.Label(tail)
	g.TESTQ(n, n)
	g.JZ(operand.LabelRef(done))
	if g.wide() {
		k := g.tailMask(n)
		v = rowsOf(func(p reg.GPVirtual, v reg.VecVirtual) {
			g.do("VMOVU"+g.suffix(false)+"_Z", at(p, nil, 0), k, v)
		})
	} else {
		k := g.tailMasksAVX2(n)[0]
		v = rowsOf(func(p reg.GPVirtual, v reg.VecVirtual) { g.ps("VMASKMOV", at(p, nil, 0), k, v) })
	}
	for _, c := range g.transposed(v) {
		g.ps("VMOVU", c, at(dst, nil, 0))
		g.ADDQ(ldd, dst)
		g.DECQ(n)
		g.JZ(operand.LabelRef(done))
	}
	g.Label(done)
	g.end()
}

// transposed emits the transposition of a square of registers: first inside
// the 128-bit blocks of q rows each, then of the blocks.
func (g *gen) transposed(r []reg.VecVirtual) []reg.VecVirtual {
	q := 16 / g.size()
	blocks := len(r) / q
	t := make([]reg.VecVirtual, len(r))
	for b := range blocks {
		if g.f64 {
			t[2*b] = g.bin("VUNPCKLPD", r[2*b], r[2*b+1])
			t[2*b+1] = g.bin("VUNPCKHPD", r[2*b], r[2*b+1])
			continue
		}
		s := r[4*b : 4*b+4]
		lo01, hi01 := g.bin("VUNPCKLPS", s[0], s[1]), g.bin("VUNPCKHPS", s[0], s[1])
		lo23, hi23 := g.bin("VUNPCKLPS", s[2], s[3]), g.bin("VUNPCKHPS", s[2], s[3])
		t[4*b] = g.bin("VUNPCKLPD", lo01, lo23)
		t[4*b+1] = g.bin("VUNPCKHPD", lo01, lo23)
		t[4*b+2] = g.bin("VUNPCKLPD", hi01, hi23)
		t[4*b+3] = g.bin("VUNPCKHPD", hi01, hi23)
	}
	out := make([]reg.VecVirtual, len(r))
	for e := range q {
		if blocks == 2 {
			out[e] = g.shuffle("VPERM2F128", 0x20, t[e], t[q+e])
			out[q+e] = g.shuffle("VPERM2F128", 0x31, t[e], t[q+e])
			continue
		}
		v := [4]reg.VecVirtual{t[e], t[q+e], t[2*q+e], t[3*q+e]}
		lo01, lo23 := g.shuffle("VSHUFF32X4", 0x44, v[0], v[1]), g.shuffle("VSHUFF32X4", 0x44, v[2], v[3])
		hi01, hi23 := g.shuffle("VSHUFF32X4", 0xee, v[0], v[1]), g.shuffle("VSHUFF32X4", 0xee, v[2], v[3])
		out[e] = g.shuffle("VSHUFF32X4", 0x88, lo01, lo23)
		out[q+e] = g.shuffle("VSHUFF32X4", 0xdd, lo01, lo23)
		out[2*q+e] = g.shuffle("VSHUFF32X4", 0x88, hi01, hi23)
		out[3*q+e] = g.shuffle("VSHUFF32X4", 0xdd, hi01, hi23)
	}
	return out
}

// bin returns a new register with op applied to a (first) and b (second source
// of the manual).
func (g *gen) bin(op string, a, b reg.VecVirtual) reg.VecVirtual {
	d := g.vec()
	g.do(op, b, a, d)
	return d
}

func (g *gen) shuffle(op string, imm uint8, a, b reg.VecVirtual) reg.VecVirtual {
	d := g.vec()
	g.do(op, operand.U8(imm), b, a, d)
	return d
}
