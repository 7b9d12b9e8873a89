package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// waveLoops writes the loop of a Fourier transform.
func waveLoops(g *gen) {
	g.fn("butterfly4", "transforms four rows of n complex numbers in place; see Butterfly4. n is a multiple of a register.",
		"func(re, im *T, ld int, w *T, n int)")
	re, im, ld, w, n := g.param("re"), g.param("im"), g.param("ld"), g.param("w"), g.param("n")
	g.SHLQ(operand.U8(g.shift()), ld)
	row3 := g.GP64()
	g.LEAQ(operand.Mem{Base: ld, Index: ld, Scale: 2}, row3)
	twiddle := g.vecs(6)
	for i, v := range twiddle {
		g.do("VBROADCAST"+g.suffix(true), operand.Mem{Base: w, Disp: i * g.size()}, v)
	}
	row := func(base reg.GPVirtual, r int) operand.Mem {
		m := operand.Mem{Base: base}
		switch r {
		case 1:
			m.Index, m.Scale = ld, 1
		case 2:
			m.Index, m.Scale = ld, 2
		case 3:
			m.Index, m.Scale = row3, 1
		}
		return m
	}
	loop := g.label("loop")
	g.Label(loop)
	g.butterfly(func(r int) operand.Mem { return row(re, r) }, func(r int) operand.Mem { return row(im, r) }, twiddle)
	g.ADDQ(operand.I32(g.bytes()), re)
	g.ADDQ(operand.I32(g.bytes()), im)
	g.SUBQ(operand.I32(g.lanes()), n)
	g.JG(operand.LabelRef(loop))
	g.end()
}

// butterfly transforms one register of each row.
func (g *gen) butterfly(re, im func(r int) operand.Mem, twiddle []reg.VecVirtual) {
	turned := func(r int) (x, y reg.VecVirtual) {
		c, s := twiddle[2*r-2], twiddle[2*r-1]
		p, q := g.vec(), g.vec()
		x, y = g.vec(), g.vec()
		g.ps("VMOVU", re(r), p)
		g.ps("VMOVU", im(r), q)
		g.ps("VMUL", c, p, x)
		g.ps("VMUL", c, q, y)
		g.ps("VFNMADD231", s, q, x)
		g.ps("VFMADD231", s, p, y)
		return x, y
	}
	// split sets a to a + b and returns a − b.
	split := func(a, b reg.VecVirtual) reg.VecVirtual {
		d := g.vec()
		g.ps("VSUB", b, a, d)
		g.ps("VADD", b, a, a)
		return d
	}
	bx, by := turned(1)
	dx, dy := turned(3)
	ux, uy := split(bx, dx), split(by, dy) // b + d in b
	cx, cy := turned(2)
	ax, ay := g.vec(), g.vec()
	g.ps("VMOVU", re(0), ax)
	g.ps("VMOVU", im(0), ay)
	fx, fy := split(ax, cx), split(ay, cy) // a + c in a
	for _, o := range []struct {
		a, b      reg.VecVirtual
		sum, less operand.Mem
	}{{ax, bx, re(0), re(2)}, {ay, by, im(0), im(2)}, {fx, uy, re(1), re(3)}, {fy, ux, im(3), im(1)}} {
		d := split(o.a, o.b)
		g.ps("VMOVU", o.a, o.sum)
		g.ps("VMOVU", d, o.less)
	}
}
