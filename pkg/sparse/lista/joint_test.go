package lista

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// The code of the three-term energy meets its optimality conditions
// Wᵀ(y − W·z) + α(z̄ − z) ∈ λ·∂‖z‖₁, and the certificate is of that energy.
func TestInferThreeTerms(t *testing.T) {
	const lambda, alpha = 0.3, 0.7
	D, Y := problem(t, 10, 16, 30)
	bar := gauss(30, 16, seeded(4))
	got, err := infer(t.Context(), D, lambda, alpha, Y, bar, 1e-12)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		y, z := Y.RawRowView(i), got.Z.RawRowView(i)
		for j, c := range pull(D, alpha, y, z, bar.RawRowView(i)) {
			want := lambda
			if z[j] != 0 {
				want = math.Copysign(lambda, z[j])
			} else {
				c = math.Abs(c)
			}
			if z[j] == 0 && c > want+1e-6 || z[j] != 0 && math.Abs(c-want) > 1e-6 {
				t.Errorf("sample %d: entry %d is %v and its pull %v, expected %v", i, j, z[j], c, want)
			}
		}
		e := sparse.Model(D, lambda).Energy(nil, y, z) + alpha*half(z, bar.RawRowView(i))
		if math.Abs(e-got.Rows[i].Primal) > 1e-9 {
			t.Errorf("sample %d: energy %v, the certificate says %v", i, e, got.Rows[i].Primal)
		}
	}
}

// pull returns Wᵀ(y − W·z) + α(z̄ − z).
func pull(D *sparse.Dictionary, alpha float64, y, z, bar []float64) []float64 {
	r, q := make([]float64, len(y)), make([]float64, len(z))
	D.Decode(r, nil, z)
	for i := range r {
		r[i] = y[i] - r[i]
	}
	D.Pullback(q, nil, q, r)
	for j := range q {
		q[j] += alpha * (bar[j] - z[j])
	}
	return q
}

// half returns ½‖a − b‖².
func half(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += (a[i] - b[i]) * (a[i] - b[i]) / 2
	}
	return s
}

// The encoder's gradient is that of D alone, α/2·mean ‖z* − Enc(y)‖² with z* held fixed;
// and this is the derivative of the free energy min_z E, through which z* moves too.
func TestEncoderGradientComesFromD(t *testing.T) {
	const lambda, alpha = 0.3, 0.7
	D, Y := problem(t, 6, 9, 12)
	n := network[float64](t, D, lambda, Tied{}, 2)
	stir(n)
	encode := func() *mat.Dense {
		z, err := n.Encode(t.Context(), Y)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	inferred := func() *sparse.Codes {
		c, err := infer(t.Context(), D, lambda, alpha, Y, encode(), 1e-13)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	fixed := inferred().Z
	a, err := newData(n, Y, Codes(fixed))
	if err != nil {
		t.Fatal(err)
	}
	n.pass(a, upTo(12), way{depth: 2, weight: []float64{0, 0, alpha}})
	grad := append([]float64(nil), n.params.Grad...)
	D0 := func() float64 {
		z, s := encode(), 0.0
		for i := range 12 {
			s += alpha * half(fixed.RawRowView(i), z.RawRowView(i)) / 12
		}
		return s
	}
	F := func() float64 { return inferred().Summary().Objective }
	for name, f := range map[string]func() float64{"D": D0, "min E": F} {
		for at := 0; at < len(grad); at += 7 {
			if off := differences(n, f, at, grad[at]); off > 1e-6 {
				t.Errorf("%s: derivative %d is %v, %v away from differences", name, at, grad[at], off)
			}
		}
	}
}

func differences(n *Network[float64], f func() float64, at int, derivative float64) float64 {
	w, best := &n.params.Value[at], math.Inf(1)
	old := *w
	for _, h := range []float64{1e-4, 1e-5, 1e-6} {
		*w = old + h
		up := f()
		*w = old - h
		down := f()
		*w = old
		best = min(best, math.Abs(derivative-(up-down)/(2*h)))
	}
	return best
}

// Both ways of learning together lower the energy and bring the encoder to the codes,
// and give the same bits with another number of processors and through a file.
func TestJoint(t *testing.T) {
	_, X := problem(t, 10, 16, 400)
	for _, alpha := range []float64{0, 0.5} {
		s := Joint[float32]{Learning: sparse.Learning{Atoms: 16, Lambda: 0.3}, Alpha: alpha, Layers: 2,
			Training: Training[float32]{Steps: 60, Batch: 100}}
		whole, err := NewAutoEncoder(X, s, seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		if err := whole.Learn(t.Context(), X, nil); err != nil {
			t.Fatal(err)
		}
		h := whole.History()
		if first, last := h[0], h[59]; !(last.Objective < first.Objective && last.Distance < 0.5*first.Distance) {
			t.Errorf("α = %v: from %+v to %+v", alpha, first, last)
		}
		old := runtime.GOMAXPROCS(3)
		parts := stopped(t, X, s, 17)
		runtime.GOMAXPROCS(old)
		if !mat.Equal(whole.Dictionary().Atoms(), parts.Dictionary().Atoms()) {
			t.Errorf("α = %v: other atoms after an interruption", alpha)
		}
		for i, v := range whole.Encoder().params.Value {
			if v != parts.Encoder().params.Value[i] {
				t.Fatalf("α = %v: another parameter %d of the encoder after an interruption", alpha, i)
			}
		}
		c, err := whole.Encode(t.Context(), X)
		if err != nil || c.Summary().Unsolved > 0 {
			t.Errorf("α = %v: %v, %+v", alpha, err, c.Summary())
		}
	}
}

func stopped(t *testing.T, X *mat.Dense, s Joint[float32], stop int) *AutoEncoder[float32] {
	t.Helper()
	a, err := NewAutoEncoder(X, s, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = a.Learn(ctx, X, func(step JointStep) {
		if step.T == stop {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, expected context.Canceled", err)
	}
	path := filepath.Join(t.TempDir(), "a")
	if err := checkpoint.Save(path, a); err != nil {
		t.Fatal(err)
	}
	b := new(AutoEncoder[float32])
	if err := checkpoint.Load(path, b); err != nil {
		t.Fatal(err)
	}
	if err := b.Learn(t.Context(), X, nil); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestJointBadInput(t *testing.T) {
	_, X := problem(t, 5, 8, 20)
	l := sparse.Learning{Atoms: 8, Lambda: 0.3}
	for want, s := range map[string]Joint[float64]{
		"α is -1":  {Learning: l, Alpha: -1},
		"Ridge 2":  {Learning: sparse.Learning{Atoms: 8, Lambda: 1, Ridge: 2}},
		"0 atoms":  {},
		"Steps is": {Learning: l, Training: Training[float64]{Steps: -1}},
	} {
		if _, err := NewAutoEncoder(X, s, seeded(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}
