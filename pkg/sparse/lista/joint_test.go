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

// regularized are the settings whose R the energy can have.
func regularized(lambda float64) []sparse.Learning {
	return []sparse.Learning{
		{Lambda: lambda},
		{Lambda: lambda, NonNegativeCodes: true},
		{Lambda: lambda, Ridge: 0.8},
		{Lambda: lambda, Ridge: 0.8, NonNegativeCodes: true},
	}
}

// The code of the three-term energy meets its optimality conditions
// Wᵀ(y − W·z) + α(z̄ − z) ∈ λ·∂R(z), and the certificate is of that energy.
func TestInferThreeTerms(t *testing.T) {
	const lambda, alpha = 0.3, 0.7
	D, Y := problem(t, 10, 16, 30)
	bar := gauss(30, 16, seeded(4))
	for _, s := range regularized(lambda) {
		got, err := infer(t.Context(), D, s, alpha, Y, bar, 1e-12)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 30 {
			y, z := Y.RawRowView(i), got.Z.RawRowView(i)
			for j, c := range pull(D, alpha, y, z, bar.RawRowView(i)) {
				if off := subgradientMiss(s, z[j], c); off > 1e-6 {
					t.Errorf("%+v: sample %d: entry %d is %v and its pull %v, %v from a subgradient of λR", s, i, j, z[j], c, off)
				}
			}
			m := sparse.Model(D, lambda)
			m.Reg = s.Regularizer()
			e := m.Energy(nil, y, z) + alpha*half(z, bar.RawRowView(i))
			if !(math.Abs(e-got.Rows[i].Primal) <= 1e-9) {
				t.Errorf("%+v: sample %d: energy %v, the certificate says %v", s, i, e, got.Rows[i].Primal)
			}
		}
	}
}

// subgradientMiss returns how far c is from the subdifferential of λR at an entry z, by
// its definition.
func subgradientMiss(s sparse.Learning, z, c float64) float64 {
	low, high := -s.Lambda, s.Lambda // of λ|z| at 0
	switch {
	case z > 0:
		low = s.Lambda
	case z < 0 && s.NonNegativeCodes:
		return math.Inf(1)
	case z < 0:
		high = -s.Lambda
	case s.NonNegativeCodes:
		low = math.Inf(-1)
	}
	c -= s.Lambda * s.Ridge * z
	return max(0, low-c, c-high)
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
	for _, s := range regularized(0.3) {
		for _, form := range []Form{Tied{NonNegative: s.NonNegativeCodes}, Untied{NonNegative: s.NonNegativeCodes}} {
			encoderGradient(t, s, form)
		}
	}
}

func encoderGradient(t *testing.T, s sparse.Learning, form Form) {
	t.Helper()
	const alpha = 0.7
	D, Y := problem(t, 6, 9, 12)
	n := network[float64](t, D, s.Lambda, form, 2)
	stir(n)
	encode := func() *mat.Dense {
		z, err := n.Encode(t.Context(), Y)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	inferred := func() *sparse.Codes {
		c, err := infer(t.Context(), D, s, alpha, Y, encode(), 1e-13)
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
				t.Errorf("%+v, %v, %s: derivative %d is %v, %v away from differences", s, form, name, at, grad[at], off)
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
	for i, alpha := range []float64{0, 0.5, 0, 0.5} {
		s := Joint[float32]{Learning: sparse.Learning{Atoms: 16, Lambda: 0.3}, Alpha: alpha, Layers: 2,
			Training: Training[float32]{Steps: 60, Batch: 100}}
		if i > 1 {
			s.Learning.NonNegativeCodes, s.Learning.Ridge = true, 0.2
		}
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
		bar, err := whole.Encoder().Encode(t.Context(), X)
		if err != nil {
			t.Fatal(err)
		}
		if least := min(mat.Min(c.Z), mat.Min(bar)); (least >= 0) != s.Learning.NonNegativeCodes {
			t.Errorf("%+v: the least entry of the codes is %v", s.Learning, least)
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
		"Ridge is": {Learning: sparse.Learning{Atoms: 8, Lambda: 1, Ridge: -2}},
		"0 atoms":  {},
		"Steps is": {Learning: l, Training: Training[float64]{Steps: -1}},
	} {
		if _, err := NewAutoEncoder(X, s, seeded(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}

// From the same atoms, an encoder outside of inference leaves the atoms where sparse
// coding takes them with the same batches.
func TestAutoEncoderFromIsSparseCoding(t *testing.T) {
	D, X := problem(t, 10, 16, 60)
	l := sparse.Learning{Lambda: 0.3, NonNegativeCodes: true, Tol: 1e-8}
	s := Joint[float64]{Learning: l, Training: Training[float64]{Steps: 1, Batch: 60}}
	got, err := NewAutoEncoderFrom(D, s, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if !mat.EqualApprox(got.Dictionary().Atoms(), D.Atoms(), 1e-15) {
		t.Errorf("learning does not start from D")
	}
	if err := got.Learn(t.Context(), X, nil); err != nil {
		t.Fatal(err)
	}
	want, err := sparse.NewLearnerFrom(D, l, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := want.Update(t.Context(), X); err != nil {
		t.Fatal(err)
	}
	if !mat.EqualApprox(got.Dictionary().Atoms(), want.Dictionary().Atoms(), 1e-6) {
		t.Errorf("with α = 0, other atoms than without an encoder")
	}
	for want, s := range map[string]Joint[float64]{
		"α is NaN":          {Learning: l, Alpha: math.NaN()},
		"asked for 7 atoms": {Learning: sparse.Learning{Atoms: 7, Lambda: 1}},
	} {
		if _, err := NewAutoEncoderFrom(D, s, seeded(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}
