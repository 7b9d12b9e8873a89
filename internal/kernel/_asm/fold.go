package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// fold combines the four groups and then the lanes into the lowest lane of an
// X register: halves, quarters, …
func (g *gen) fold(acc [4][]reg.VecVirtual, op func(a, b, dst reg.Register)) reg.VecVirtual {
	for h := range acc[0] {
		op(acc[1][h], acc[0][h], acc[0][h])
		op(acc[3][h], acc[2][h], acc[2][h])
		op(acc[2][h], acc[0][h], acc[0][h])
	}
	if !g.wide() {
		op(acc[0][1], acc[0][0], acc[0][0])
	}
	return g.foldLanes(acc[0][0], op)
}

// foldLanes combines the lanes of v.
func (g *gen) foldLanes(v reg.VecVirtual, op func(a, b, dst reg.Register)) reg.VecVirtual {
	y := g.YMM()
	if g.wide() {
		g.VEXTRACTF64X4(operand.U8(1), v, y)
		op(y, v.AsY(), y)
	} else {
		y = v
	}
	x := g.XMM()
	g.VEXTRACTF128(operand.U8(1), y, x)
	op(x, y.AsX(), x)
	t := g.XMM()
	g.VPERMILPD(operand.U8(1), x, t)
	op(t, x, x)
	if !g.f64 {
		g.VPSHUFD(operand.U8(1), x, t)
		op(t, x, x)
	}
	return x
}

func (g *gen) foldAdd(acc [4][]reg.VecVirtual) reg.VecVirtual {
	return g.fold(acc, func(a, b, dst reg.Register) { g.ps("VADD", a, b, dst) })
}

// absMask returns a register with all bits but the sign.
func (g *gen) absMask() reg.VecVirtual {
	v := g.vec()
	r := g.GP64()
	g.MOVQ(operand.I64(pick[int64](g.f64, 1<<63-1, 1<<31-1)), r)
	g.broadcastInt(r, v)
	return v
}

// broadcastInt copies r to every lane of v.
func (g *gen) broadcastInt(r reg.GPVirtual, v reg.VecVirtual) {
	x := g.XMM()
	g.VMOVQ(r, x)
	g.do("VPBROADCAST"+pick(g.f64, "Q", "D"), x, v)
}

// maxBits sets dst to the larger of a and b, lane by lane, as unsigned
// integers; clobbers nothing else. Both are non-negative, so that AVX2's signed
// comparison of quadwords serves.
func (g *gen) maxBits(a, b, dst reg.Register) {
	switch {
	case !g.f64:
		g.VPMAXUD(a, b, dst)
	case g.wide():
		g.VPMAXUQ(a, b, dst)
	default:
		t := pick[reg.VecVirtual](dst.Size() == 16, g.XMM(), g.YMM())
		g.VPCMPGTQ(b, a, t) // t = a > b
		g.VBLENDVPD(t, a, b, dst)
	}
}

func (g *gen) and(a, b, dst reg.Register) {
	if g.wide() {
		g.do(pick(g.f64, "VPANDQ", "VPANDD"), a, b, dst)
		return
	}
	g.VPAND(a, b, dst)
}

// result returns the lowest lane of x.
func (g *gen) result(x reg.VecVirtual) {
	g.VZEROUPPER()
	g.Store(x.AsX(), g.ReturnIndex(0))
	g.RET()
}
