package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The fields of the Go struct tile, eight bytes each, in order.
const (
	fieldA = 8 * iota
	fieldRowA
	fieldColA
	fieldB
	fieldRowB
	fieldNextB
	fieldC
	fieldRowC
	fieldK
	fieldRows
	fieldCols
	fieldAlpha
	fieldBeta
	fieldPack
	fieldNextA
	fieldRowNextA
)

// tileRows is the number of rows of C that are kept in registers, beside two
// registers of a row: 28 of 32 accumulate with AVX-512, 12 of 16 with AVX2.
func (g *gen) tileRows() int { return pick(g.wide(), 14, 6) }

// tiler writes the product of one panel of A with successive panels of B.
type tiler struct {
	*gen
	args         reg.GPVirtual
	masks        [2]reg.Register // AVX-512: columns of the current panel
	a            [2]reg.GPVirtual
	rs, rs3, rs5 reg.GPVirtual
	cs, b, ldb   reg.GPVirtual
	k, pack      reg.GPVirtual
	next         reg.GPVirtual // rows of the next panel of A, fetched on the way
	rowNext      reg.GPVirtual
}

func tiles(g *gen) {
	g.fn("tile", "runs the tile; see type tile.", "func(t *byte)")
	t := &tiler{gen: g, args: g.param("t")}
	rows := g.GP64()
	g.MOVQ(t.field(fieldRows), rows)
	for r := g.tileRows(); r > 1; r-- {
		g.CMPQ(rows, operand.U8(r))
		g.JEQ(operand.LabelRef(fmt.Sprintf("rows%d", r)))
	}
	for r := 1; r <= g.tileRows(); r++ {
		g.Label(fmt.Sprintf("rows%d", r))
		t.panels(r)
	}
	transpose(g)
	fmaLoop(g)
	if g.tier == avx2 && !g.f64 {
		g.Function("pause")
		g.Attributes(attr.NOSPLIT)
		g.Doc("pause tells the processor that this is a loop that waits.")
		g.SignatureExpr("func()")
		g.PAUSE()
		g.RET()
	}
}

func (t *tiler) field(f int) operand.Mem { return at(t.args, nil, f) }

func (t *tiler) get(f int) reg.GPVirtual {
	r := t.GP64()
	t.MOVQ(t.field(f), r)
	return r
}

// panels loops over the panels of B for a given number of rows.
func (t *tiler) panels(rows int) {
	loop := fmt.Sprintf("panel%d", rows)
	narrow, next := fmt.Sprintf("narrow%d", rows), fmt.Sprintf("next%d", rows)
	t.Label(loop)
	t.loadPanel(rows)
	if t.wide() {
		t.columnMasks()
	}
	if rows == t.tileRows() { // the panel of B is copied on the way
		plain, stored := "plain", "stored"
		t.pack = t.get(fieldPack)
		t.TESTQ(t.pack, t.pack)
		t.JZ(operand.LabelRef(plain))
		acc := t.accumulators(rows, 2)
		t.sum("pack", acc, true)
		t.MOVQ(t.pack, t.field(fieldPack))
		t.JMP(operand.LabelRef(stored))
		t.Label(plain)
		if t.wide() {
			t.KTESTW(t.masks[1], t.masks[1])
			t.JZ(operand.LabelRef(narrow))
		}
		acc = t.accumulators(rows, 2)
		t.sum("whole", acc, false)
		t.Label(stored)
		t.store("wholeC", acc)
	} else {
		if t.wide() {
			t.KTESTW(t.masks[1], t.masks[1])
			t.JZ(operand.LabelRef(narrow))
		}
		acc := t.accumulators(rows, 2)
		t.sum(fmt.Sprintf("wide%d", rows), acc, false)
		t.store(fmt.Sprintf("wideC%d", rows), acc)
	}
	if t.wide() {
		t.JMP(operand.LabelRef(next))
		t.Label(narrow)
		acc := t.accumulators(rows, 1)
		t.sum(fmt.Sprintf("thin%d", rows), acc, false)
		t.store(fmt.Sprintf("thinC%d", rows), acc)
		t.Label(next)
	}
	b, c := t.GP64(), t.field(fieldC)
	t.MOVQ(t.field(fieldRowNextA), b)
	t.ADDQ(b, b)
	t.ADDQ(b, t.field(fieldNextA))
	t.MOVQ(t.field(fieldNextB), b)
	t.ADDQ(b, t.field(fieldB))
	t.ADDQ(operand.I32(2*t.bytes()), c)
	t.SUBQ(operand.I32(2*t.lanes()), t.field(fieldCols))
	t.JG(operand.LabelRef(loop))
	t.end()
}

// loadPanel loads the pointers and strides of the current panel.
func (t *tiler) loadPanel(rows int) {
	t.a[0], t.rs, t.cs = t.get(fieldA), t.get(fieldRowA), t.get(fieldColA)
	t.b, t.ldb, t.k = t.get(fieldB), t.get(fieldRowB), t.get(fieldK)
	t.next, t.rowNext = t.get(fieldNextA), t.get(fieldRowNextA)
	t.rs3, t.rs5 = t.GP64(), t.GP64()
	if rows > 3 {
		t.LEAQ(operand.Mem{Base: t.rs, Index: t.rs, Scale: 2}, t.rs3)
	}
	if rows > 5 {
		t.LEAQ(operand.Mem{Base: t.rs, Index: t.rs, Scale: 4}, t.rs5)
	}
	if rows > 7 { // a + 7·rs
		t.a[1] = t.GP64()
		t.LEAQ(operand.Mem{Base: t.a[0], Index: t.rs3, Scale: 2}, t.a[1])
		t.ADDQ(t.rs, t.a[1])
	}
}

// rowA is the address of row r of A.
func (t *tiler) rowA(r int) operand.Mem {
	m := operand.Mem{Base: t.a[r/7]}
	switch r % 7 {
	case 1, 2, 4:
		m.Index, m.Scale = t.rs, uint8(r%7)
	case 3, 6:
		m.Index, m.Scale = t.rs3, uint8(r%7/3)
	case 5:
		m.Index, m.Scale = t.rs5, 1
	}
	return m
}

// columnMasks sets the masks of both registers of a row of B and C; the second
// is zero where the first is enough.
func (t *tiler) columnMasks() {
	cols, bits, most := t.get(fieldCols), t.GP64(), t.GP64()
	t.MOVQ(operand.I32(2*t.lanes()), most)
	t.CMPQ(cols, most)
	t.CMOVQGT(most, cols)
	t.MOVQ(operand.I32(-1), bits)
	t.BZHIQ(cols, bits, bits)
	k0, k1 := t.K(), t.K()
	t.KMOVW(bits.As32(), k0)
	t.SHRQ(operand.U8(t.lanes()), bits)
	t.KMOVW(bits.As32(), k1)
	t.masks = [2]reg.Register{k0, k1}
}
