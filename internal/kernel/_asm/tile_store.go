package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// store sets C = alpha·acc + beta·C; where beta is 0, C is not read.
func (t *tiler) store(label string, acc [][]reg.VecPhysical) {
	c, ldc := t.get(fieldC), t.get(fieldRowC)
	alpha, beta := t.spare(0), t.spare(1)
	t.scalar(fieldAlpha, alpha)
	t.scalar(fieldBeta, beta)
	zero, done := label+"zero", label+"end"
	bits := t.get(fieldBeta)
	t.ADDQ(bits, bits) // drops the sign
	t.JZ(operand.LabelRef(zero))
	t.eachRow(acc, c, ldc, func(v reg.VecPhysical, m operand.Mem, j int) {
		old := t.spare(2 + j)
		t.loadMasked(m, j, old)
		t.ps("VMUL", old, beta, old)
		t.ps("VFMADD213", old, alpha, v) // v = alpha·v + old
	})
	t.JMP(operand.LabelRef(done))
	t.Label(zero)
	t.eachRow(acc, c, ldc, func(v reg.VecPhysical, m operand.Mem, j int) {
		t.ps("VMUL", v, alpha, v)
	})
	t.Label(done)
}

// eachRow applies f to every accumulator and stores it in C.
func (t *tiler) eachRow(acc [][]reg.VecPhysical, c, ldc reg.GPVirtual, f func(v reg.VecPhysical, m operand.Mem, j int)) {
	for r := range acc {
		for j, v := range acc[r] {
			m := at(c, nil, j*t.bytes())
			f(v, m, j)
			if t.wide() {
				t.ps("VMOVU", v, t.masks[j], m)
			} else {
				t.ps("VMOVU", v, m)
			}
		}
		if r < len(acc)-1 {
			t.ADDQ(ldc, c)
		}
	}
}

// scalar broadcasts a float64 field in the type of the elements.
func (t *tiler) scalar(f int, v reg.VecPhysical) {
	if t.f64 {
		t.VBROADCASTSD(t.field(f), v)
		return
	}
	x := t.spare(2).AsX()
	t.do(pick(t.wide(), "VPXORD", "VPXOR"), x, x, x)
	t.VCVTSD2SS(t.field(f), x, x)
	t.VBROADCASTSS(x, v)
}
