package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lane is one vector register's worth of elements, or one element: loads,
// stores and arithmetic of the right width.
type lane struct {
	*gen
	scalar bool
	i      reg.GPVirtual
	disp   int
	c      int          // place in the turn
	mask   reg.Register // AVX-512 tail
}

func (l lane) new() reg.VecVirtual {
	if l.scalar {
		return l.XMM()
	}
	return l.vec()
}

// of returns the part of the broadcast register c that the lane computes with.
func (l lane) of(c reg.VecVirtual) reg.Register {
	if l.scalar {
		return c.AsX()
	}
	return c
}

func (l lane) load(p reg.GPVirtual) reg.VecVirtual {
	v := l.new()
	m := at(p, l.i, l.disp)
	switch {
	case l.scalar:
		l.do("VMOV"+l.suffix(true), m, v)
	case l.mask != nil:
		l.do("VMOVU"+l.suffix(false)+"_Z", m, l.mask, v)
	default:
		l.ps("VMOVU", m, v)
	}
	return v
}

func (l lane) store(v reg.Register, p reg.GPVirtual) {
	m := at(p, l.i, l.disp)
	switch {
	case l.scalar:
		l.do("VMOV"+l.suffix(true), v, m)
	case l.mask != nil:
		l.ps("VMOVU", v, l.mask, m)
	default:
		l.ps("VMOVU", v, m)
	}
}

// op emits an arithmetic instruction in Go's operand order.
func (l lane) op(name string, a, b, dst reg.Register) {
	l.do(name+l.suffix(l.scalar), a, b, dst)
}

// clamp sets v to min(max(v, lo), hi), keeping NaN.
func (l lane) clamp(v, lo, hi reg.Register) {
	l.op("VMAX", v, lo, v)
	l.op("VMIN", v, hi, v)
}

// each emits the loop over n elements: four registers a turn (c is 0 … 3), one,
// the rest.
func (g *gen) each(n reg.GPVirtual, body func(l lane)) {
	i, stop := g.GP64(), g.GP64()
	g.XORQ(i, i)
	loop := func(step, count int, l lane) {
		label, next := g.label("loop"), g.label("next")
		g.MOVQ(n, stop)
		g.SHLQ(operand.U8(g.shift()), stop)
		if step > g.size() {
			g.ANDQ(operand.I32(-step*count), stop)
		}
		g.CMPQ(i, stop)
		g.JGE(operand.LabelRef(next))
		g.Label(label)
		for c := range count {
			l.c, l.disp = c, c*step
			body(l)
		}
		g.ADDQ(operand.I32(step*count), i)
		g.CMPQ(i, stop)
		g.JLT(operand.LabelRef(label))
		g.Label(next)
	}
	loop(g.bytes(), 4, lane{gen: g, i: i})
	loop(g.bytes(), 1, lane{gen: g, i: i})
	if !g.wide() {
		loop(g.size(), 1, lane{gen: g, i: i, scalar: true})
		return
	}
	rest, done := g.GP64(), g.label("done")
	g.MOVQ(n, rest)
	g.ANDQ(operand.I32(g.lanes()-1), rest)
	g.JZ(operand.LabelRef(done))
	body(lane{gen: g, i: i, mask: g.tailMask(rest)})
	g.Label(done)
}
