package kernel

import (
	"math"
	"math/big"
	"testing"
)

// precision is enough for the sums below to be exact to far below a unit in the last
// place of a float64.
const precision = 260

func bigOf(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

func bigSum(a, b *big.Float) *big.Float   { return bigOf(0).Add(a, b) }
func bigTimes(a, b *big.Float) *big.Float { return bigOf(0).Mul(a, b) }
func bigOver(a, b *big.Float) *big.Float  { return bigOf(0).Quo(a, b) }

// bigExp is eˣ: the series at x/2²⁰, squared twenty times.
func bigExp(x float64) *big.Float {
	r := bigOf(math.Ldexp(x, -20))
	if x != 0 && math.Abs(x) < 0x1p-900 {
		r = bigOf(0).SetMantExp(bigOf(x), -20)
	}
	sum, term := bigOf(1), bigOf(1)
	for k := 1; k < 26; k++ {
		term = bigOver(bigTimes(term, r), bigOf(float64(k)))
		sum = bigSum(sum, term)
	}
	for range 20 {
		sum = bigTimes(sum, sum)
	}
	return sum
}

// bigLog improves y ≈ log v by a step of Newton's method of third order.
func bigLog(v *big.Float, y float64) *big.Float {
	t := bigSum(bigTimes(v, bigExp(-y)), bigOf(-1)) // v·e^−y − 1
	return bigSum(bigSum(bigOf(y), t), bigTimes(bigOf(-0.5), bigTimes(t, t)))
}

func bigTanh(x float64) *big.Float {
	if math.Abs(x) < 1e-3 {
		v, s := bigOf(x), bigTimes(bigOf(x), bigOf(x))
		sum := bigOf(0)
		for _, c := range [][2]float64{{62, 2835}, {-17, 315}, {2, 15}, {-1, 3}, {1, 1}} {
			sum = bigSum(bigTimes(sum, s), bigOver(bigOf(c[0]), bigOf(c[1])))
		}
		return bigTimes(sum, v)
	}
	e := bigExp(2 * x)
	return bigOver(bigSum(e, bigOf(-1)), bigSum(e, bigOf(1)))
}

func bigSoftplus(x float64) *big.Float {
	e := bigExp(x)
	if x < -40 {
		s := bigTimes(e, e)
		return bigSum(bigSum(e, bigTimes(s, bigOf(-0.5))), bigOver(bigTimes(s, e), bigOf(3)))
	}
	return bigLog(bigSum(bigOf(1), e), softplus1(x))
}

// TestExpExact holds the functions in double precision against sums in 260 bits: the
// bounds of the doc comment.
func TestExpExact(t *testing.T) {
	onTiers(t, func(t *testing.T) {
		for _, f := range []struct {
			name string
			run  func(dst, x []float64)
			want func(x float64) *big.Float
			ulps float64
			skip func(x float64) bool // out of the domain, or beyond ±800
		}{
			{"Exp", Exp[float64], bigExp, 2, nil},
			{"Log", Log[float64], func(x float64) *big.Float { return bigLog(bigOf(x), log1(x)) }, 2, func(x float64) bool { return x <= 0 }},
			{"Tanh", Tanh[float64], bigTanh, 4, nil},
			{"Sigmoid", Sigmoid[float64], func(x float64) *big.Float { e := bigExp(x); return bigOver(e, bigSum(e, bigOf(1))) }, 4, nil},
			{"Softplus", Softplus[float64], bigSoftplus, 4, nil},
		} {
			worst, at := 0.0, 0.0
			args := arguments[float64]()
			for i := 0; i < len(args); i += 41 {
				x := args[i]
				if x-x != 0 || f.name != "Log" && math.Abs(x) > 800 || f.skip != nil && f.skip(x) {
					continue
				}
				y := []float64{x}
				f.run(y, y)
				if u := bigUlps(y[0], f.want(x)); u > worst {
					worst, at = u, x
				}
			}
			t.Logf("%s: at most %.2f ulp, at %v", f.name, worst, at)
			if worst > f.ulps {
				t.Errorf("%s(%v) is off by %.3g ulp, allowed %v", f.name, at, worst, f.ulps)
			}
		}
	})
}

// bigUlps is the distance of got from want in units in the last place.
func bigUlps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if math.IsInf(w, 0) || math.IsInf(got, 0) || got != got {
		if got == w {
			return 0
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(w)
	d, _ := bigSum(bigOf(got), bigOf(0).Neg(want)).Float64()
	return math.Abs(d) / math.Ldexp(1, max(e-53, -1074))
}
