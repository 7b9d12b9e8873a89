package main

import (
	"fmt"
	"reflect"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type tier string

const (
	avx2   tier = "avx2"
	avx512 tier = "avx512"
)

// gen writes functions for one tier and one element type.
type gen struct {
	*build.Context
	tier      tier
	f64       bool
	labels    int
	prefix    string
	constants map[uint64]operand.Mem // of the file
}

// Names and sizes that follow from the tier and the type.

func (g *gen) wide() bool { return g.tier == avx512 }

// size is the bytes of an element.
func (g *gen) size() int { return pick(g.f64, 8, 4) }

// bytes is the bytes of a vector register.
func (g *gen) bytes() int { return pick(g.wide(), 64, 32) }

// lanes is the elements of a vector register.
func (g *gen) lanes() int { return g.bytes() / g.size() }

// shift is log2(size).
func (g *gen) shift() int { return pick(g.f64, 3, 2) }

// typ is the Go type of an element.
func (g *gen) typ() string { return pick(g.f64, "float64", "float32") }

func (g *gen) suffix(scalar bool) string {
	return pick(scalar, "S", "P") + pick(g.f64, "D", "S")
}

func pick[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

// fn starts the function name+F32AVX2 (and so on) with the given signature, in
// which T stands for the element type.
func (g *gen) fn(name, doc string, sig string) {
	name += pick(g.f64, "F64", "F32") + pick(g.wide(), "AVX512", "AVX2")
	g.prefix = name
	g.labels = 0
	g.Function(name)
	g.Attributes(attr.NOSPLIT)
	g.Pragma("noescape")
	g.Doc(name + " " + doc)
	g.SignatureExpr(replaceT(sig, g.typ()))
}

// replaceT puts the element type in place of the letter T.
func replaceT(sig, typ string) string {
	out := ""
	for i, r := range sig {
		letter := func(j int) bool {
			return j >= 0 && j < len(sig) && (sig[j] >= 'a' && sig[j] <= 'z' || sig[j] >= 'A' && sig[j] <= 'Z')
		}
		if r == 'T' && !letter(i-1) && !letter(i+1) {
			out += typ
		} else {
			out += string(r)
		}
	}
	return out
}

// label returns a new label of the current function.
func (g *gen) label(hint string) string {
	g.labels++
	return fmt.Sprintf("%s%d", hint, g.labels)
}

// do emits the instruction of the given name.
func (g *gen) do(name string, ops ...operand.Op) {
	m := reflect.ValueOf(g.Context).MethodByName(name)
	if !m.IsValid() {
		panic("no instruction " + name)
	}
	in := make([]reflect.Value, len(ops))
	for i, o := range ops {
		in[i] = reflect.ValueOf(o)
	}
	m.Call(in)
}

// ps emits name with the packed suffix of the type: ps("VADD", …) is VADDPS.
func (g *gen) ps(name string, ops ...operand.Op) { g.do(name+g.suffix(false), ops...) }

// vec allocates a vector register of the tier.
func (g *gen) vec() reg.VecVirtual {
	if g.wide() {
		return g.ZMM()
	}
	return g.YMM()
}

func (g *gen) vecs(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = g.vec()
	}
	return v
}

// zero sets v to zero.
func (g *gen) zero(v reg.Register) {
	if g.wide() {
		g.VPXORD(v, v, v)
		return
	}
	g.VXORPS(v, v, v)
}

// param loads an integer or pointer parameter.
func (g *gen) param(name string) reg.GPVirtual {
	r := g.GP64()
	g.Load(g.Param(name), r)
	return r
}

// bcast broadcasts a floating-point parameter over a vector register.
func (g *gen) bcast(name string) reg.VecVirtual {
	v := g.vec()
	a, err := g.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	g.do("VBROADCAST"+g.suffix(true), a.Addr, v)
	return v
}

// at is the address base + index + disp.
func at(base, index reg.Register, disp int) operand.Mem {
	m := operand.Mem{Base: base, Disp: disp}
	if index != nil {
		m.Index, m.Scale = index, 1
	}
	return m
}

// end writes the common epilogue.
func (g *gen) end() {
	g.VZEROUPPER()
	g.RET()
}

// tailMask returns an AVX-512 mask of the lowest n lanes (n in a register,
// n < 64).
func (g *gen) tailMask(n reg.GPVirtual) reg.OpmaskVirtual {
	ones := g.GP64()
	g.MOVQ(operand.I32(-1), ones)
	g.BZHIQ(n, ones, ones)
	k := g.K()
	g.KMOVW(ones.As32(), k)
	return k
}
