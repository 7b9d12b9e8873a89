package conv_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse/conv"
)

func normal(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

var boundaries = []conv.Boundary{conv.Valid, conv.Zero, conv.Circular}

// each calls f for models of all boundaries, channel counts, odd and even sizes.
func each(t *testing.T, f func(t *testing.T, m *conv.Model[float64], rng *rand.Rand)) {
	for _, b := range boundaries {
		for _, s := range []struct{ maps, h, w, c, H, W int }{
			{1, 1, 1, 1, 1, 1}, {2, 3, 3, 1, 7, 9}, {3, 2, 4, 3, 6, 5}, {2, 5, 3, 2, 5, 8}, {4, 4, 5, 1, 9, 6},
		} {
			rng := rand.New(rand.NewPCG(1, uint64(s.H)))
			D, err := conv.NewDictionary(normal(rng, s.maps*s.h*s.w*s.c), s.h, s.w, s.c)
			if err != nil {
				t.Fatal(err)
			}
			m, err := conv.NewModel(D, s.H, s.W, b)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(b.String(), func(t *testing.T) { f(t, m, rng) })
		}
	}
}

// matrix is W of the model from the definition: a column for each entry of the codes,
// the kernel shifted in full, then cut, wrapped or left out.
func matrix(m *conv.Model[float64]) *mat.Dense {
	d, k := m.Dims()
	maps, h, w := m.CodeDims()
	D, W := m.Dict, mat.NewDense(d, k, nil)
	for i := range maps {
		for u := range h {
			for v := range w {
				for a := range D.H {
					for b := range D.W {
						y, x := u+a, v+b
						if m.Boundary != conv.Valid {
							y, x = y-D.H/2, x-D.W/2
						}
						if m.Boundary == conv.Circular {
							y, x = (y+m.H)%m.H, (x+m.W)%m.W
						}
						if y < 0 || y >= m.H || x < 0 || x >= m.W {
							continue
						}
						for c := range D.C {
							at := (i*h+u)*w + v
							W.Set((y*m.W+x)*D.C+c, at, W.At((y*m.W+x)*D.C+c, at)+D.Kernel(i)[(a*D.W+b)*D.C+c])
						}
					}
				}
			}
		}
	}
	return W
}

func TestModelIsItsMatrix(t *testing.T) {
	each(t, func(t *testing.T, m *conv.Model[float64], rng *rand.Rand) {
		d, k := m.Dims()
		W := matrix(m)
		z, u := normal(rng, k), normal(rng, d)
		y, g := make([]float64, d), make([]float64, k)
		m.Decode(y, nil, z)
		m.Pullback(g, nil, nil, u)
		var wantY, wantG mat.VecDense
		wantY.MulVec(W, mat.NewVecDense(k, z))
		wantG.MulVec(W.T(), mat.NewVecDense(d, u))
		if !floats.EqualApprox(y, wantY.RawVector().Data, 1e-12) {
			t.Errorf("Decode %v, W·z %v", y, wantY.RawVector().Data)
		}
		if !floats.EqualApprox(g, wantG.RawVector().Data, 1e-12) {
			t.Errorf("Pullback %v, Wᵀ·u %v", g, wantG.RawVector().Data)
		}
		maps, h, w := m.CodeDims()
		again := make([]float64, d)
		m.DecodeMaps(again, conv.MapsOf(z, maps, h, w))
		if !floats.EqualApprox(again, y, 1e-14) {
			t.Errorf("DecodeMaps %v, Decode %v", again, y)
		}
	})
}

func TestSquaredNorm(t *testing.T) {
	each(t, func(t *testing.T, m *conv.Model[float64], rng *rand.Rand) {
		var svd mat.SVD
		if !svd.Factorize(matrix(m), mat.SVDNone) {
			t.Fatal("no singular values")
		}
		want, got := math.Pow(svd.Values(nil)[0], 2), m.SquaredNorm()
		if m.Boundary == conv.Circular && math.Abs(got-want) > 1e-10*want {
			t.Errorf("‖W‖² %v, by singular values %v", got, want)
		}
		if got < want*(1-1e-12) {
			t.Errorf("‖W‖² %v is no bound on %v", got, want)
		}
	})
}

func TestMaps(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	dense := normal(rng, 3*4*5)
	for i := range dense {
		if i%3 != 0 {
			dense[i] = 0
		}
	}
	z := conv.MapsOf(dense, 3, 4, 5)
	if !floats.Equal(z.Dense(), dense) || z.Count() != 20 || math.Abs(z.L1()-floats.Norm(dense, 1)) > 1e-12 {
		t.Errorf("%d entries, ℓ₁ %v, dense %v", z.Count(), z.L1(), z.Dense())
	}
}

// Encode reaches the gap that it was asked for, with and without weights.
func TestEncode(t *testing.T) {
	each(t, func(t *testing.T, m *conv.Model[float64], rng *rand.Rand) {
		d, _ := m.Dims()
		y := normal(rng, d)
		weights := make([]float64, m.H*m.W)
		for i := range weights {
			weights[i] = float64(rng.IntN(3)) / 2
		}
		for _, c := range []conv.Coder[float64]{{}, {NonNegative: true}, {Weights: weights}} {
			c.Model, c.Tol = m, 1e-8
			top, err := c.LambdaMax(y)
			if err != nil {
				t.Fatal(err)
			}
			c.Lambda = 1.0001 * top
			code, err := c.Encode(context.Background(), y)
			if err != nil || code.Count() != 0 {
				t.Errorf("λ above λ_max: %d entries, %v", code.Count(), err)
			}
			c.Lambda = 0.2 * top
			code, err = c.Encode(context.Background(), y)
			if err != nil || code.Gap > c.Tol || code.Status != ebm.Converged {
				t.Errorf("gap %v, %v, %v", code.Gap, code.Status, err)
			}
		}
	})
}
