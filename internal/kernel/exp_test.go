package kernel

import (
	"fmt"
	"math"
	"testing"
)

// A function of one number, its oracle, and the bound in units in the last place.
// Where the oracle is itself computed in double precision, its error adds 1.
type unary[T Float] struct {
	name string
	run  func(dst, x []T)
	want func(x float64) float64
	ulps float64
}

func unaries[T Float]() []unary[T] {
	return []unary[T]{
		{"Exp", Exp[T], exp1, 2},
		{"Log", Log[T], log1, 2},
		{"Tanh", Tanh[T], math.Tanh, 4},
		{"Sigmoid", Sigmoid[T], func(x float64) float64 {
			if x < -700 {
				return exp1(x)
			}
			return 1 / (1 + math.Exp(-x))
		}, 4},
		{"Softplus", Softplus[T], func(x float64) float64 {
			if x > 40 {
				return x
			}
			return math.Log1p(math.Exp(x))
		}, 4},
	}
}

// arguments spread over all magnitudes of both signs, densely where the functions
// bend, and the values that arithmetic treats apart.
func arguments[T Float]() []T {
	rng := newRand(21)
	v := append(specials[T](), T(math.Copysign(0, -1)), 0.5*T(math.Ln2), T(math.Ln2))
	least, most := -149.0, 128.0
	if !is32[T]() {
		least, most = -1074, 1024
	}
	for range 60000 {
		x := T(math.Exp2(least + (most-least)*rng.Float64()))
		v = append(v, x, -x)
	}
	for _, reach := range []float64{2, 30, 110, 800} {
		for range 20000 {
			v = append(v, T(reach*(2*rng.Float64()-1)))
		}
	}
	for x := T(-750); x < 720; x += 0.4375 {
		v = append(v, x)
	}
	for range 20000 {
		v = append(v, T(1+0.4*rng.NormFloat64()))
	}
	return v
}

// ulps is the distance of got from want in units in the last place of T at want.
func ulps[T Float](got T, want float64) float64 {
	w := T(want)
	g := float64(got)
	if math.IsNaN(want) || math.IsInf(float64(w), 0) || math.IsInf(g, 0) || math.IsNaN(g) {
		if near(g, float64(w), 0) {
			return 0
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(want)
	low, bits := -1074, 53
	if is32[T]() {
		low, bits = -149, 24
	}
	return math.Abs(g-want) / math.Ldexp(1, max(e-bits, low))
}

func TestExp(t *testing.T) { onTypes(t, testExp[float32], testExp[float64]) }

func testExp[T Float](t *testing.T) {
	x := arguments[T]()
	y := make([]T, len(x))
	for _, f := range unaries[T]() {
		bound := f.ulps
		if !is32[T]() {
			bound++
		}
		f.run(y, x)
		worst, at := 0.0, T(0)
		for i, v := range x {
			if u := ulps(y[i], f.want(float64(v))); u > worst {
				worst, at = u, v
			}
		}
		t.Logf("%s: at most %.2f ulp, at %v", f.name, worst, at)
		if worst > bound {
			f.run(y[:1], []T{at})
			t.Errorf("%s(%v) = %v, want %v: off by %.3g ulp, allowed %v", f.name, at, y[0], f.want(float64(at)), worst, bound)
		}
	}
}

// TestExpTails: the same bits at every place of a vector, and nothing outside it.
func TestExpTails(t *testing.T) { onTypes(t, testExpTails[float32], testExpTails[float64]) }

func testExpTails[T Float](t *testing.T) {
	rng := newRand(22)
	for _, f := range unaries[T]() {
		for n := 0; n <= 70; n++ {
			x, dst := randomGuarded[T](rng, n, n%3), newGuarded[T](n, n%5)
			f.run(dst.v, x.v)
			x.check(t, f.name)
			dst.check(t, f.name)
			for i, v := range x.v {
				one := []T{v}
				f.run(one, one)
				if !near(float64(dst.v[i]), float64(one[0]), 0) {
					t.Fatalf("%s n=%d [%d]: %v, alone %v", f.name, n, i, dst.v[i], one[0])
				}
			}
		}
	}
}

func TestBernoulli(t *testing.T) { onTypes(t, testBernoulli[float32], testBernoulli[float64]) }

func testBernoulli[T Float](t *testing.T) {
	rng := newRand(23)
	for n := 0; n <= 70; n++ {
		a, y := randomGuarded[T](rng, n, 1), randomGuarded[T](rng, n, 2)
		loss, grad := newGuarded[T](n, 3), newGuarded[T](n, 0)
		for i := range n {
			a.v[i] *= 30
			y.v[i] = T(rng.Float64())
			if i%3 == 0 {
				y.v[i] = T(i % 2)
			}
		}
		Bernoulli(loss.v, grad.v, a.v, y.v, 0.5)
		for _, g := range []guarded[T]{a, y, loss, grad} {
			g.check(t, "Bernoulli")
		}
		for i := range n {
			x, v := float64(a.v[i]), float64(y.v[i])
			closeTo(t, fmt.Sprintf("loss n=%d [%d]", n, i), float64(loss.v[i]), math.Max(x, 0)-x*v+math.Log1p(math.Exp(-math.Abs(x))), 4*eps[T]()*(1+math.Abs(x)))
			closeTo(t, fmt.Sprintf("grad n=%d [%d]", n, i), float64(grad.v[i]), 0.5*(1/(1+math.Exp(-x))-v), 4*eps[T]())
		}
	}
	loss, grad := make([]T, 3), make([]T, 3)
	Bernoulli(loss, grad, []T{T(math.NaN()), 1e4, -1e4}, []T{0, 1, 0}, 1)
	if loss[0] == loss[0] || grad[0] == grad[0] {
		t.Errorf("NaN gives loss %v, derivative %v", loss[0], grad[0])
	}
	for i := 1; i < 3; i++ {
		if loss[i] != 0 || grad[i] != 0 {
			t.Errorf("a certain and right logit gives loss %v, derivative %v, want 0", loss[i], grad[i])
		}
	}
}
