package ebm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
)

// drawUnit draws y in [0, 1], with some entries 0 and 1.
func drawUnit(d int) func(rng *rand.Rand) []float64 {
	return func(rng *rand.Rand) []float64 {
		y := make([]float64, d)
		ebm.Box{Hi: 1}.Prox(y, normalVector(d, rng), 1)
		return y
	}
}

// drawSimplex draws y on the simplex, on faces of it as well.
func drawSimplex(d int) func(rng *rand.Rand) []float64 {
	return func(rng *rand.Rand) []float64 {
		y := make([]float64, d)
		ebm.Simplex{}.Prox(y, normalVector(d, rng), 1)
		return y
	}
}

func normalVector(n int, rng *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

func TestCostsByDefinition(t *testing.T) {
	for _, c := range []struct {
		cost ebm.Cost
		draw func(rng *rand.Rand) []float64
	}{
		{ebm.Huber{}, nil}, {ebm.Huber{Delta: 0.3}, nil}, {ebm.Huber{Delta: 50}, nil},
		{ebm.Bernoulli{}, drawUnit(5)}, {ebm.Categorical{}, drawSimplex(5)},
	} {
		if err := ebmtest.Cost(c.cost, 5, c.draw, rng()); err != nil {
			t.Error(err)
		}
	}
}

// The stable forms against the definitions, where these do not overflow.
func TestCrossEntropiesByDefinition(t *testing.T) {
	rng := rng()
	for range 100 {
		ybar, u, q := normalVector(4, rng), drawUnit(4)(rng), drawSimplex(4)(rng)
		var bernoulli, categorical, total float64
		for i, a := range ybar {
			p := 1 / (1 + math.Exp(-a))
			bernoulli -= u[i]*math.Log(p) + (1-u[i])*math.Log(1-p)
			total += math.Exp(a)
		}
		for i, a := range ybar {
			categorical -= q[i] * math.Log(math.Exp(a)/total)
		}
		wantNear(t, "Bernoulli", ebm.Bernoulli{}.Value(u, ybar), bernoulli, 1e-13)
		wantNear(t, "Categorical", ebm.Categorical{}.Value(q, ybar), categorical, 1e-13)
	}
}

// wantNear fails where two numbers differ by more than tol, relative to the larger.
func wantNear(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*max(1e-300, math.Abs(got), math.Abs(want))) {
		t.Errorf("%s: %v, expected %v", what, got, want)
	}
}

// Logits far from 0: no overflow, and the small numbers to the last digits.
func TestCrossEntropiesAtTheEdges(t *testing.T) {
	tiny := math.Exp(-40)
	for _, c := range []struct{ y, a, value, grad float64 }{
		{1, 40, tiny, -tiny}, {0, -40, tiny, tiny}, {1, -1000, 1000, -1}, {0, 1000, 1000, 1}, {1, 1000, 0, 0}, {0, -1000, 0, 0},
		{0.5, 1000, 500, 0.5}, {0.5, 0, math.Ln2, 0}, {1, 1e308, 0, 0}, {0, 1e308, 1e308, 1},
	} {
		dst := []float64{c.a}
		value := ebm.Bernoulli{}.Grad(dst, []float64{c.y}, dst)
		wantNear(t, fmt.Sprintf("Bernoulli(%v, %v)", c.y, c.a), value, c.value, 1e-14)
		wantNear(t, fmt.Sprintf("slope of Bernoulli(%v, %v)", c.y, c.a), dst[0], c.grad, 1e-14)
	}
	y, a, dst := []float64{0, 1, 0}, []float64{1e4, 0, -1e4}, make([]float64, 3)
	if v := (ebm.Categorical{}).Grad(dst, y, a); v != 1e4 || !slices.Equal(dst, []float64{1, -1, 0}) {
		t.Errorf("Categorical(%v, %v) is %v with gradient %v, expected 1e4 with [1 -1 0]", y, a, v, dst)
	}
	if v := (ebm.Categorical{}).Value(y, []float64{math.Inf(-1), 3, math.Inf(-1)}); v != 0 {
		t.Errorf("all of the probability on the label costs %v, expected 0", v)
	}
	if v := (ebm.Huber{}).Value([]float64{0}, []float64{1e308}); math.IsInf(v, 0) {
		t.Errorf("Huber overflows to %v", v)
	}
}

// Huber is the squared error inside and has the slope Delta outside.
func TestHuberAgainstItsParts(t *testing.T) {
	h, y := ebm.Huber{Delta: 2}, []float64{1, 1}
	for _, c := range []struct {
		ybar []float64
		want float64
	}{
		{[]float64{2, 0}, 1}, {[]float64{3, 1}, 2}, {[]float64{11, 1}, 18}, {[]float64{1, -9}, 18},
	} {
		wantNear(t, "Huber", h.Value(y, c.ybar), c.want, 1e-15)
	}
}

// Some y are refused, by entry and by value.
func TestCostsRefuse(t *testing.T) {
	for _, c := range []struct {
		cost ebm.Cost
		y    []float64
		want string
	}{
		{ebm.Bernoulli{}, []float64{0, 1, 0.5, 1.5}, "y[3] is 1.5"},
		{ebm.Bernoulli{}, []float64{0, -0.1, 0, 0}, "y[1] is -0.1"},
		{ebm.Categorical{}, []float64{-0.5, 1.5, 0, 0}, "y[0] is -0.5"},
		{ebm.Categorical{}, []float64{0.5, 0.25, 0, 0}, "y has the sum 0.75"},
		{ebm.Huber{Delta: -1}, []float64{0, 0, 0, 0}, "Delta -1"},
		{ebm.Huber{Delta: math.NaN()}, []float64{0, 0, 0, 0}, "Delta NaN"},
	} {
		m := ebm.Model{Dec: identity4{}, Cost: c.cost}
		if _, err := m.Problem(nil, c.y); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T with y = %v: %v, expected an error that says %q", c.cost, c.y, err, c.want)
		}
	}
	third := float64(float32(1. / 3))
	if err := (ebm.Categorical{}).CheckY([]float64{third, third, third, 0}); err != nil {
		t.Errorf("a distribution in single precision: %v", err)
	}
}

func TestCostsDoNotAllocate(t *testing.T) {
	y, ybar, dst := drawSimplex(9)(rng()), normalVector(9, rng()), make([]float64, 9)
	for _, c := range []ebm.Cost{ebm.Huber{}, ebm.Bernoulli{}, ebm.Categorical{}} {
		if n := testing.AllocsPerRun(20, func() { c.Grad(dst, y, ybar); c.Value(y, ybar) }); n != 0 {
			t.Errorf("%T allocates %v times a step", c, n)
		}
	}
}

// One outlier costs in proportion, not by its square.
func ExampleHuber() {
	y, ybar := []float64{0, 0}, []float64{1, 100}
	fmt.Println(ebm.SquaredError{}.Value(y, ybar), ebm.Huber{Delta: 1}.Value(y, ybar))
	// Output: 5000.5 100
}

// A pixel that is on, predicted with probability σ(2).
func ExampleBernoulli() {
	fmt.Printf("%.4f\n", ebm.Bernoulli{}.Value([]float64{1}, []float64{2}))
	// Output: 0.1269
}

// Three classes without a preference, and the second is right: log 3.
func ExampleCategorical() {
	fmt.Printf("%.4f\n", ebm.Categorical{}.Value([]float64{0, 1, 0}, []float64{7, 7, 7}))
	// Output: 1.0986
}

// A cost refuses y that it has no sense for.
func ExampleDomain() {
	m := &ebm.Model{Dec: identity4{}, Cost: ebm.Bernoulli{}}
	_, err := m.Problem(nil, []float64{0, 1, 2, 0})
	fmt.Println(err)
	// Output: ebm: y[2] is 2, the Bernoulli cost takes numbers in [0, 1]
}
