package sparse_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// naiveOMP solves a least-squares problem by QR at every step.
func naiveOMP(D *mat.Dense, y []float64, count int, residual float64) []float64 {
	k, d := D.Dims()
	z := make([]float64, k)
	r := slices.Clone(y)
	var support []int
	for len(support) < count && mat.Norm(mat.NewVecDense(d, r), 2) > residual {
		best, top := -1, 0.0
		for j := range k {
			c := math.Abs(mat.Dot(D.RowView(j), mat.NewVecDense(d, r)))
			if c > top && !slices.Contains(support, j) {
				best, top = j, c
			}
		}
		support = append(support, best)
		A := mat.NewDense(d, len(support), nil)
		for i, j := range support {
			A.SetCol(i, D.RawRowView(j))
		}
		var x, fit mat.VecDense
		if err := x.SolveVec(A, mat.NewVecDense(d, y)); err != nil {
			panic(err)
		}
		fit.MulVec(A, &x)
		clear(z)
		for i, j := range support {
			z[j] = x.AtVec(i)
		}
		for i := range r {
			r[i] = y[i] - fit.AtVec(i)
		}
	}
	return z
}

func TestOMPAgainstNaive(t *testing.T) {
	rng := seeded(1)
	for _, size := range [][2]int{{20, 12}, {10, 15}} {
		D := randomDictionary(t, size[0], size[1], rng)
		X := gaussian(30, size[1], rng)
		for _, o := range []sparse.OMP{{Count: 1}, {Count: 5}, {Residual: 1.5}, {Count: 4, Residual: 2}} {
			codes, err := o.Encode(context.Background(), D, X)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 30 {
				y, z := X.RawRowView(i), codes.Z.RawRowView(i)
				count := o.Count
				if count == 0 {
					count = size[0]
				}
				want := naiveOMP(D.Atoms(), y, min(count, size[1]), o.Residual)
				for j := range z {
					if math.Abs(z[j]-want[j]) > 1e-9 {
						t.Fatalf("%+v, row %d: z[%d] = %v, naively %v", o, i, j, z[j], want[j])
					}
				}
				p, _ := sparse.Lasso(D, y, 0)
				if half := p.Energy(z); math.Abs(codes.Rows[i].Primal-half) > 1e-9 {
					t.Fatalf("%+v, row %d: ½‖r‖² = %v, by definition %v", o, i, codes.Rows[i].Primal, half)
				}
			}
		}
	}
}

func TestOMPDegenerate(t *testing.T) {
	D, _ := sparse.NewDictionary(mat.NewDense(3, 2, []float64{1, 0, 1, 0, 0, 1})) // an atom twice
	X := mat.NewDense(2, 2, []float64{3, 1, 0, 0})
	codes, err := sparse.OMP{Count: 3}.Encode(context.Background(), D, X)
	if err != nil {
		t.Fatal(err)
	}
	if want := mat.NewDense(2, 3, []float64{3, 0, 1, 0, 0, 0}); !mat.Equal(codes.Z, want) {
		t.Errorf("codes %v, expected %v", codes.Z, want)
	}
}

func TestOMPRefuses(t *testing.T) {
	D := randomDictionary(t, 3, 2, seeded(1))
	X := mat.NewDense(1, 2, []float64{1, 2})
	for want, o := range map[string]sparse.OMP{"neither": {}, "Count -1": {Count: -1}, "NaN": {Residual: math.NaN()}} {
		if _, err := o.Encode(context.Background(), D, X); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	if _, err := (sparse.OMP{Count: 1}).Encode(context.Background(), D, mat.NewDense(1, 3, nil)); err == nil {
		t.Error("no error for 3 columns")
	}
}

func ExampleOMP() {
	D, _ := sparse.NewDictionary(mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1}))
	codes, _ := sparse.OMP{Count: 1}.Encode(context.Background(), D, mat.NewDense(1, 2, []float64{2, 2}))
	fmt.Printf("%.3f\n", mat.Formatted(codes.Z))
	// Output: [0.000  0.000  2.828]
}
