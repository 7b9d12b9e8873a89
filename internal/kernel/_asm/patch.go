package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// patchLoops writes the loops of a picture under small kernels.
func patchLoops(g *gen) {
	correlate(g)
	patchDot(g)
	patchAxpy(g)
}

// correlate keeps four rows of one to three registers.
func correlate(g *gen) {
	g.fn("correlate", "sets dst[f·ldd+x] += Σ taps[(i·w+j)·4+f]·src[i·lds+x+j] for f < 4, x < n; n a multiple of 64 bytes.",
		"func(dst *T, ldd int, src *T, lds int, taps *T, h, w, n int)")
	dst, ldd, src, lds := g.param("dst"), g.param("ldd"), g.param("src"), g.param("lds")
	taps, h, w, n := g.param("taps"), g.param("h"), g.param("w"), g.param("n")
	for _, r := range []reg.GPVirtual{ldd, lds, n} {
		g.SHLQ(operand.U8(g.shift()), r)
	}
	row3 := g.GP64()
	g.LEAQ(operand.Mem{Base: ldd, Index: ldd, Scale: 2}, row3)
	for count := 3; count >= 1; count-- {
		loop, less := g.label("block"), g.label("less")
		g.Label(loop)
		g.CMPQ(n, operand.I32(count*g.bytes()))
		g.JLT(operand.LabelRef(less))
		g.correlateBlock(dst, ldd, row3, src, lds, taps, h, w, count)
		g.ADDQ(operand.I32(count*g.bytes()), dst)
		g.ADDQ(operand.I32(count*g.bytes()), src)
		g.SUBQ(operand.I32(count*g.bytes()), n)
		g.JMP(operand.LabelRef(loop))
		g.Label(less)
	}
	g.end()
}

func (g *gen) correlateBlock(dst, ldd, row3, src, lds, taps, h, w reg.GPVirtual, count int) {
	rows := []func(disp int) operand.Mem{
		func(d int) operand.Mem { return operand.Mem{Base: dst, Disp: d} },
		func(d int) operand.Mem { return operand.Mem{Base: dst, Index: ldd, Scale: 1, Disp: d} },
		func(d int) operand.Mem { return operand.Mem{Base: dst, Index: ldd, Scale: 2, Disp: d} },
		func(d int) operand.Mem { return operand.Mem{Base: dst, Index: row3, Scale: 1, Disp: d} },
	}
	acc := make([][]reg.VecVirtual, len(rows))
	for f, row := range rows {
		acc[f] = g.vecs(count)
		for c, a := range acc[f] {
			g.ps("VMOVU", row(c*g.bytes()), a)
		}
	}
	p, t, line, i, j := g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64()
	x, k := g.vecs(count), g.vec()
	g.MOVQ(src, line)
	g.MOVQ(taps, t)
	g.MOVQ(h, i)
	down, along := g.label("down"), g.label("along")
	g.Label(down)
	g.MOVQ(line, p)
	g.MOVQ(w, j)
	g.Label(along)
	for c, v := range x {
		g.ps("VMOVU", operand.Mem{Base: p, Disp: c * g.bytes()}, v)
	}
	for f := range acc {
		g.do("VBROADCAST"+g.suffix(true), operand.Mem{Base: t, Disp: f * g.size()}, k)
		for c, a := range acc[f] {
			g.ps("VFMADD231", x[c], k, a)
		}
	}
	g.ADDQ(operand.I32(g.size()), p)
	g.ADDQ(operand.I32(4*g.size()), t)
	g.DECQ(j)
	g.JNZ(operand.LabelRef(along))
	g.ADDQ(lds, line)
	g.DECQ(i)
	g.JNZ(operand.LabelRef(down))
	for f, row := range rows {
		for c, a := range acc[f] {
			g.ps("VMOVU", a, row(c*g.bytes()))
		}
	}
}

// patch steps through h rows of w elements, a multiple of 32 bytes: pairs of YMM
// registers, then one. Both tiers take YMM registers, so that their bits are equal.
func (g *gen) patch(body func(half int, k, x operand.Mem), k, x, ld, h, w reg.GPVirtual) {
	g.SHLQ(operand.U8(g.shift()), ld)
	g.SHLQ(operand.U8(g.shift()), w)
	at, pairs := g.GP64(), g.GP64()
	g.MOVQ(w, pairs)
	g.ANDQ(operand.I32(-64), pairs)
	row, pair, single, next := g.label("row"), g.label("pair"), g.label("single"), g.label("next")
	g.Label(row)
	g.XORQ(at, at)
	g.CMPQ(at, pairs)
	g.JGE(operand.LabelRef(single))
	g.Label(pair)
	for half := range 2 {
		body(half, operand.Mem{Base: k, Index: at, Scale: 1, Disp: 32 * half}, operand.Mem{Base: x, Index: at, Scale: 1, Disp: 32 * half})
	}
	g.ADDQ(operand.I32(64), at)
	g.CMPQ(at, pairs)
	g.JLT(operand.LabelRef(pair))
	g.Label(single)
	g.CMPQ(at, w)
	g.JGE(operand.LabelRef(next))
	body(0, operand.Mem{Base: k, Index: at, Scale: 1}, operand.Mem{Base: x, Index: at, Scale: 1})
	g.Label(next)
	g.ADDQ(w, k)
	g.ADDQ(ld, x)
	g.DECQ(h)
	g.JNZ(operand.LabelRef(row))
}

func patchDot(g *gen) {
	g.fn("patchDot", "returns Σ k[i·w+j]·x[i·ld+j] for i < h, j < w; w a multiple of 32 bytes.",
		"func(k, x *T, ld, h, w int) T")
	k, x, ld, h, w := g.param("k"), g.param("x"), g.param("ld"), g.param("h"), g.param("w")
	acc := []reg.VecVirtual{g.YMM(), g.YMM()}
	for _, a := range acc {
		g.VXORPS(a, a, a)
	}
	g.patch(func(half int, k, x operand.Mem) {
		v := g.YMM()
		g.ps("VMOVU", k, v)
		g.ps("VFMADD231", x, v, acc[half])
	}, k, x, ld, h, w)
	g.ps("VADD", acc[1], acc[0], acc[0])
	sum := g.XMM()
	g.VEXTRACTF128(operand.U8(1), acc[0], sum)
	g.ps("VADD", sum, acc[0].AsX(), sum)
	t := g.XMM()
	g.VPERMILPD(operand.U8(1), sum, t)
	g.ps("VADD", t, sum, sum)
	if !g.f64 {
		g.VPSHUFD(operand.U8(1), sum, t)
		g.ps("VADD", t, sum, sum)
	}
	g.result(sum)
}

func patchAxpy(g *gen) {
	g.fn("patchAxpy", "sets x[i·ld+j] += a·k[i·w+j] for i < h, j < w; w a multiple of 32 bytes.",
		"func(a T, k, x *T, ld, h, w int)")
	a := g.YMM()
	addr, err := g.Param("a").Resolve()
	if err != nil {
		panic(err)
	}
	g.do("VBROADCAST"+g.suffix(true), addr.Addr, a)
	k, x, ld, h, w := g.param("k"), g.param("x"), g.param("ld"), g.param("h"), g.param("w")
	g.patch(func(_ int, k, x operand.Mem) {
		v := g.YMM()
		g.ps("VMOVU", x, v)
		g.ps("VFMADD231", k, a, v)
		g.ps("VMOVU", v, x)
	}, k, x, ld, h, w)
	g.end()
}
