package ebm_test

import (
	"context"
	"fmt"
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

// weights is ȳ = W·z.
type weights struct{ w *mat.Dense }

func (l weights) Dims() (d, k int) { return l.w.Dims() }
func (l weights) Decode(dst, _, z []float64) {
	for i := range dst {
		dst[i] = 0
		for j, w := range l.w.RawRowView(i) {
			dst[i] += w * z[j]
		}
	}
}
func (l weights) Pullback(dst, _, _, u []float64) {
	clear(dst)
	for i, x := range u {
		for j, w := range l.w.RawRowView(i) {
			dst[j] += w * x
		}
	}
}

// valley is Rosenbrock's: ȳ = (z₁, 10(z₂ − z₁²)).
type valley struct{}

func (valley) Dims() (d, k int) { return 2, 2 }
func (valley) Decode(dst, _, z []float64) {
	dst[0], dst[1] = z[0], 10*(z[1]-z[0]*z[0])
}
func (valley) Pullback(dst, _, z, u []float64) {
	dst[0], dst[1] = u[0]-20*z[0]*u[1], 10*u[1]
}

func gaussian(r, c int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	for i := range r {
		for j := range c {
			m.Set(i, j, rng.NormFloat64())
		}
	}
	return m
}

func problemOf(t *testing.T, m ebm.Model, y ...float64) *ebm.Problem {
	t.Helper()
	if m.Cost == nil {
		m.Cost = ebm.SquaredError{}
	}
	p, err := m.Problem(nil, y)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMethodsConform(t *testing.T) {
	rng := rng()
	for _, size := range [][2]int{{4, 3}, {3, 5}, {1, 1}, {20, 12}} {
		dec := weights{gaussian(size[0], size[1], rng)}
		y := gaussian(1, size[0], rng).RawRowView(0)
		for _, c := range []struct {
			r       ebm.Regularizer
			lambda  float64
			methods []ebm.Method
		}{
			{nil, 0, []ebm.Method{ebm.GradientDescent{}, ebm.LBFGS{}, ebm.LBFGS{Store: 2}}},
			{ebm.SquaredL2{}, 0.5, []ebm.Method{ebm.GradientDescent{}, ebm.LBFGS{}, ebm.GradientDescent{Step: 100, Decrease: 0.3}}},
			{ebm.L1{}, 0.3, []ebm.Method{ebm.GradientDescent{}, ebm.GradientDescent{Step: 1e-3}}},
			{ebm.NonNegativeL1{}, 0.3, []ebm.Method{ebm.GradientDescent{}}},
			{ebm.ElasticNet{Ridge: 1}, 0.1, []ebm.Method{ebm.GradientDescent{}}},
		} {
			p := problemOf(t, ebm.Model{Dec: dec, Reg: c.r, Lambda: c.lambda}, y...)
			for _, m := range c.methods {
				if err := ebmtest.Method(m, p, 1e-8, rng); err != nil {
					t.Errorf("%#v with %T, W %v: %v", m, c.r, size, err)
				}
			}
		}
	}
}

// The minimum of Rosenbrock's valley, from the start of the literature.
func TestMethodsInACurvedValley(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: valley{}}, 1, 0)
	for _, c := range []struct {
		m     ebm.Method
		steps int
	}{{ebm.GradientDescent{}, 2000}, {ebm.LBFGS{}, 60}} {
		last := math.Inf(1)
		for _, s := range c.m.Iterates(p, []float64{-1.2, 1}) {
			e := p.Energy(s.Z)
			if e > last+1e-12*last {
				t.Fatalf("%T: the energy rises from %v to %v", c.m, last, e)
			}
			last = e
			if s.Residual < 1e-9 {
				break
			}
		}
		res, err := ebm.Infer(context.Background(), p, c.m, []float64{-1.2, 1}, ebm.Settings{Tol: 1e-10, MaxIter: c.steps})
		if err != nil || res.Status != ebm.Converged {
			t.Errorf("%T: %+v, %v", c.m, res, err)
			continue
		}
		if math.Hypot(res.Z[0]-1, res.Z[1]-1) > 1e-6 {
			t.Errorf("%T: z = %v after %d steps, expected (1, 1)", c.m, res.Z, res.Iterations)
		}
	}
}

// corner is f(z) = ½(log z − y)², which is NaN for z < 0: a line search has to turn back.
type corner struct{}

func (corner) Dims() (d, k int)                { return 1, 1 }
func (corner) Decode(dst, _, z []float64)      { dst[0] = math.Log(z[0]) }
func (corner) Pullback(dst, _, z, u []float64) { dst[0] = u[0] / z[0] }

func TestLineSearchTurnsBackFromNaN(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: corner{}}, -3)
	for _, m := range []ebm.Method{ebm.GradientDescent{Step: 1e4}, ebm.LBFGS{}} {
		var z float64
		for n, s := range m.Iterates(p, []float64{5}) {
			if z = s.Z[0]; s.Residual < 1e-10 || n == 500 {
				break
			}
		}
		if math.Abs(z-math.Exp(-3)) > 1e-8 {
			t.Errorf("%T: z = %v, expected e⁻³", m, z)
		}
	}
}

// From a minimiser there is nothing to do, and inference says so.
func TestStartAtTheMinimum(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: weights{mat.NewDense(1, 1, []float64{3})}, Reg: ebm.SquaredL2{}, Lambda: 1}, 10)
	for _, m := range []ebm.Method{ebm.GradientDescent{}, ebm.LBFGS{}} {
		res, err := ebm.Infer(context.Background(), p, m, []float64{3}, ebm.Settings{})
		if err != nil || res.Status != ebm.Converged || math.Abs(res.Z[0]-3) > 1e-9 {
			t.Errorf("%T: %+v, %v", m, res, err)
		}
	}
}

func TestExhaustive(t *testing.T) {
	rng := rng()
	w := gaussian(2, 7, rng)
	w.Scale(0.2, w) // so that the prox of every check stays at the minimiser
	p := problemOf(t, ebm.Model{Dec: weights{w}, Reg: ebm.OneOfK{}}, 0.1, -0.3)
	if err := ebmtest.Method(ebm.Exhaustive{}, p, 1e-8, rng); err != nil {
		t.Error(err)
	}
	res, err := ebm.Infer(context.Background(), p, ebm.MethodFor(p), nil, ebm.Settings{})
	if err != nil || res.Status != ebm.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	for j := range 7 {
		e := (math.Pow(w.At(0, j)-0.1, 2) + math.Pow(w.At(1, j)+0.3, 2)) / 2
		if e < res.Energy-1e-15 || res.Z[j] == 1 && math.Abs(e-res.Energy) > 1e-15 {
			t.Errorf("prototype %d has energy %v, inference found %v at %v", j, e, res.Energy, res.Z)
		}
	}
}

func TestMethodFor(t *testing.T) {
	dec := weights{mat.NewDense(1, 1, []float64{1})}
	for want, r := range map[string]ebm.Regularizer{
		"ebm.LBFGS": ebm.SquaredL2{}, "ebm.GradientDescent": ebm.L1{}, "ebm.Exhaustive": ebm.OneOfK{},
	} {
		if got := fmt.Sprintf("%T", ebm.MethodFor(problemOf(t, ebm.Model{Dec: dec, Reg: r, Lambda: 1}, 1))); got != want {
			t.Errorf("%T: %s, expected %s", r, got, want)
		}
	}
}

func TestMethodsRefuse(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: weights{mat.NewDense(1, 1, []float64{1})}, Reg: ebm.L1{}, Lambda: 1}, 1)
	for want, m := range map[string]ebm.Method{
		"ebm.L1 has none":    ebm.LBFGS{},
		"store -1":           ebm.LBFGS{Store: -1},
		"ebm.L1 does not":    ebm.Exhaustive{},
		"step is -1":         ebm.GradientDescent{Step: -1},
		"step is NaN":        ebm.GradientDescent{Step: math.NaN()},
		"decrease is 0.6":    ebm.GradientDescent{Decrease: 0.6},
		"decrease is -1e-05": ebm.GradientDescent{Decrease: -1e-5},
	} {
		if _, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

// A step of a method allocates nothing.
func TestStepsDoNotAllocate(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: valley{}, Reg: ebm.SquaredL2{}, Lambda: 1e-3}, 1, 0)
	for _, m := range []ebm.Method{ebm.GradientDescent{}, ebm.LBFGS{}} {
		run := func(n int) float64 {
			return testing.AllocsPerRun(5, func() {
				for t := range m.Iterates(p, []float64{-1.2, 1}) {
					if t == n {
						break
					}
				}
			})
		}
		if few, many := run(3), run(20); many > few {
			t.Errorf("%T: %v allocations in 3 steps, %v in 20", m, few, many)
		}
	}
}

// Three energies that FISTA, L-BFGS and gradient descent minimise to the same value.
func TestMethodsAgree(t *testing.T) {
	rng := rng()
	w, y := gaussian(6, 4, rng), gaussian(1, 6, rng).RawRowView(0)
	p := problemOf(t, ebm.Model{Dec: weights{w}, Reg: ebm.SquaredL2{}, Lambda: 0.2}, y...)
	var found []float64
	for _, m := range []ebm.Method{sparse.FISTA{Backtrack: true, Restart: sparse.GradientRestart}, ebm.LBFGS{}, ebm.GradientDescent{}} {
		res, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{Tol: 1e-9})
		if err != nil || res.Status != ebm.Converged {
			t.Fatalf("%T: %+v, %v", m, res, err)
		}
		found = append(found, res.Energy)
	}
	if slices.Max(found)-slices.Min(found) > 1e-12 {
		t.Errorf("energies %v", found)
	}
}
