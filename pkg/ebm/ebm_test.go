package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

func rng() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestCosts(t *testing.T) {
	if err := ebmtest.Cost(ebm.SquaredError{}, 5, nil, rng()); err != nil {
		t.Error(err)
	}
}

func TestRegularizers(t *testing.T) {
	for _, r := range []ebm.Regularizer{
		ebm.L1{}, ebm.NonNegativeL1{}, ebm.ElasticNet{Ridge: 0.7}, ebm.ElasticNet{}, ebm.ElasticNet{Ridge: 0.3, NonNegative: true}, ebm.L0{},
		ebm.WeightedL1{Weights: []float64{1, 2, 0, 0.5, 3, 1}},
		ebm.GroupL1{Groups: [][]int{{0, 3}, {1}, {5, 2}}},
	} {
		if err := ebmtest.Regularizer(r, 6, rng()); err != nil {
			t.Error(err)
		}
	}
}

// triple is a non-linear decoder: ȳ = (z₁², z₁z₂, sin z₂).
type triple struct{}

func (triple) Dims() (d, k int) { return 3, 2 }
func (triple) Decode(dst, _, z []float64) {
	dst[0], dst[1], dst[2] = z[0]*z[0], z[0]*z[1], math.Sin(z[1])
}
func (triple) Pullback(dst, _, z, u []float64) {
	dst[0] = 2*z[0]*u[0] + z[1]*u[1]
	dst[1] = z[0]*u[1] + math.Cos(z[1])*u[2]
}

func TestCompositeGradient(t *testing.T) {
	if err := ebmtest.Decoder(triple{}, nil, rng()); err != nil {
		t.Error(err)
	}
	m := &ebm.Model{Dec: triple{}, Cost: ebm.SquaredError{}}
	p, err := m.Problem(nil, []float64{1, -2, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if err := ebmtest.Smooth(p.F, rng()); err != nil {
		t.Error(err)
	}
	if l := p.Lipschitz(); l != 0 {
		t.Errorf("Lipschitz constant %v claimed for a decoder that is not linear", l)
	}
}

// double is a predictor: h = 2x.
type double struct{}

func (double) Dims() (h, x int) { return 1, 1 }
func (double) Predict(dst, x []float64) {
	dst[0] = 2 * x[0]
}

// shifted is a conditional decoder: ȳ = h + z.
type shifted struct{}

func (shifted) Dims() (d, k int)           { return 1, 1 }
func (shifted) Decode(dst, h, z []float64) { dst[0] = h[0] + z[0] }
func (shifted) Pullback(dst, h, z, u []float64) {
	dst[0] = u[0]
}

func TestConditionalModel(t *testing.T) {
	m := &ebm.Model{Pred: double{}, Dec: shifted{}, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.5}
	// E(x, y, z) = ½(y − 2x − z)² + ½|z| at x = 1, y = 4, z = 1: ½ + ½.
	if e := m.Energy([]float64{1}, []float64{4}, []float64{1}); e != 1 {
		t.Errorf("energy %v, expected 1", e)
	}
	p, err := m.Problem([]float64{1}, []float64{4})
	if err != nil {
		t.Fatal(err)
	}
	res, err := ebm.Infer(context.Background(), p, sparse.ISTA{L: 1}, nil, ebm.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(res.Z[0]-1.5) > 1e-9 || math.Abs(res.Energy-0.875) > 1e-9 { // shrink(2, ½); ½·¼ + ½·1.5
		t.Errorf("z = %v with energy %v, expected 1.5 with 0.875", res.Z, res.Energy)
	}
}

func TestProblemRefuses(t *testing.T) {
	D, _ := sparse.NewDictionary(mat.NewDense(1, 2, []float64{1, 0}))
	good := ebm.Model{Dec: D, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 1}
	cases := map[string]struct {
		change func(*ebm.Model)
		x, y   []float64
		want   string
	}{
		"no decoder":   {func(m *ebm.Model) { m.Dec = nil }, nil, []float64{1, 2}, "no decoder"},
		"no cost":      {func(m *ebm.Model) { m.Cost = nil }, nil, []float64{1, 2}, "no cost"},
		"negative λ":   {func(m *ebm.Model) { m.Lambda = -1 }, nil, []float64{1, 2}, "λ is -1"},
		"NaN λ":        {func(m *ebm.Model) { m.Lambda = math.NaN() }, nil, []float64{1, 2}, "λ is NaN"},
		"infinite λ":   {func(m *ebm.Model) { m.Lambda = math.Inf(1) }, nil, []float64{1, 2}, "λ is +Inf"},
		"short y":      {func(*ebm.Model) {}, nil, []float64{1}, "y has 1 entries, the decoder makes 2"},
		"NaN y":        {func(*ebm.Model) {}, nil, []float64{1, math.NaN()}, "y[1] is NaN"},
		"long x":       {func(m *ebm.Model) { m.Pred = double{} }, []float64{1, 2}, []float64{1, 2}, "x has 2 entries, the predictor takes 1"},
		"infinite x":   {func(m *ebm.Model) { m.Pred = double{} }, []float64{math.Inf(-1)}, []float64{1, 2}, "x[0] is -Inf"},
		"no y at all":  {func(*ebm.Model) {}, nil, nil, "y has 0 entries"},
		"infinite y 0": {func(*ebm.Model) {}, nil, []float64{math.Inf(1), 0}, "y[0] is +Inf"},
	}
	for name, c := range cases {
		m := good
		c.change(&m)
		_, err := m.Problem(c.x, c.y)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected one that says %q", name, err, c.want)
		}
	}
}

func TestInferRefuses(t *testing.T) {
	p := lasso(t)
	ctx := context.Background()
	for want, try := range map[string]func() error{
		"no problem":       func() error { _, err := ebm.Infer(ctx, nil, sparse.ISTA{}, nil, ebm.Settings{}); return err },
		"no method":        func() error { _, err := ebm.Infer(ctx, p, nil, nil, ebm.Settings{}); return err },
		"z0 has 1 entries": func() error { _, err := ebm.Infer(ctx, p, sparse.ISTA{}, []float64{1}, ebm.Settings{}); return err },
		"z0[1] is NaN": func() error {
			_, err := ebm.Infer(ctx, p, sparse.ISTA{}, []float64{1, math.NaN(), 0}, ebm.Settings{})
			return err
		},
		"tolerance is -1":      func() error { _, err := ebm.Infer(ctx, p, sparse.ISTA{}, nil, ebm.Settings{Tol: -1}); return err },
		"iteration limit is -": func() error { _, err := ebm.Infer(ctx, p, sparse.ISTA{}, nil, ebm.Settings{MaxIter: -1}); return err },
		"L is -2":              func() error { _, err := ebm.Infer(ctx, p, sparse.FISTA{L: -2}, nil, ebm.Settings{}); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one that says %q", err, want)
		}
	}
}

func lasso(t *testing.T) *ebm.Problem {
	t.Helper()
	D, err := sparse.NewDictionary(mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sparse.Lasso(D, []float64{2, 1}, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestInferStatus(t *testing.T) {
	p := lasso(t)
	ctx, cancel := context.WithCancel(context.Background())
	res, err := ebm.Infer(ctx, p, sparse.FISTA{}, nil, ebm.Settings{Trace: true})
	if err != nil || res.Status != ebm.Converged {
		t.Fatalf("%v, %v, expected converged", res.Status, err)
	}
	if len(res.Trace) != res.Iterations+1 || res.Trace[0].Energy != p.Energy(make([]float64, 3)) {
		t.Errorf("trace of %d points for %d iterations, from energy %v", len(res.Trace), res.Iterations, res.Trace[0].Energy)
	}
	if last := res.Trace[res.Iterations].Energy; last != res.Energy {
		t.Errorf("energy %v, the trace ends with %v", res.Energy, last)
	}
	res, _ = ebm.Infer(ctx, p, sparse.FISTA{}, nil, ebm.Settings{MaxIter: 2})
	if res.Status != ebm.LimitHit || res.Iterations != 2 {
		t.Errorf("%v after %d iterations, expected the limit after 2", res.Status, res.Iterations)
	}
	res, _ = ebm.Infer(ctx, p, sparse.ISTA{L: 0.1}, nil, ebm.Settings{MaxIter: 100000})
	if res.Status != ebm.Diverged {
		t.Errorf("%v with a step that is too large, expected diverged", res.Status)
	}
	if err := ebm.Finite("z", res.Z); err != nil {
		t.Errorf("the result of a diverged run: %v", err)
	}
	cancel()
	res, err = ebm.Infer(ctx, p, sparse.FISTA{}, nil, ebm.Settings{})
	if !errors.Is(err, context.Canceled) || res == nil || res.Status != ebm.Cancelled {
		t.Errorf("%+v, %v after the context ended", res, err)
	}
}

func TestLambdaZero(t *testing.T) {
	v, dst := []float64{1, -2, 3}, make([]float64, 3)
	p := &ebm.Problem{F: lasso(t).F, R: ebm.L1{}}
	p.Prox(dst, v, 10)
	if !slices.Equal(dst, v) {
		t.Errorf("Prox of 0·‖z‖₁ moved %v to %v", v, dst)
	}
	p.R = ebm.NonNegativeL1{}
	p.Prox(dst, v, 10)
	if want := []float64{1, 0, 3}; !slices.Equal(dst, want) {
		t.Errorf("λ = 0 gives %v under z ≥ 0, expected %v: the constraint stays", dst, want)
	}
	if e := p.Energy(v); !math.IsInf(e, 1) {
		t.Errorf("energy %v outside the domain, expected +Inf", e)
	}
}

func TestFinite(t *testing.T) {
	big := []float64{1e308, 1e308, -1e308, 1e308} // finite, though the sum is not
	if err := ebm.Finite("v", big); err != nil {
		t.Error(err)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		v := []float64{1, 2, x, math.Inf(1)}
		if err := ebm.Finite("v", v); err == nil || !strings.Contains(err.Error(), "v[2] is") {
			t.Errorf("%v, expected an error about v[2]", err)
		}
	}
}

func TestLengthsThatDoNotFit(t *testing.T) {
	defer func() {
		if msg, _ := recover().(string); !strings.Contains(msg, "length of dst is 1") || !strings.Contains(msg, "length of v is 2") {
			t.Errorf("panic %q, expected both lengths", msg)
		}
	}()
	ebm.Shrink(make([]float64, 1), make([]float64, 2), 1)
}
