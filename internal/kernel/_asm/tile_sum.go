package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

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

// step adds the product of one column of A and one row of B. With pack, the row
// of B is stored as well.
func (t *tiler) step(acc [][]reg.VecPhysical, pack bool, half int) {
	width := len(acc[0])
	t.fetchAhead(width, pack, half)
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

// fetchAhead asks for what will be needed: the row of B eight steps on, while it
// is read in place; later, two rows of the next panel of A with each panel of B,
// one in the first half of a turn and one in the second.
func (t *tiler) fetchAhead(width int, pack bool, half int) {
	switch {
	case pack:
		ahead := operand.Mem{Base: t.b, Index: t.ldb, Scale: 8}
		t.PREFETCHT0(ahead)
		ahead.Disp = width*t.bytes() - 1
		t.PREFETCHT0(ahead)
	case half == 0:
		t.PREFETCHT1(at(t.next, nil, 0))
	case half == 1:
		t.PREFETCHT1(at(t.next, t.rowNext, 0))
	}
}

// sum adds A·B to the accumulators, in the order of k, two steps a turn.
func (t *tiler) sum(label string, acc [][]reg.VecPhysical, pack bool) {
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
	t.step(acc, pack, 0)
	t.step(acc, pack, 1)
	if !pack {
		t.ADDQ(operand.U8(2*t.size()), t.next)
	}
	t.SUBQ(operand.U8(2), t.k)
	t.JGE(operand.LabelRef(label))
	t.Label(odd)
	t.TESTQ(operand.U32(1), t.k)
	t.JZ(operand.LabelRef(done))
	t.step(acc, pack, -1)
	t.Label(done)
	t.TESTQ(left, left)
	last := label + "last"
	t.JZ(operand.LabelRef(last))
	t.prefetchC(len(acc), len(acc[0]))
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
