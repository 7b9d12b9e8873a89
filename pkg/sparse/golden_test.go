package sparse_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// golden are solutions of scikit-learn for small problems. The file names the script
// and the versions that made it.
type golden struct {
	Problems []struct {
		Name  string
		Atoms [][]float64
		Y     []float64
		Max   float64 `json:"lambda_max"`
		Lasso []struct {
			Source   string
			Lambda   float64
			Z        []float64
			Energy   float64
			Positive bool
			Mu       float64
			Weights  []float64
		}
		Path struct {
			Lambda []float64
			Z      [][]float64
		}
		OMP []struct {
			Count     int
			Residual2 float64 // ‖r‖²
			Z         []float64
		}
	}
}

func readGolden(t *testing.T) golden {
	t.Helper()
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Problems) == 0 {
		t.Fatal("the file holds no problems")
	}
	return g
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for j := range want {
		if math.Abs(got[j]-want[j]) > tol*math.Max(1, math.Abs(want[j])) {
			t.Errorf("%s: z[%d] = %v, scikit-learn has %v", what, j, got[j], want[j])
			return
		}
	}
}

func TestGolden(t *testing.T) {
	for _, p := range readGolden(t).Problems {
		atoms := mat.NewDense(len(p.Atoms), len(p.Y), slices.Concat(p.Atoms...))
		D, err := sparse.NewDictionary(atoms)
		if err != nil {
			t.Fatal(err)
		}
		if m := sparse.LambdaMax(D, p.Y); math.Abs(m-p.Max) > 1e-12*p.Max {
			t.Errorf("%s: λ_max %v, scikit-learn %v", p.Name, m, p.Max)
		}
		y := mat.NewDense(1, len(p.Y), p.Y)
		for _, c := range p.Lasso {
			coder := sparse.Coder{Dict: D, Lambda: c.Lambda, Tol: 1e-12}
			switch {
			case c.Mu > 0:
				coder.Reg = ebm.ElasticNet{Ridge: c.Mu / c.Lambda, NonNegative: c.Positive}
			case c.Positive:
				coder.Reg = ebm.NonNegativeL1{}
			case c.Weights != nil:
				coder.Reg = ebm.WeightedL1{Weights: c.Weights}
			}
			codes, err := coder.Encode(context.Background(), y)
			if err != nil {
				t.Fatal(err)
			}
			what := p.Name + ", " + c.Source
			near(t, what, codes.Z.RawRowView(0), c.Z, 1e-6)
			if e := codes.Rows[0].Primal; math.Abs(e-c.Energy) > 1e-9*c.Energy {
				t.Errorf("%s: energy %v, scikit-learn %v", what, e, c.Energy)
			}
		}
		for _, c := range p.OMP {
			codes, err := sparse.OMP{Count: c.Count, Residual: math.Sqrt(c.Residual2)}.Encode(context.Background(), D, y)
			if err != nil {
				t.Fatal(err)
			}
			near(t, p.Name+", OMP", codes.Z.RawRowView(0), c.Z, 1e-9)
		}
	}
}

// Our kinks are those of lars_path, except the last few where λ is nearly 0 and
// both follow directions that rounding decides.
func TestGoldenPath(t *testing.T) {
	for _, p := range readGolden(t).Problems {
		D, err := sparse.NewDictionary(mat.NewDense(len(p.Atoms), len(p.Y), slices.Concat(p.Atoms...)))
		if err != nil {
			t.Fatal(err)
		}
		problem, err := sparse.Lasso(D, p.Y, 1e-3*p.Max)
		if err != nil {
			t.Fatal(err)
		}
		path, err := sparse.Path(problem)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for lambda, z := range path {
			if i == len(p.Path.Lambda) || p.Path.Lambda[i] < 1e-3*p.Max {
				break // beyond where ours ends
			}
			if math.Abs(lambda-p.Path.Lambda[i]) > 1e-8*p.Max {
				t.Errorf("%s: kink %d at λ %v, scikit-learn has %v", p.Name, i, lambda, p.Path.Lambda[i])
				break
			}
			near(t, p.Name+", path", z, p.Path.Z[i], 1e-6)
			i++
		}
		if i < 7 {
			t.Errorf("%s: %d kinks compared, expected at least 7", p.Name, i)
		}
	}
}
