package main

import (
	"github.com/mmcloughlin/avo/operand"
)

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
