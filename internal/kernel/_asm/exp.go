package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// exponent holds the numbers of exp for one type.
type exponent struct {
	lo, hi     float64 // beyond these the result is 0 or +Inf
	mantissa   int     // bits
	magic      float64 // 1.5·2^mantissa: x + magic − magic rounds to integer
	bias       float64
	ln2, ln2lo float64 // n·ln2 is exact
	terms      int     // of the series for (eʳ−1−r)/r²
}

func (g *gen) exponent() exponent {
	e := exponent{lo: -104, hi: 89, mantissa: 23, magic: 3 << 22, bias: 127, terms: 6}
	if g.f64 {
		e = exponent{lo: -746, hi: 710, mantissa: 52, magic: 3 << 51, bias: 1023, terms: 12}
	}
	mask := ^uint64(0) << pick(g.f64, 21, 9+29)
	e.ln2 = math.Float64frombits(math.Float64bits(math.Ln2) & mask)
	const ln2Rest = 2.319046813846299616e-17 // ln 2 − float64(ln 2)
	e.ln2lo = (math.Ln2 - e.ln2) + ln2Rest
	return e
}

// power returns n and eʳ−1 in two parts (r and q, eʳ = 1 + r + r²·q) with x = n·ln 2 + r, |r| ≤ ln 2/2.
func (l lane) power(x reg.Register) (n, r, q reg.VecVirtual) {
	e := l.exponent()
	n = l.fill(e.magic)
	l.with("VFMADD231", math.Log2E, x, n)
	l.with("VSUB", e.magic, n, n)
	r = l.copy(x)
	l.with("VFNMADD231", e.ln2, n, r)
	l.with("VFNMADD231", e.ln2lo, n, r)
	series := make([]float64, e.terms)
	f := 1.0
	for i := range series {
		f *= float64(i + 2)
		series[len(series)-1-i] = 1 / f
	}
	return n, r, l.horner(r, series...)
}

// scale returns 2ⁿ for n (a whole number) in the range of normal exponents.
func (l lane) scale(n reg.Register) (s, whole reg.VecVirtual) {
	e := l.exponent()
	s, whole = l.new(), l.new()
	l.with("VADD", e.magic+e.bias, n, s)
	l.with("VSUB", e.magic+e.bias, s, whole)
	l.integer("VPSLL", operand.U8(e.mantissa), s, s)
	return s, whole
}

// exp returns eˣ, and may change x. 2ⁿ is multiplied in two parts, so that
// results near the largest and the smallest numbers come out right.
func (l lane) exp(x reg.Register) reg.VecVirtual {
	e := l.exponent()
	l.clamp(x, l.fill(e.lo), l.fill(e.hi))
	n, r, p := l.power(x)
	l.with("VFMADD213", 1, r, p)
	l.with("VFMADD213", 1, r, p)
	half := l.new()
	l.with("VMUL", 0.5, n, half)
	s1, n1 := l.scale(half)
	l.op("VSUB", n1, n, n)
	s2, _ := l.scale(n)
	l.op("VMUL", s1, p, p)
	l.op("VMUL", s2, p, p)
	return p
}

// log1pSmall returns log(1+f) for |f| ≤ √2−1: with s = f/(2+f), h = f²/2 and
// R = Σ 2·s^(2k)/(2k+1), k ≥ 1, it is f − (h − s·(h+R)).
func (l lane) log1pSmall(f reg.Register) reg.VecVirtual {
	s, z, h := l.new(), l.new(), l.new()
	l.with("VADD", 2, f, s)
	l.op("VDIV", s, f, s)
	l.op("VMUL", s, s, z)
	series := make([]float64, pick(l.f64, 10, 4))
	for i := range series {
		series[len(series)-1-i] = 2 / float64(2*i+3)
	}
	R := l.horner(z, series...)
	l.with("VMUL", 0.5, f, h)
	l.op("VMUL", f, h, h)
	l.op("VFMADD213", h, z, R)  // h + z·R
	l.op("VFNMADD213", h, R, s) // h − s·(h+R)
	l.op("VSUB", s, f, s)
	return s
}

// log1p returns log(1+e) for e in [0, 1].
func (l lane) log1p(e reg.Register) reg.VecVirtual {
	cut, f := l.fill(math.Sqrt2-1), l.new()
	l.with("VSUB", 1, e, f)
	l.with("VMUL", 0.5, f, f)
	f = l.less(cut, e, f, e)
	r := l.log1pSmall(f)
	l.op("VADD", l.less(cut, e, l.fill(math.Ln2), l.fill(0)), r, r)
	return r
}

// log returns the logarithm of x: −Inf for 0, NaN for less.
func (l lane) log(x reg.Register) reg.VecVirtual {
	e := l.exponent()
	least, up := math.Ldexp(1, 1-int(e.bias)), float64(int(1)<<(e.mantissa+1))
	y := l.new()
	l.with("VMUL", up, x, y)
	low := l.fill(least)
	k := l.less(x, low, l.fill(-float64(e.mantissa+1)), l.fill(0))
	y = l.less(x, low, y, x)
	// y = 2ᵗ·m, m in [√½, √2)
	root, one := l.gen.bits(math.Sqrt2/2), l.gen.bits(1)
	t, m := l.new(), l.new()
	l.integer("VPADD", l.pattern(one-root), y, y)
	l.integer("VPSRL", operand.U8(e.mantissa), y, t)
	up = float64(int(1) << e.mantissa)
	l.logic("VOR", l.gen.bits(up), t, t)
	l.with("VSUB", up+e.bias, t, t)
	l.op("VADD", t, k, k)
	l.logic("VAND", 1<<e.mantissa-1, y, m)
	l.integer("VPADD", l.pattern(root), m, m)
	l.with("VSUB", 1, m, m)
	r := l.log1pSmall(m)
	l.with("VFMADD231", e.ln2lo, k, r)
	l.with("VFMADD231", e.ln2, k, r)
	r = l.less(x, l.fill(math.SmallestNonzeroFloat64*pick(l.f64, 1, math.Ldexp(1, 1074-149))), l.fill(math.Inf(-1)), r)
	r = l.less(x, l.fill(0), l.fill(math.NaN()), r)
	return l.less(x, l.fill(math.Inf(1)), r, x)
}

// sign is the bit of the sign.
func (g *gen) sign() uint64 { return pick[uint64](g.f64, 1<<63, 1<<31) }

// expNegAbs returns e^(−|x|).
func (l lane) expNegAbs(x reg.Register) reg.VecVirtual {
	v := l.new()
	l.logic("VOR", l.sign(), x, v)
	return l.exp(v)
}

// tanh returns −m/(2+m) with the sign of x, m = e^(−2|x|) − 1.
func (l lane) tanh(x reg.Register) reg.VecVirtual {
	v, m := l.new(), l.new()
	l.logic("VOR", l.sign(), x, v)
	l.op("VADD", v, v, v)
	l.op("VMAX", v, l.fill(pick(l.f64, -40., -20.)), v)
	n, r, q := l.power(v)
	s, _ := l.scale(n)
	l.op("VMUL", r, q, q)
	l.op("VFMADD213", r, r, q) // r + r·(r·q) = eʳ−1
	l.with("VSUB", 1, s, m)
	l.op("VFMADD231", s, q, m)
	d := l.new()
	l.with("VADD", 2, m, d)
	l.op("VDIV", d, m, d)
	l.logic("VAND", l.sign()-1, d, d)
	l.logic("VAND", l.sign(), x, m)
	l.ps("VOR", m, d, d)
	return d
}

// sigmoid returns 1/(1+e^(−x)), given e = e^(−|x|).
func (l lane) sigmoid(x, e reg.Register) reg.VecVirtual {
	d := l.new()
	l.with("VADD", 1, e, d)
	num := l.less(x, l.fill(0), e, l.fill(1))
	l.op("VDIV", d, num, d)
	return d
}

// softplus returns max(x, 0) + log(1+e), given e = e^(−|x|).
func (l lane) softplus(x, e reg.Register) reg.VecVirtual {
	r, p := l.log1p(e), l.new()
	l.with("VMAX", 0, x, p)
	l.op("VADD", p, r, r)
	return r
}

func exponentials(g *gen) {
	for _, f := range []struct {
		name, doc string
		f         func(l lane, x reg.Register) reg.VecVirtual
	}{
		{"exp", "e^x[i]", lane.exp},
		{"log", "log x[i]", lane.log},
		{"tanh", "tanh x[i]", lane.tanh},
		{"sigmoid", "1/(1+e^−x[i])", func(l lane, x reg.Register) reg.VecVirtual { return l.sigmoid(x, l.expNegAbs(x)) }},
		{"softplus", "log(1+e^x[i])", func(l lane, x reg.Register) reg.VecVirtual { return l.softplus(x, l.expNegAbs(x)) }},
	} {
		g.fn(f.name, "sets dst[i] = "+f.doc+".", "func(dst, x *T, n int)")
		dst, x, n := g.param("dst"), g.param("x"), g.param("n")
		g.each(n, func(l lane) { l.store(f.f(l, l.load(x)), dst) })
		g.end()
	}
	g.fn("bernoulli", "sets loss[i] = log(1+e^a[i]) − y[i]·a[i] and grad[i] = f·(1/(1+e^−a[i]) − y[i]).", "func(loss, grad, a, y *T, f T, n int)")
	loss, grad, a, y, f, n := g.param("loss"), g.param("grad"), g.param("a"), g.param("y"), g.bcast("f"), g.param("n")
	g.each(n, func(l lane) {
		x, t, p := l.load(a), l.load(y), l.new()
		e := l.expNegAbs(x)
		d := l.sigmoid(x, e)
		l.op("VSUB", t, d, d)
		l.op("VMUL", l.of(f), d, d)
		l.store(d, grad)
		r := l.log1p(e)
		l.with("VMAX", 0, x, p)
		l.op("VFNMADD231", t, x, p)
		l.op("VADD", p, r, r)
		l.store(r, loss)
	})
	g.end()
}
