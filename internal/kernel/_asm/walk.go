package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

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

// walk emits a reduction's loop over n elements in chunks of 64 bytes: four
// chunks a turn into four groups of accumulators, then chunk by chunk into the
// first group, then the rest, masked, into the second. A chunk is one ZMM or two
// YMM registers, so that both tiers add in the same order and give the same
// bits. body is called for each register of a chunk, with a function that loads
// from a pointer at the current place (zeros beyond n).
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
