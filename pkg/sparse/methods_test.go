package sparse_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

var methods = map[string]ebm.Method{
	"ISTA":                         sparse.ISTA{},
	"ISTA, backtracking":           sparse.ISTA{Backtrack: true},
	"FISTA":                        sparse.FISTA{},
	"FISTA, backtracking":          sparse.FISTA{Backtrack: true},
	"FISTA, gradient restart":      sparse.FISTA{Restart: sparse.GradientRestart},
	"FISTA, function restart":      sparse.FISTA{Restart: sparse.FunctionRestart},
	"FISTA, backtracking, restart": sparse.FISTA{Backtrack: true, Restart: sparse.GradientRestart},
	"coordinate descent":           sparse.CoordinateDescent{},
	"homotopy":                     sparse.Homotopy{},
	"ADMM":                         sparse.ADMM{},
}

func TestMethodsConform(t *testing.T) {
	rng := seeded(1)
	for _, size := range [][2]int{{5, 8}, {12, 6}, {1, 1}} {
		D := randomDictionary(t, size[0], size[1], rng)
		y := gaussian(1, size[1], rng).RawRowView(0)
		p, err := sparse.Lasso(D, y, 0.1*sparse.LambdaMax(D, y))
		if err != nil {
			t.Fatal(err)
		}
		if err := ebmtest.Smooth(p.F, rng); err != nil {
			t.Error(err)
		}
		for name, m := range methods {
			if err := ebmtest.Method(m, p, 1e-8, rng); err != nil {
				t.Errorf("%s, %d atoms of %d entries: %v", name, size[0], size[1], err)
			}
		}
	}
}

func TestDictionaryConforms(t *testing.T) {
	rng := seeded(2)
	for _, size := range [][2]int{{5, 8}, {12, 6}, {1, 3}, {3, 1}} {
		if err := ebmtest.Decoder(randomDictionary(t, size[0], size[1], rng), nil, rng); err != nil {
			t.Error(err)
		}
	}
}

// With orthonormal atoms the minimiser is Shrink(Wᵀy, λ).
func TestMethodsAgainstClosedForm(t *testing.T) {
	const d, lambda = 6, 0.7
	rng := seeded(3)
	var qr mat.QR
	qr.Factorize(gaussian(d, d, rng))
	var q mat.Dense
	qr.QTo(&q)
	D, err := sparse.NewDictionary(&q)
	if err != nil {
		t.Fatal(err)
	}
	y := gaussian(1, d, rng).RawRowView(0)
	want := make([]float64, d)
	D.Pullback(want, nil, want, y)
	ebm.Shrink(want, want, lambda)
	p, err := sparse.Lasso(D, y, lambda)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range methods {
		res, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{Tol: 1e-12})
		if err != nil {
			t.Fatal(err)
		}
		for j := range want {
			if math.Abs(res.Z[j]-want[j]) > 1e-10 {
				t.Errorf("%s: z[%d] = %v, closed form %v", name, j, res.Z[j], want[j])
			}
		}
	}
}

// Beck & Teboulle 2009: Theorem 3.1 bounds ISTA, Theorem 4.4 FISTA.
func TestBounds(t *testing.T) {
	rng := seeded(4)
	D := randomDictionary(t, 30, 20, rng)
	y := gaussian(1, 20, rng).RawRowView(0)
	p, err := sparse.Lasso(D, y, 0.02*sparse.LambdaMax(D, y))
	if err != nil {
		t.Fatal(err)
	}
	best, err := ebm.Infer(context.Background(), p, sparse.CoordinateDescent{}, nil, ebm.Settings{Tol: 1e-14, MaxIter: 100000})
	if err != nil || best.Status != ebm.Converged {
		t.Fatalf("%v, %v", best.Status, err)
	}
	var far float64 // ‖z(0) − z*‖², z(0) = 0
	for _, v := range best.Z {
		far += v * v
	}
	L := p.Lipschitz()
	for name, bound := range map[string]func(k float64) float64{
		"ISTA":  func(k float64) float64 { return L * far / (2 * k) },
		"FISTA": func(k float64) float64 { return 2 * L * far / ((k + 1) * (k + 1)) },
	} {
		for k, s := range methods[name].Iterates(p, nil) {
			if k > 0 {
				if excess := p.Energy(s.Z) - best.Energy; excess > bound(float64(k)) {
					t.Fatalf("%s: excess %v after %d iterations, the theorem allows %v", name, excess, k, bound(float64(k)))
				}
			}
			if k == 300 {
				break
			}
		}
	}
}

func TestLambdaMax(t *testing.T) {
	rng := seeded(5)
	D := randomDictionary(t, 7, 4, rng)
	y := gaussian(1, 4, rng).RawRowView(0)
	top := sparse.LambdaMax(D, y)
	for factor, zero := range map[float64]bool{1.0001: true, 1: true, 0.999: false} {
		p, _ := sparse.Lasso(D, y, factor*top)
		res, err := ebm.Infer(context.Background(), p, sparse.CoordinateDescent{}, nil, ebm.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if got := (ebm.L1{}).Value(res.Z) == 0; got != zero {
			t.Errorf("λ = %v·λ_max: code zero is %v, expected %v", factor, got, zero)
		}
	}
}

func TestTooSmallLDiverges(t *testing.T) {
	rng := seeded(6)
	D := randomDictionary(t, 30, 10, rng)
	y := gaussian(1, 10, rng).RawRowView(0)
	p, _ := sparse.Lasso(D, y, 0.01)
	for _, m := range []ebm.Method{sparse.ISTA{L: p.Lipschitz() / 3}, sparse.FISTA{L: p.Lipschitz() / 3}} {
		res, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{MaxIter: 100000})
		if err != nil || res.Status != ebm.Diverged {
			t.Errorf("%T with L/3: %v, %v, expected diverged", m, res.Status, err)
		}
	}
}

func TestCoordinateDescentRefuses(t *testing.T) {
	D := randomDictionary(t, 3, 2, seeded(7))
	p, _ := sparse.Lasso(D, []float64{1, 2}, 0.1)
	q := *p
	q.R = nil
	for want, p := range map[string]*ebm.Problem{"regularizer is <nil>": &q, "smooth part": {F: odd{}, R: ebm.L1{}}} {
		_, err := ebm.Infer(context.Background(), p, sparse.CoordinateDescent{}, nil, ebm.Settings{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

// The kinks of the path: each code is the minimiser for its λ, the support changes
// at each kink and nowhere between two, and the λs fall.
func TestPathAgainstCoordinateDescent(t *testing.T) {
	rng := seeded(8)
	for _, size := range [][2]int{{15, 20}, {30, 12}} {
		D := randomDictionary(t, size[0], size[1], rng)
		y := gaussian(1, size[1], rng).RawRowView(0)
		top := sparse.LambdaMax(D, y)
		p, _ := sparse.Lasso(D, y, 0.01*top)
		path, err := sparse.Path(p)
		if err != nil {
			t.Fatal(err)
		}
		kinks, last, before := 0, math.Inf(1), make([]float64, size[0])
		for lambda, z := range path {
			if kinks == 0 && math.Abs(lambda-top) > 1e-15*top {
				t.Errorf("the path begins at %v, λ_max is %v", lambda, top)
			}
			if lambda > last {
				t.Errorf("λ rises from %v to %v", last, lambda)
			}
			for _, part := range []float64{0.5, 0} { // between the last kink and this, and at it
				at := lambda + part*(last-lambda)
				if kinks == 0 {
					at = lambda
				}
				q, _ := sparse.Lasso(D, y, at)
				want, err := ebm.Infer(context.Background(), q, sparse.CoordinateDescent{}, nil, ebm.Settings{Tol: 1e-13, MaxIter: 100000})
				if err != nil {
					t.Fatal(err)
				}
				for j := range z {
					if got := z[j] + part*(before[j]-z[j]); kinks > 0 && math.Abs(got-want.Z[j]) > 1e-8*top {
						t.Fatalf("kink %d, λ %v: z[%d] = %v, coordinate descent finds %v", kinks, at, j, got, want.Z[j])
					}
				}
			}
			copy(before, z)
			last = lambda
			kinks++
		}
		if math.Abs(last-0.01*top) > 1e-15*top || kinks < 10 {
			t.Errorf("the path ends at λ %v after %d kinks", last, kinks)
		}
	}
}

type odd struct{}

func (odd) Dim() int                      { return 1 }
func (odd) Value(z []float64) float64     { return z[0] * z[0] }
func (odd) Grad(dst, z []float64) float64 { dst[0] = 2 * z[0]; return z[0] * z[0] }

func ExampleFISTA() {
	D, _ := sparse.NewDictionary(mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1}))
	p, _ := sparse.Lasso(D, []float64{1, 1.2}, 0.1)
	res, _ := ebm.Infer(context.Background(), p, sparse.FISTA{Restart: sparse.GradientRestart}, nil, ebm.Settings{})
	fmt.Printf("%.3f %v\n", res.Z, res.Status)
	// Output: [0.000 0.141 1.356] converged
}
