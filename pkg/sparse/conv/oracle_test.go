package conv_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

// minimum is the energy at the end of plain FISTA.
func minimum(t *testing.T, p *ebm.Problem) float64 {
	var z []float64
	for k, s := range (sparse.FISTA{Restart: sparse.GradientRestart}).Iterates(p, nil) {
		z = s.Z
		if k%50 != 0 {
			continue
		}
		cert, err := sparse.Certify(p, z)
		if err != nil {
			t.Fatal(err)
		}
		if cert.Gap < 1e-8 {
			break
		}
		if k == 50000 {
			t.Fatalf("FISTA's gap is %v after %d steps", cert.Gap, k)
		}
	}
	return p.Energy(z)
}

// settings are coders for a model: plain, non-negative, weighted, pulled and all of it.
func settings(m *conv.Model[float64], rng *rand.Rand) []conv.Coder[float64] {
	_, k := m.Dims()
	weights, ones, target := make([]float64, m.H*m.W), make([]float64, m.H*m.W), normal(rng, k)
	for i := range weights {
		weights[i], ones[i] = float64(rng.IntN(3))/2, 1
	}
	return []conv.Coder[float64]{
		{}, {NonNegative: true}, {Weights: weights}, {Weights: ones}, {Target: target, Alpha: 0.7},
		{Weights: weights, NonNegative: true, Target: target, Alpha: 0.3},
	}
}

// The coder agrees with plain FISTA to 1e-6 of the energy, and its certificate with that
// of the definition, in both precisions.
func TestEncodeIsFISTA(t *testing.T) {
	each(t, func(t *testing.T, m *conv.Model[float64], rng *rand.Rand) {
		d, _ := m.Dims()
		y := normal(rng, d)
		for i, c := range settings(m, rng) {
			c.Model, c.Tol = m, 1e-7
			top, err := c.LambdaMax(y)
			if err != nil {
				t.Fatal(err)
			}
			c.Lambda = 0.1 * top
			p, err := c.Problem(y)
			if err != nil {
				t.Fatal(err)
			}
			want := minimum(t, p)
			code, err := c.Encode(context.Background(), y)
			if err != nil || code.Status != ebm.Converged {
				t.Fatalf("settings %d: %v after %d rounds, gap %v, %v", i, code.Status, code.Iterations, code.Gap, err)
			}
			got := p.Energy(code.Dense())
			if math.Abs(got-want) > 1e-6*want {
				t.Errorf("settings %d: E is %v, with FISTA %v", i, got, want)
			}
			cert, err := sparse.Certify(p, code.Dense())
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(cert.Primal-code.Primal) > 1e-12*want || math.Abs(cert.Dual-code.Dual) > 1e-12*want || cert.Active != code.Active {
				t.Errorf("settings %d: certificate %+v, by the definition %+v", i, code.Certificate, cert)
			}
			single(t, fmt.Sprint(i), c, y, p, want)
		}
	})
}

// single checks the coder in float32.
func single(t *testing.T, name string, c conv.Coder[float64], y []float64, p *ebm.Problem, want float64) {
	D, err := conv.DictionaryOf[float32](c.Model.Dict.Kernels(), c.Model.Dict.H, c.Model.Dict.W, c.Model.Dict.C)
	if err != nil {
		t.Fatal(err)
	}
	m, err := conv.NewModel(D, c.Model.H, c.Model.W, c.Model.Boundary)
	if err != nil {
		t.Fatal(err)
	}
	s := conv.Coder[float32]{
		Model: m, Lambda: c.Lambda, NonNegative: c.NonNegative, Alpha: c.Alpha, Tol: 1e-5,
		Weights: narrow(c.Weights), Target: narrow(c.Target),
	}
	code, err := s.Encode(context.Background(), narrow(y))
	if err != nil || code.Status != ebm.Converged {
		t.Fatalf("settings %s, float32: %v, gap %v, %v", name, code.Status, code.Gap, err)
	}
	z := make([]float64, len(code.Dense()))
	for i, v := range code.Dense() {
		z[i] = float64(v)
	}
	if got := p.Energy(z); math.Abs(got-want) > 1e-6*want {
		t.Errorf("settings %s, float32: E is %v, with FISTA %v", name, got, want)
	}
}

func narrow(x []float64) []float32 {
	if x == nil {
		return nil
	}
	s := make([]float32, len(x))
	for i, v := range x {
		s[i] = float32(v)
	}
	return s
}
