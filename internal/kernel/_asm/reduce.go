package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A reduction walks over n elements in chunks of 64 bytes: four chunks a turn
// into four groups of accumulators, then chunk by chunk into the first group,
// then the rest, masked, into the second. A chunk is one ZMM or two YMM
// registers, so that both tiers add in the same order and give the same bits.
type reduction struct {
	*gen
	n    reg.GPVirtual // elements
	i    reg.GPVirtual // bytes done
	acc  [4][]reg.VecVirtual
	step func(acc reg.VecVirtual, load func(base reg.GPVirtual) reg.VecVirtual, off operand.Mem)
}

// groups allocates and clears the accumulators.
func (g *gen) groups() (acc [4][]reg.VecVirtual) {
	for j := range acc {
		acc[j] = g.vecs(64 / g.bytes())
		for _, v := range acc[j] {
			g.zero(v)
		}
	}
	return acc
}

// walk emits the loop; body is called for each register of a chunk with a
// function that loads from a pointer at the current place (zeros beyond n).
func (g *gen) walk(n reg.GPVirtual, acc [4][]reg.VecVirtual, body func(acc reg.VecVirtual, load func(reg.GPVirtual) reg.VecVirtual)) {
	i, stop := g.GP64(), g.GP64()
	tail, done := g.label("tail"), g.label("done")
	g.XORQ(i, i)

	chunk := func(group, disp int) {
		for h, a := range acc[group] {
			d := disp + h*g.bytes()
			body(a, func(p reg.GPVirtual) reg.VecVirtual {
				v := g.vec()
				g.ps("VMOVU", at(p, i, d), v)
				return v
			})
		}
	}
	loop := func(next string, chunks int) {
		label := g.label("loop")
		g.MOVQ(n, stop)
		g.SHLQ(operand.U8(g.shift()), stop)
		g.ANDQ(operand.I32(-64*chunks), stop)
		g.CMPQ(i, stop)
		g.JGE(operand.LabelRef(next))
		g.Label(label)
		for c := range chunks {
			chunk(c, 64*c)
		}
		g.ADDQ(operand.I32(64*chunks), i)
		g.CMPQ(i, stop)
		g.JLT(operand.LabelRef(label))
	}
	one := g.label("one")
	loop(one, 4)
	g.Label(one)
	loop(tail, 1)
	g.Label(tail)
	rest := g.GP64()
	g.MOVQ(n, rest)
	g.ANDQ(operand.I32(64/g.size()-1), rest)
	g.JZ(operand.LabelRef(done))
	if g.wide() {
		k := g.tailMask(rest)
		body(acc[1][0], func(p reg.GPVirtual) reg.VecVirtual {
			v := g.vec()
			g.do("VMOVU"+g.suffix(false)+"_Z", at(p, i, 0), k, v)
			return v
		})
	} else {
		m := g.tailMasksAVX2(rest)
		for h := range 2 {
			body(acc[1][h], func(p reg.GPVirtual) reg.VecVirtual {
				v := g.vec()
				g.ps("VMASKMOV", at(p, i, 32*h), m[h], v)
				return v
			})
		}
	}
	g.Label(done)
}

// tailMasksAVX2 returns the masks of the first n elements of a chunk of 64
// bytes, for its two halves.
func (g *gen) tailMasksAVX2(n reg.GPVirtual) [2]reg.VecVirtual {
	p, off := g.GP64(), g.GP64()
	g.LEAQ(g.maskTable(), p)
	g.MOVQ(n, off)
	g.SHLQ(operand.U8(g.shift()), off)
	g.SUBQ(off, p)
	m := [2]reg.VecVirtual{g.YMM(), g.YMM()}
	g.VMOVUPS(at(p, nil, 64), m[0])
	g.VMOVUPS(at(p, nil, 96), m[1])
	return m
}

// maskTable is 64 bytes of ones, then 64 of zeros, one table a function.
func (g *gen) maskTable() operand.Mem {
	t := g.StaticGlobal(g.prefix + "Mask")
	g.DataAttributes(attr.RODATA | attr.NOPTR)
	for j := range 16 {
		g.AddDatum(8*j, pick[operand.Constant](j < 8, operand.U64(1<<64-1), operand.U64(0)))
	}
	return t
}

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

// result returns the lowest lane of x.
func (g *gen) result(x reg.VecVirtual) {
	g.VZEROUPPER()
	g.Store(x.AsX(), g.ReturnIndex(0))
	g.RET()
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
