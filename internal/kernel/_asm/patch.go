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
	descend(g)
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

// patch steps through h rows of w elements, a multiple of 32 bytes. Rows of 32 and of 64
// bytes, the usual kernels, go two at a time without an inner loop; others by pairs of
// YMM registers, then one. Both tiers take YMM registers, so that their bits are equal.
//
// ld and w are bytes; k, x and h change.
func (g *gen) patch(body func(acc int, k, x operand.Mem), k, x, ld, h, w reg.GPVirtual) {
	end := g.label("end")
	for vecs := 1; vecs <= 2; vecs++ {
		other := g.label("other")
		g.CMPQ(w, operand.I32(32*vecs))
		g.JNE(operand.LabelRef(other))
		g.patchNarrow(body, k, x, ld, h, vecs)
		g.JMP(operand.LabelRef(end))
		g.Label(other)
	}
	g.patchWide(body, k, x, ld, h, w)
	g.Label(end)
}

func (g *gen) patchNarrow(body func(acc int, k, x operand.Mem), k, x, ld, h reg.GPVirtual, vecs int) {
	two, one, done := g.label("two"), g.label("one"), g.label("done")
	row := func(r int) {
		for c := range vecs {
			m := operand.Mem{Base: x, Disp: 32 * c}
			if r > 0 {
				m.Index, m.Scale = ld, 1
			}
			body(2*r+c, operand.Mem{Base: k, Disp: 32 * (r*vecs + c)}, m)
		}
	}
	g.SUBQ(operand.I32(2), h)
	g.JL(operand.LabelRef(one))
	g.Label(two)
	row(0)
	row(1)
	g.ADDQ(operand.I32(64*vecs), k)
	g.LEAQ(operand.Mem{Base: x, Index: ld, Scale: 2}, x)
	g.SUBQ(operand.I32(2), h)
	g.JGE(operand.LabelRef(two))
	g.Label(one)
	g.TESTQ(operand.I32(1), h)
	g.JZ(operand.LabelRef(done))
	row(0)
	g.Label(done)
}

func (g *gen) patchWide(body func(acc int, k, x operand.Mem), k, x, ld, h, w reg.GPVirtual) {
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
	body(2, operand.Mem{Base: k, Index: at, Scale: 1}, operand.Mem{Base: x, Index: at, Scale: 1})
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
	g.SHLQ(operand.U8(g.shift()), ld)
	g.SHLQ(operand.U8(g.shift()), w)
	g.result(g.patchSum(k, x, ld, h, w))
}

// patchSum leaves the inner product in the lowest lane.
func (g *gen) patchSum(k, x, ld, h, w reg.GPVirtual) reg.VecVirtual {
	acc := []reg.VecVirtual{g.YMM(), g.YMM(), g.YMM(), g.YMM()}
	for _, a := range acc {
		g.VXORPS(a, a, a)
	}
	g.patch(func(i int, k, x operand.Mem) {
		v := g.YMM()
		g.ps("VMOVU", k, v)
		g.ps("VFMADD231", x, v, acc[i])
	}, k, x, ld, h, w)
	g.ps("VADD", acc[1], acc[0], acc[0])
	g.ps("VADD", acc[3], acc[2], acc[2])
	g.ps("VADD", acc[2], acc[0], acc[0])
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
	return sum
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
	g.SHLQ(operand.U8(g.shift()), ld)
	g.SHLQ(operand.U8(g.shift()), w)
	g.patchAdd(a, k, x, ld, h, w)
	g.end()
}

func (g *gen) patchAdd(a reg.Register, k, x, ld, h, w reg.GPVirtual) {
	g.patch(func(_ int, k, x operand.Mem) {
		v := g.YMM()
		g.ps("VMOVU", x, v)
		g.ps("VFMADD231", k, a, v)
		g.ps("VMOVU", v, x)
	}, k, x, ld, h, w)
}

// descend is patchDot, a soft threshold and patchAxpy for one place after another, until
// one has a negative kernel. A place is two int32 and two elements: corner, kernel, z, n.
func descend(g *gen) {
	g.fn("descend", "visits n ≥ 1 places and returns how many came before the first with k < 0; see Descend.",
		"func(places *byte, n int, moves *T, k *T, x *T, ld, h, w int, lo, hi T) int")
	p, n, moves, ld, w := g.param("places"), g.param("n"), g.param("moves"), g.param("ld"), g.param("w")
	g.SHLQ(operand.U8(g.shift()), ld)
	g.SHLQ(operand.U8(g.shift()), w)
	scalar := func(name string) operand.Mem {
		c, err := g.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		return c.Addr
	}
	s := g.suffix(true)
	value := operand.Mem{Base: p, Disp: 8}
	loop, done, next := g.label("place"), g.label("done"), g.label("next")
	i, size := g.GP64(), g.GP64()
	g.XORQ(i, i)
	g.MOVQ(w, size)
	g.IMULQ(scalar("h"), size)
	g.Label(loop)
	at, k, h := g.GP64(), g.GP64(), g.GP64()
	which, corner := g.GP64(), g.GP64()
	start := func() {
		g.MOVQ(which, k)
		g.ADDQ(scalar("k"), k)
		g.MOVQ(corner, at)
		g.Load(g.Param("h"), h)
	}
	g.MOVLQSX(operand.Mem{Base: p, Disp: 4}, which)
	g.TESTQ(which, which)
	g.JL(operand.LabelRef(done))
	g.IMULQ(size, which)
	g.MOVLQSX(operand.Mem{Base: p}, corner)
	g.SHLQ(operand.U8(g.shift()), corner)
	g.ADDQ(scalar("x"), corner)
	start()
	v := g.patchSum(k, at, ld, h, w)
	z, up, down, zero := g.XMM(), g.XMM(), g.XMM(), g.XMM()
	g.VXORPS(zero, zero, zero)
	g.do("VMOV"+s, value, z)
	g.do("VADD"+s, z, v, v)
	g.do("VSUB"+s, scalar("hi"), v, up)
	g.do("VADD"+s, scalar("lo"), v, down)
	g.do("VMAX"+s, zero, up, up)
	g.do("VMIN"+s, zero, down, down)
	g.do("VADD"+s, up, down, up)
	g.do("VMOV"+s, up, value)
	move := g.XMM()
	g.do("VSUB"+s, z, up, move)
	g.do("VMOV"+s, move, operand.Mem{Base: moves, Index: i, Scale: uint8(g.size())})
	g.do("VUCOMI"+s, up, z)
	g.JEQ(operand.LabelRef(next))
	g.do("VSUB"+s, up, z, move)
	a := g.YMM()
	g.do("VBROADCAST"+s, move, a)
	start()
	g.patchAdd(a, k, at, ld, h, w)
	g.Label(next)
	g.ADDQ(operand.I32(8+2*g.size()), p)
	g.INCQ(i)
	g.CMPQ(i, n)
	g.JLT(operand.LabelRef(loop))
	g.Label(done)
	g.Store(i, g.ReturnIndex(0))
	g.end()
}
