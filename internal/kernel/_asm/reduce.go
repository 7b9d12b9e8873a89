package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func reductions(g *gen) {
	g.fn("dot", "returns Σ x[i]·y[i].", "func(x, y *T, n int) T")
	{
		x, y, n := g.param("x"), g.param("y"), g.param("n")
		acc := g.groups()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			g.ps("VFMADD231", load(x), load(y), a)
		})
		g.result(g.foldAdd(acc))
	}
	g.fn("sum", "returns Σ x[i].", "func(x *T, n int) T")
	{
		x, n := g.param("x"), g.param("n")
		acc := g.groups()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			g.ps("VADD", load(x), a, a)
		})
		g.result(g.foldAdd(acc))
	}
	g.fn("asum", "returns Σ |x[i]|.", "func(x *T, n int) T")
	{
		x, n := g.param("x"), g.param("n")
		acc, abs := g.groups(), g.absMask()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			v := load(x)
			g.and(v, abs, v)
			g.ps("VADD", v, a, a)
		})
		g.result(g.foldAdd(acc))
	}
	g.fn("sumSquares", "returns Σ x[i]².", "func(x *T, n int) T")
	{
		x, n := g.param("x"), g.param("n")
		acc := g.groups()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			v := load(x)
			g.ps("VFMADD231", v, v, a)
		})
		g.result(g.foldAdd(acc))
	}
	g.fn("absMax", "returns the largest |x[i]|; a NaN counts as larger than any number.", "func(x *T, n int) T")
	{
		x, n := g.param("x"), g.param("n")
		acc, abs := g.groups(), g.absMask()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			v := load(x)
			g.and(v, abs, v)
			g.maxBits(v, a, a)
		})
		g.result(g.fold(acc, g.maxBits))
	}
	g.fn("sumSquaresDiff", "returns Σ (x[i]−y[i])².", "func(x, y *T, n int) T")
	{
		x, y, n := g.param("x"), g.param("y"), g.param("n")
		acc := g.groups()
		g.walk(n, acc, func(a reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual) {
			v := load(x)
			g.ps("VSUB", load(y), v, v)
			g.ps("VFMADD231", v, v, a)
		})
		g.result(g.foldAdd(acc))
	}
	indexAbs(g)
}

// indexAbs writes the search for the first element of a given absolute value.
func indexAbs(g *gen) {
	g.fn("indexAbs", "returns the first i with the bits of |x[i]| equal to those of v, or -1.", "func(x *T, n int, v T) int")
	x, n, want := g.param("x"), g.param("n"), g.bcast("v")
	abs := g.absMask()
	i, rest, hit := g.GP64(), g.GP64(), g.GP64()
	loop, tail, found, none := g.label("loop"), g.label("tail"), g.label("found"), g.label("none")
	g.XORQ(i, i)
	q := pick(g.f64, "Q", "D")
	v := g.vec()
	match := func() {
		g.and(v, abs, v)
		if g.wide() {
			k := g.K()
			g.do("VPCMPEQ"+q, v, want, k)
			g.KMOVW(k, hit.As32())
			return
		}
		g.do("VPCMPEQ"+q, v, want, v)
		g.ps("VMOVMSK", v, hit.As32())
	}
	g.Label(loop)
	g.MOVQ(n, rest)
	g.SUBQ(i, rest)
	g.CMPQ(rest, operand.I32(g.lanes()))
	g.JLT(operand.LabelRef(tail))
	m := operand.Mem{Base: x, Index: i, Scale: uint8(g.size())}
	g.ps("VMOVU", m, v)
	match()
	g.TESTL(hit.As32(), hit.As32())
	g.JNZ(operand.LabelRef(found))
	g.ADDQ(operand.I32(g.lanes()), i)
	g.JMP(operand.LabelRef(loop))

	g.Label(tail)
	g.TESTQ(rest, rest)
	g.JZ(operand.LabelRef(none))
	if g.wide() {
		g.do("VMOVU"+g.suffix(false)+"_Z", m, g.tailMask(rest), v)
	} else {
		g.ps("VMASKMOV", m, g.tailMasksAVX2(rest)[0], v)
	}
	match()
	keep := g.GP64()
	g.MOVQ(operand.I32(-1), keep)
	g.BZHIQ(rest, keep, keep)
	g.ANDL(keep.As32(), hit.As32())
	g.JZ(operand.LabelRef(none))

	g.Label(found)
	g.TZCNTL(hit.As32(), hit.As32())
	g.ADDQ(hit, i)
	g.Store(i, g.ReturnIndex(0))
	g.end()
	g.Label(none)
	g.MOVQ(operand.I32(-1), i)
	g.Store(i, g.ReturnIndex(0))
	g.end()
}
