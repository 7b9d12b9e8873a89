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

// phys is vector register i of the tier. The tile uses them all, by number: the
// accumulators from 0, then four more (see spare).
func (g *gen) phys(i int) reg.VecPhysical {
	z := []reg.VecPhysical{
		reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
		reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
		reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
		reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
	}[i]
	if g.wide() {
		return z
	}
	return z.AsY().(reg.VecPhysical)
}

// spare is one of the four registers that do not accumulate.
func (t *tiler) spare(i int) reg.VecPhysical { return t.phys(2*t.tileRows() + i) }

// accumulators numbers and clears rows×width registers.
func (t *tiler) accumulators(rows, width int) [][]reg.VecPhysical {
	acc := make([][]reg.VecPhysical, rows)
	for r := range acc {
		for j := range width {
			acc[r] = append(acc[r], t.phys(width*r+j))
			t.zero(acc[r][j])
		}
	}
	return acc
}

// loadMasked loads the part of a row under mask j.
func (t *tiler) loadMasked(m operand.Mem, j int, v reg.VecPhysical) {
	if t.wide() {
		t.do("VMOVU"+t.suffix(false)+"_Z", m, t.masks[j], v)
		return
	}
	t.ps("VMOVU", m, v)
}

// sum adds A·B to the accumulators: for each k a row of B, and each element of
// a column of A broadcast. With pack, the row of B is stored as well.
func (t *tiler) sum(label string, acc [][]reg.VecPhysical, pack bool) {
	width := len(acc[0])
	step := func(half int) {
		if pack {
			ahead := operand.Mem{Base: t.b, Index: t.ldb, Scale: 8}
			t.PREFETCHT0(ahead)
			ahead.Disp = width*t.bytes() - 1
			t.PREFETCHT0(ahead)
		} else if half >= 0 {
			next := at(t.next, nil, 0)
			if half == 1 {
				next = at(t.next, t.rowNext, 0)
			}
			t.PREFETCHT1(next)
		}
		b := []reg.VecPhysical{t.spare(0), t.spare(1)}[:width]
		for j := range b {
			t.loadMasked(at(t.b, nil, j*t.bytes()), j, b[j])
		}
		t.ADDQ(t.ldb, t.b)
		if pack {
			for j := range b {
				t.ps("VMOVU", b[j], at(t.pack, nil, j*t.bytes()))
			}
			t.ADDQ(operand.I32(width*t.bytes()), t.pack)
		}
		for r := range acc {
			if t.wide() && width == 1 {
				t.do("VFMADD231"+t.suffix(false)+"_BCST", t.rowA(r), b[0], acc[r][0])
				continue
			}
			v := t.spare(2 + r%2)
			t.do("VBROADCAST"+t.suffix(true), t.rowA(r), v)
			for j := range b {
				t.ps("VFMADD231", b[j], v, acc[r][j])
			}
		}
		t.ADDQ(t.cs, t.a[0])
		if len(acc) > 7 {
			t.ADDQ(t.cs, t.a[1])
		}
	}
	// The loop runs twice: over all but the last steps, then, with the
	// lines of C on their way to the cache, over these.
	odd, done, late := label+"odd", label+"done", label+"late"
	left := t.GP64()
	t.XORQ(left, left)
	t.CMPQ(t.k, operand.U8(2*prefetchSteps))
	t.JLT(operand.LabelRef(late))
	t.LEAQ(at(t.k, nil, -prefetchSteps), left)
	t.ANDQ(operand.I32(-2), left)
	t.XCHGQ(left, t.k)
	t.SUBQ(t.k, left)
	t.Label(late)
	t.SUBQ(operand.U8(2), t.k)
	t.JL(operand.LabelRef(odd))
	t.Label(label)
	step(0)
	step(1)
	if !pack {
		t.ADDQ(operand.U8(2*t.size()), t.next)
	}
	t.SUBQ(operand.U8(2), t.k)
	t.JGE(operand.LabelRef(label))
	t.Label(odd)
	t.TESTQ(operand.U32(1), t.k)
	t.JZ(operand.LabelRef(done))
	step(-1)
	t.Label(done)
	t.TESTQ(left, left)
	last := label + "last"
	t.JZ(operand.LabelRef(last))
	t.prefetchC(len(acc), width)
	t.MOVQ(left, t.k)
	t.XORQ(left, left)
	t.JMP(operand.LabelRef(late))
	t.Label(last)
}

// prefetchSteps is how many steps of k before the end C is fetched.
const prefetchSteps = 32

func (t *tiler) prefetchC(rows, width int) {
	c, ldc := t.get(fieldC), t.get(fieldRowC)
	for r := range rows {
		for d := 0; d < width*t.bytes(); d += 64 {
			t.PREFETCHT0(at(c, nil, d))
		}
		t.PREFETCHT0(at(c, nil, width*t.bytes()-1))
		if r < rows-1 {
			t.ADDQ(ldc, c)
		}
	}
}

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

// fmaLoop writes the loop that measures the peak.
func fmaLoop(g *gen) {
	g.fn("fmaLoop", "runs n turns of 24 multiply-adds, each one register wide, on 12 independent sums.", "func(n int) T")
	n := g.param("n")
	acc := g.vecs(12)
	for _, v := range acc {
		g.zero(v)
	}
	x := g.vec()
	g.zero(x)
	g.Label("loop")
	for range 2 {
		for _, v := range acc {
			g.ps("VFMADD231", x, x, v)
		}
	}
	g.DECQ(n)
	g.JNZ(operand.LabelRef("loop"))
	for _, v := range acc[1:] {
		g.ps("VADD", v, acc[0], acc[0])
	}
	g.result(acc[0])
}
