package ebmtest_test

import (
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

func rng() *rand.Rand { return rand.New(rand.NewPCG(3, 4)) }

// The tests here break a part on purpose, and ask that the check says so.

type prox struct {
	ebm.L1
	f func(dst, v []float64, t float64)
}

func (p prox) Prox(dst, v []float64, t float64) { p.f(dst, v, t) }

func TestWrongRegularizersAreCaught(t *testing.T) {
	for name, c := range map[string]struct {
		prox func(dst, v []float64, t float64)
		want string
	}{
		"threshold off by 1e-4": {func(dst, v []float64, t float64) { ebm.Shrink(dst, v, t*(1+1e-4)) }, "not the minimiser"},
		"threshold ignored":     {func(dst, v []float64, t float64) { ebm.Shrink(dst, v, 1) }, "not the minimiser"},
		"sign lost": {func(dst, v []float64, t float64) {
			for i := range v {
				dst[i] = math.Max(0, math.Abs(v[i])-t)
			}
		}, "Prox(v, 0)"},
		"last entry forgotten": {func(dst, v []float64, t float64) { ebm.Shrink(dst[:len(v)-1], v[:len(v)-1], t) }, "NaN"},
		"input changed":        {func(dst, v []float64, t float64) { ebm.Shrink(dst, v, t); v[0]++ }, "input v[0] was changed"},
		"aliasing": {func(dst, v []float64, t float64) {
			clear(dst)
			for i := range v {
				dst[i] = math.Copysign(math.Max(0, math.Abs(v[i])-t), v[i])
			}
		}, "Prox with dst = v"},
	} {
		err := ebmtest.Regularizer(prox{f: c.prox}, 4, rng())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
}

type cost struct {
	ebm.SquaredError
	f func(dst, y, ybar []float64) float64
}

func (c cost) Grad(dst, y, ybar []float64) float64 { return c.f(dst, y, ybar) }

func TestWrongCostsAreCaught(t *testing.T) {
	right := ebm.SquaredError{}.Grad
	for name, c := range map[string]struct {
		grad func(dst, y, ybar []float64) float64
		want string
	}{
		"factor 2":      {func(dst, y, ybar []float64) float64 { v := right(dst, y, ybar); dst[0] *= 2; return v }, "finite differences"},
		"value":         {func(dst, y, ybar []float64) float64 { return 2 * right(dst, y, ybar) }, "Value returns"},
		"added to dst":  {func(dst, y, ybar []float64) float64 { d := dst[0]; v := right(dst, y, ybar); dst[0] += d; return v }, "finite differences"},
		"input changed": {func(dst, y, ybar []float64) float64 { v := right(dst, y, ybar); y[0]++; return v }, "input y[0]"},
		"aliasing": {func(dst, y, ybar []float64) float64 {
			clear(dst)
			return right(dst, y, ybar)
		}, "Grad with dst"},
	} {
		err := ebmtest.Cost(cost{f: c.grad}, 3, nil, rng())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
}

type flat struct{ ebm.SquaredError }

func (flat) Curvature() float64 { return 0.5 }

func TestWrongCurvatureIsCaught(t *testing.T) {
	if err := ebmtest.Cost(flat{}, 3, nil, rng()); err == nil || !strings.Contains(err.Error(), "Curvature") {
		t.Errorf("%v, expected an error about Curvature", err)
	}
}

type decoder struct {
	*sparse.Dictionary
	norm float64
	f    func(dst, u []float64)
	g    func(dst, z []float64)
}

func (d decoder) Pullback(dst, h, z, u []float64) { d.Dictionary.Pullback(dst, h, z, u); d.f(dst, u) }
func (d decoder) Decode(dst, h, z []float64)      { d.Dictionary.Decode(dst, h, z); d.g(dst, z) }
func (d decoder) SquaredNorm() float64            { return d.norm }

func TestWrongDecodersAreCaught(t *testing.T) {
	D := dictionary(t)
	none := func(_, _ []float64) {}
	for name, c := range map[string]struct {
		decoder
		want string
	}{
		"gradient":          {decoder{D, 9, func(dst, u []float64) { dst[0] *= 1.001 }, none}, "finite differences"},
		"not linear in u":   {decoder{D, 9, func(dst, u []float64) { dst[0] += 1e-7 }, none}, "not linear in u"},
		"not linear in z":   {decoder{D, 9, none, func(dst, z []float64) { dst[0] += 1 }}, "claims to be linear"},
		"norm too small":    {decoder{D, 0.1, none, none}, "SquaredNorm"},
		"u changed":         {decoder{D, 9, func(dst, u []float64) { u[1] = 0 }, none}, "input u[1]"},
		"z changed":         {decoder{D, 9, none, func(dst, z []float64) { z[0] = 0 }}, "input z[0]"},
		"prediction is NaN": {decoder{D, 9, none, func(dst, z []float64) { dst[1] = math.NaN() }}, "NaN"},
	} {
		err := ebmtest.Decoder(c.decoder, nil, rng())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
}

// method yields ISTA's iterates after f has been at them.
type method struct {
	f func(t int, p *ebm.Problem, z0 []float64, s *ebm.State)
}

func (m method) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	return func(yield func(int, *ebm.State) bool) {
		for t, s := range (sparse.ISTA{}).Iterates(p, z0) {
			m.f(t, p, z0, s)
			if !yield(t, s) {
				return
			}
		}
	}
}

func TestWrongMethodsAreCaught(t *testing.T) {
	p, err := sparse.Lasso(dictionary(t), []float64{1, -2, 0.5}, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	noise := rng()
	for name, c := range map[string]struct {
		f    func(t int, p *ebm.Problem, z0 []float64, s *ebm.State)
		want string
	}{
		"stops too early": {func(t int, _ *ebm.Problem, _ []float64, s *ebm.State) {
			if t == 2 {
				s.Residual = 0
			}
		}, "not stationary"},
		"wrong minimiser":  {func(t int, _ *ebm.Problem, _ []float64, s *ebm.State) { s.Z[0] *= 0.999; s.Residual = 0 }, "iterate 0"},
		"z0 changed":       {func(t int, _ *ebm.Problem, z0 []float64, s *ebm.State) { z0[0]++ }, "input z0[0]"},
		"not repeatable":   {func(t int, _ *ebm.Problem, _ []float64, s *ebm.State) { s.Z[1] += float64(t) * noise.Float64() }, "second run"},
		"never says it is": {func(t int, _ *ebm.Problem, _ []float64, s *ebm.State) { s.Residual = 1 }, "expected converged"},
	} {
		err := ebmtest.Method(method{c.f}, p, 1e-6, rng())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected an error that says %q", name, err, c.want)
		}
	}
	if err := ebmtest.Method(method{func(int, *ebm.Problem, []float64, *ebm.State) {}}, p, 1e-6, rng()); err != nil {
		t.Errorf("ISTA as it is: %v", err)
	}
}

func dictionary(t *testing.T) *sparse.Dictionary {
	t.Helper()
	D, err := sparse.NewDictionary(mat.NewDense(2, 3, []float64{1, 2, 3, 0, 1, -1}))
	if err != nil {
		t.Fatal(err)
	}
	return D
}

// bent is not the gradient of anything it claims.
type bent struct{ lip float64 }

func (b bent) Dim() int                  { return 2 }
func (b bent) Value(z []float64) float64 { return z[0]*z[0] + z[1] }
func (b bent) Grad(dst, z []float64) float64 {
	dst[0], dst[1] = 2*z[0], 1
	return b.Value(z)
}
func (b bent) Lipschitz() float64 { return b.lip }

func TestWrongLipschitzIsCaught(t *testing.T) {
	if err := ebmtest.Smooth(bent{2}, rng()); err != nil {
		t.Error(err)
	}
	if err := ebmtest.Smooth(bent{0.1}, rng()); err == nil || !strings.Contains(err.Error(), "Lipschitz") {
		t.Errorf("%v, expected an error about Lipschitz", err)
	}
}
