package sparse_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// regularizers for codes of 18 entries.
func regularizers() map[string]ebm.Regularizer {
	weights := make([]float64, 18)
	groups := make([][]int, 9)
	for j := range weights {
		weights[j] = 0.5 + float64(j%4)
		groups[j/2] = append(groups[j/2], j)
	}
	return map[string]ebm.Regularizer{
		"L1": ebm.L1{}, "non-negative": ebm.NonNegativeL1{}, "elastic net": ebm.ElasticNet{Ridge: 0.5},
		"non-negative elastic net": ebm.ElasticNet{Ridge: 0.5, NonNegative: true},
		"weighted":                 ebm.WeightedL1{Weights: weights}, "group": ebm.GroupL1{Groups: groups},
	}
}

// All methods that serve a regularizer find the same energy, to 1e-9, and certify
// it, at λ/λ_max from 0.5 to 0.01, with fewer and more atoms than entries.
func TestMethodsAgree(t *testing.T) {
	rng := seeded(1)
	ctx := context.Background()
	for _, d := range []int{12, 30} {
		D := randomDictionary(t, 18, d, rng)
		X := gaussian(6, d, rng)
		for _, part := range []float64{0.5, 0.1, 0.05, 0.01} {
			lambda := part * sparse.LambdaMax(D, X.RawRowView(0))
			for name, reg := range regularizers() {
				var want []sparse.Certificate
				for _, m := range []ebm.Method{sparse.FISTA{Restart: sparse.GradientRestart}, sparse.CoordinateDescent{}, sparse.Homotopy{}, sparse.ISTA{}, sparse.ADMM{}, nil} {
					if _, group := reg.(ebm.GroupL1); group {
						switch m.(type) {
						case sparse.CoordinateDescent, sparse.Homotopy:
							continue
						}
					}
					coder := sparse.Coder{Dict: D, Lambda: lambda, Reg: reg, Method: m, Tol: 5e-10, MaxIter: 1000000}
					codes, err := coder.Encode(ctx, X)
					if err != nil {
						t.Fatal(err)
					}
					if s := codes.Summary(); s.GapMax > 1e-9 || s.Unsolved > 0 {
						t.Errorf("%s, %T, λ/λ_max %v, d %d: gap %v, %d unsolved", name, m, part, d, s.GapMax, s.Unsolved)
					}
					if want == nil {
						want = codes.Rows
					}
					for i, c := range codes.Rows {
						if math.Abs(c.Primal-want[i].Primal) > 1e-9*want[i].Primal {
							t.Errorf("%s, %T, λ/λ_max %v, d %d: energy %v, FISTA finds %v", name, m, part, d, c.Primal, want[i].Primal)
						}
					}
				}
			}
		}
	}
}

// The conditions hold at minimisers, are missed by a known amount elsewhere, and
// do not depend on how the method works inside.
func TestViolation(t *testing.T) {
	rng := seeded(2)
	D := randomDictionary(t, 18, 12, rng)
	y := gaussian(1, 12, rng).RawRowView(0)
	for name, reg := range regularizers() {
		model := sparse.Model(D, 0.3)
		model.Reg = reg
		p, err := model.Problem(nil, y)
		if err != nil {
			t.Fatal(err)
		}
		if name == "group" {
			if _, err := sparse.Violation(p, make([]float64, 18)); err == nil {
				t.Error("no error for groups")
			}
			continue
		}
		best, err := ebm.Infer(context.Background(), p, sparse.CoordinateDescent{}, nil, ebm.Settings{Tol: 1e-13, MaxIter: 100000})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := sparse.Violation(p, best.Z); err != nil || v > 1e-12 {
			t.Errorf("%s: missed by %v at the minimiser, %v", name, v, err)
		}
		moved := append([]float64(nil), best.Z...)
		for j, z := range moved {
			if z > 0 { // the condition of j itself moves by G_jj + ridge = 1 + ridge
				moved[j] += 0.01
				break
			}
		}
		if v, err := sparse.Violation(p, moved); err != nil || v < 0.0099 {
			t.Errorf("%s: missed by %v after a move of 0.01, %v", name, v, err)
		}
	}
}

// With orthonormal atoms the minimiser of the energy with ‖z‖₀ is the hard threshold
// of Wᵀy at √(2λ). Methods that need a convex regularizer refuse it by name.
func TestL0(t *testing.T) {
	D, err := sparse.NewDictionary(mat.NewDense(3, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}))
	if err != nil {
		t.Fatal(err)
	}
	model := sparse.Model(D, 0.5)
	model.Reg = ebm.L0{}
	p, _ := model.Problem(nil, []float64{2, 0.9, -1.1})
	for _, m := range []ebm.Method{sparse.ISTA{}, sparse.FISTA{}, sparse.ADMM{}} {
		res, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		for j, want := range []float64{2, 0, -1.1} {
			if math.Abs(res.Z[j]-want) > 1e-8 {
				t.Errorf("%T: z = %v, expected [2 0 -1.1]", m, res.Z)
			}
		}
	}
	for _, m := range []ebm.Method{sparse.CoordinateDescent{}, sparse.Homotopy{}} {
		if _, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{}); err == nil || !strings.Contains(err.Error(), "ebm.L0") {
			t.Errorf("%T: %v, expected an error that names ebm.L0", m, err)
		}
	}
}
