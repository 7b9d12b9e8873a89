package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// conversions writes the loops between the two precisions, once: AVX2 serves both
// tiers, since memory sets the pace.
func conversions(g *gen) {
	if g.wide() || !g.f64 {
		return
	}
	g.conversion("narrowAVX2", "sets dst[i] = float32(f·x[i]).", "func(dst *float32, x *float64, f float64, n int)", func(wide bool, dst, x operand.Mem, f reg.VecVirtual) {
		if !wide {
			v := g.XMM()
			g.VMOVSD(x, v)
			g.VMULSD(f.AsX(), v, v)
			g.VCVTSD2SS(v, v, v)
			g.VMOVSS(v, dst)
			return
		}
		v, h := g.YMM(), g.XMM()
		g.VMULPD(x, f, v)
		g.VCVTPD2PSY(v, h)
		g.VMOVUPS(h, dst)
	})
	g.conversion("widenAVX2", "sets dst[i] = f·float64(x[i]).", "func(dst *float64, x *float32, f float64, n int)", func(wide bool, dst, x operand.Mem, f reg.VecVirtual) {
		if !wide {
			v := g.XMM()
			g.VMOVSS(x, v)
			g.VCVTSS2SD(v, v, v)
			g.VMULSD(f.AsX(), v, v)
			g.VMOVSD(v, dst)
			return
		}
		v := g.YMM()
		g.VCVTPS2PD(x, v)
		g.VMULPD(f, v, v)
		g.VMOVUPD(v, dst)
	})
}

// conversion writes a loop over n elements, four at a time.
func (g *gen) conversion(name, doc, sig string, body func(wide bool, dst, x operand.Mem, f reg.VecVirtual)) {
	g.prefix, g.labels = name, 0
	g.Function(name)
	g.Attributes(attr.NOSPLIT)
	g.Pragma("noescape")
	g.Doc(name + " " + doc)
	g.SignatureExpr(sig)
	dst, x, n := g.param("dst"), g.param("x"), g.param("n")
	f := g.YMM()
	a, err := g.Param("f").Resolve()
	if err != nil {
		panic(err)
	}
	g.VBROADCASTSD(a.Addr, f)
	d, s := uint8(4), uint8(8)
	if name == "widenAVX2" {
		d, s = 8, 4
	}
	i, end := g.GP64(), g.GP64()
	g.XORQ(i, i)
	g.MOVQ(n, end)
	g.ANDQ(operand.I32(-4), end)
	four, one, done := g.label("four"), g.label("one"), g.label("done")
	step := func(label, next string, limit reg.GPVirtual, count int) {
		g.Label(label)
		g.CMPQ(i, limit)
		g.JGE(operand.LabelRef(next))
		body(count == 4, operand.Mem{Base: dst, Index: i, Scale: d}, operand.Mem{Base: x, Index: i, Scale: s}, f)
		g.ADDQ(operand.I32(count), i)
		g.JMP(operand.LabelRef(label))
	}
	step(four, one, end, 4)
	step(one, done, n, 1)
	g.Label(done)
	g.end()
}
