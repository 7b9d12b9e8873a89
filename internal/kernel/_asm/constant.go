package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// bits returns v as the bits of an element.
func (g *gen) bits(v float64) uint64 {
	if g.f64 {
		return math.Float64bits(v)
	}
	return uint64(math.Float32bits(float32(v)))
}

// constant returns a place in memory that holds v in 64 bytes of elements.
func (g *gen) constant(v float64) operand.Mem { return g.pattern(g.bits(v)) }

// pattern is constant for the bits of an element.
func (g *gen) pattern(bits uint64) operand.Mem {
	if g.constants == nil {
		g.constants = map[uint64]operand.Mem{}
	}
	if m, ok := g.constants[bits]; ok {
		return m
	}
	m := g.StaticGlobal(fmt.Sprintf("all%s%s%x", pick(g.f64, "F64", "F32"), pick(g.wide(), "AVX512", "AVX2"), bits))
	g.DataAttributes(attr.RODATA | attr.NOPTR)
	if !g.f64 {
		bits |= bits << 32
	}
	for j := range 8 {
		g.AddDatum(8*j, operand.U64(bits))
	}
	if !g.f64 {
		bits &= 1<<32 - 1
	}
	g.constants[bits] = m
	return m
}

// with emits an arithmetic instruction whose first operand is the constant v.
func (l lane) with(name string, v float64, b, dst reg.Register) {
	l.do(name+l.suffix(l.scalar), l.constant(v), b, dst)
}

// fill returns a register that holds v.
func (l lane) fill(v float64) reg.VecVirtual {
	r := l.new()
	l.ps("VMOVU", l.constant(v), r)
	return r
}

// copy returns a register that holds what v does.
func (l lane) copy(v reg.Register) reg.VecVirtual {
	r := l.new()
	l.ps("VMOVA", v, r)
	return r
}

// logic emits VAND, VANDN, VOR or VXOR with a pattern.
func (l lane) logic(name string, bits uint64, b, dst reg.Register) {
	l.ps(name, l.pattern(bits), b, dst)
}

// integer emits an instruction on integers as wide as an element: VPADD, VPSLL.
func (l lane) integer(name string, a operand.Op, b, dst reg.Register) {
	l.do(name+pick(l.f64, "Q", "D"), a, b, dst)
}

// horner sets r to c[0]·x^(n-1) + … + c[n-1].
func (l lane) horner(x reg.Register, c ...float64) reg.VecVirtual {
	r := l.fill(c[0])
	for _, v := range c[1:] {
		l.with("VFMADD213", v, x, r)
	}
	return r
}
