package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// closed is a problem whose soft free energy is known.
type closed struct {
	name string
	p    *ebm.Problem
	free func(beta float64) float64
	// least is the β from which on AIS finds the integral with its defaults.
	least float64
}

// gauss is ½‖y − Wz‖² + ½λ‖z‖². With A = WᵀW + λI and E* its minimum,
//
//	F_β = E* + (log det A + k·log(β/2π))/(2β).
func gauss(t *testing.T, d, k int, lambda float64, rng *rand.Rand) closed {
	w, y := gaussian(d, k, rng), gaussian(1, d, rng).RawRowView(0)
	var wy, z mat.VecDense
	wy.MulVec(w.T(), mat.NewVecDense(d, y))
	a := mat.NewSymDense(k, nil)
	a.SymOuterK(1, w.T())
	for i := range k {
		a.SetSym(i, i, a.At(i, i)+lambda)
	}
	var chol mat.Cholesky
	if !chol.Factorize(a) {
		t.Fatal("A is not positive definite")
	}
	if err := chol.SolveVecTo(&z, &wy); err != nil {
		t.Fatal(err)
	}
	best := (floats.Dot(y, y) - mat.Dot(&wy, &z)) / 2
	return closed{fmt.Sprintf("linear Gaussian, k = %d", k), problemOf(t, ebm.Model{Dec: weights{w}, Reg: ebm.SquaredL2{}, Lambda: lambda}, y...),
		func(beta float64) float64 {
			return best + (chol.LogDet()+float64(k)*math.Log(beta/(2*math.Pi)))/(2*beta)
		}, 0}
}

// laplace is ½(y − wz)² + λ|z| in each of k entries. One entry is, with a = βw², b = βwy
// and c = βλ, the sum over both signs of √(π/2a)·exp((±b−c)²/2a − βy²/2)·erfc((c∓b)/√(2a)).
func laplace(t *testing.T, lambda float64, w []float64, y []float64) closed {
	k := len(w)
	dec := mat.NewDense(k, k, nil)
	for i, x := range w {
		dec.Set(i, i, x)
	}
	return closed{fmt.Sprintf("L1, k = %d", k), problemOf(t, ebm.Model{Dec: weights{dec}, Reg: ebm.L1{}, Lambda: lambda}, y...),
		func(beta float64) float64 {
			var f float64
			for i := range k {
				a, b, c := beta*w[i]*w[i], beta*w[i]*y[i], beta*lambda
				var sum float64
				for _, q := range []float64{b - c, -b - c} {
					sum += math.Sqrt(math.Pi/(2*a)) * math.Exp(q*q/(2*a)-beta*y[i]*y[i]/2) * math.Erfc(-q/math.Sqrt(2*a))
				}
				f -= math.Log(sum) / beta
			}
			return f
		}, 0}
}

// bimodal is ½(y − z²)² in each of k entries, with two modes each for y > 0: with x = βy²/4,
// one entry integrates to (π/2)·√y·exp(−x)·(I_{−¼}(x) + I_{¼}(x)).
func bimodal(t *testing.T, y ...float64) closed {
	return closed{fmt.Sprintf("two modes an entry, k = %d", len(y)), problemOf(t, ebm.Model{Dec: square{len(y)}}, y...),
		func(beta float64) float64 {
			var f float64
			for _, v := range y {
				x := beta * v * v / 4
				f -= math.Log(math.Pi/2*math.Sqrt(v)*math.Exp(-x)*(bessel(-0.25, x)+bessel(0.25, x))) / beta
			}
			return f
		}, 0}
}

// turn is the circle ½‖y − r(cos z, sin z)‖² with −π ≤ z ≤ π: 2π·I₀(βr|y|)·exp(−β(|y|²+r²)/2).
func turn(t *testing.T, r float64, y ...float64) closed {
	n := math.Hypot(y[0], y[1])
	return closed{"angle", problemOf(t, ebm.Model{Dec: circle{r}, Reg: ebm.Box{Lo: -math.Pi, Hi: math.Pi}}, y...),
		func(beta float64) float64 {
			return (n*n+r*r)/2 - math.Log(2*math.Pi*bessel(0, beta*r*n))/beta
		}, 0}
}

// bent is Rosenbrock's valley: two independent normal variables, z₁ and 10(z₂ − z₁²), with
// the integral 2π/10β. At small β the valley is long, bent and narrow: the particles do not
// reach its ends, and ESS is low.
func bent(t *testing.T) closed {
	return closed{"curved valley", problemOf(t, ebm.Model{Dec: valley{}}, 1, 0), func(beta float64) float64 {
		return -math.Log(2*math.Pi/(10*beta)) / beta
	}, 10}
}

// bessel is I_ν(x) by its power series Σ (x/2)^{2m+ν} / (m!·Γ(m+ν+1)).
func bessel(nu, x float64) float64 {
	var sum float64
	for m := range 400 {
		a, _ := math.Lgamma(float64(m) + 1)
		b, sign := math.Lgamma(float64(m) + nu + 1)
		sum += float64(sign) * math.Exp((2*float64(m)+nu)*math.Log(x/2)-a-b)
	}
	return sum
}

func closedForms(t *testing.T) []closed {
	rng := rng()
	return []closed{
		gauss(t, 3, 1, 0.5, rng), gauss(t, 4, 2, 0.1, rng), gauss(t, 2, 3, 0.01, rng), gauss(t, 6, 8, 0.3, rng),
		laplace(t, 0.7, []float64{1.3}, []float64{0.8}), laplace(t, 0.5, []float64{1, 0.3}, []float64{2, -0.4}),
		laplace(t, 0.5, []float64{1, 0.3, 2}, []float64{2, -0.4, 0}),
		bimodal(t, 1.5), bimodal(t, 1, 2),
		turn(t, 1, 0.6, 0.4), bent(t),
	}
}

func TestQuadratureAgainstClosedForms(t *testing.T) {
	for _, c := range closedForms(t) {
		if c.p.Dim() > 3 {
			continue
		}
		betas := []float64{0.3, 1, 10, 60}
		if c.least > 0 {
			betas = []float64{1, c.least, 60}
		}
		if c.p.Dim() == 3 {
			betas = []float64{2}
		}
		for _, beta := range betas {
			e, err := ebm.Quadrature{}.Soft(context.Background(), c.p, beta, rng())
			if err != nil {
				t.Errorf("%s, β = %v: %v", c.name, beta, err)
				continue
			}
			want := c.free(beta)
			t.Logf("%s, β = %v: %v ± %.1e, exact %v, off by %.1e, %d evaluations", c.name, beta, e.Value, e.Err, want, e.Value-want, e.Evaluations)
			if off := math.Abs(e.Value - want); off > e.Err || off > 1e-6*math.Abs(want) || e.Status != ebm.Converged {
				t.Errorf("%s, β = %v: %v ± %v, %v, expected %v", c.name, beta, e.Value, e.Err, e.Status, want)
			}
		}
	}
}

func TestAISAgainstQuadratureAndClosedForms(t *testing.T) {
	for _, c := range closedForms(t) {
		for _, beta := range []float64{max(0.3, c.least), max(1, c.least), 10} {
			e, err := ebm.AIS{}.Soft(context.Background(), c.p, beta, rng())
			if err != nil {
				t.Errorf("%s, β = %v: %v", c.name, beta, err)
				continue
			}
			want := c.free(beta)
			t.Logf("%s, β = %v: %v ± %.1e, off by %.1f standard errors, ESS %.0f", c.name, beta, e.Value, e.Err, (e.Value-want)/e.Err, e.ESS)
			if math.Abs(e.Value-want) > 3*e.Err || e.Err > 0.2/beta {
				t.Errorf("%s, β = %v: %v ± %v, expected %v", c.name, beta, e.Value, e.Err, want)
			}
		}
	}
}

// Both agree with each other, within three standard errors, where nothing is known in
// closed form: a curved valley, and a non-linear model under L1.
func TestAISAgainstQuadrature(t *testing.T) {
	for name, p := range map[string]*ebm.Problem{
		"triple, ridge":  problemOf(t, ebm.Model{Dec: triple{}, Reg: ebm.SquaredL2{}, Lambda: 0.5}, 1, -2, 0.5),
		"triple, L1":     problemOf(t, ebm.Model{Dec: triple{}, Reg: ebm.L1{}, Lambda: 0.5}, 1, -2, 0.5),
		"triple, z ≥ 0":  problemOf(t, ebm.Model{Dec: triple{}, Reg: ebm.NonNegativeL1{}, Lambda: 0.5}, 1, -2, 0.5),
		"tilted, 2 ways": problemOf(t, ebm.Model{Dec: tilted{}}, 1, 1),
	} {
		q, err := ebm.Quadrature{}.Soft(context.Background(), p, 1, nil)
		if err != nil || q.Status != ebm.Converged {
			t.Fatalf("%s: %+v, %v", name, q, err)
		}
		a, err := ebm.AIS{Particles: 1000}.Soft(context.Background(), p, 1, rng())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v ± %.1e by quadrature, off by %.1f standard errors of %.1e by AIS, ESS %.0f", name, q.Value, q.Err, (a.Value-q.Value)/a.Err, a.Err, a.ESS)
		if math.Abs(a.Value-q.Value) > 3*math.Hypot(a.Err, q.Err) || a.Err > 0.1 {
			t.Errorf("%s: %v ± %v by AIS, %v ± %v by quadrature", name, a.Value, a.Err, q.Value, q.Err)
		}
	}
}

// The standard error is that of repeated runs: deviations over it have variance 1.
func TestAISStandardError(t *testing.T) {
	for _, c := range []closed{gauss(t, 4, 4, 0.2, rng()), laplace(t, 0.7, []float64{1.3}, []float64{0.8}), bimodal(t, 1.5)} {
		const runs = 60
		var squares float64
		for seed := range runs {
			e, err := ebm.AIS{Particles: 128, Temperatures: 50}.Soft(context.Background(), c.p, 1, rand.New(rand.NewPCG(uint64(seed), 1)))
			if err != nil {
				t.Fatal(err)
			}
			squares += math.Pow((e.Value-c.free(1))/e.Err, 2) / runs
		}
		t.Logf("%s: variance %.2f of the deviation over the standard error", c.name, squares)
		if squares < 0.5 || squares > 1.8 {
			t.Errorf("%s: deviations have %v times the variance that is reported", c.name, squares)
		}
	}
}

// As β grows, the soft free energy tends to the hard one: the difference falls at every
// step, over a range of β in which it is dominated by (k/2β)·log β.
func TestSoftTendsToMin(t *testing.T) {
	ctx := context.Background()
	for name, m := range map[string]*ebm.Model{
		"circle":   {Dec: circle{2}, Cost: ebm.SquaredError{}, Reg: ebm.Box{Lo: -math.Pi, Hi: math.Pi}},
		"bimodal":  {Dec: square{1}, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.3},
		"discrete": {Dec: weights{gaussian(2, 6, rng())}, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}},
	} {
		d, _ := m.Dec.Dims()
		Y := gaussian(5, d, rng())
		hard := make([]float64, 5)
		if err := (ebm.Min{Model: m, Restarts: ebm.Restarts{Starts: 8}}).Free(ctx, hard, Y); err != nil {
			t.Fatal(err)
		}
		last := []float64{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}
		soft := make([]float64, 5)
		for _, beta := range []float64{30, 100, 1000, 1e4, 1e5} {
			if err := (ebm.Soft{Model: m, Beta: beta}).Free(ctx, soft, Y); err != nil {
				t.Fatal(err)
			}
			for i := range soft {
				off := math.Abs(soft[i] - hard[i])
				if off >= last[i] && off > 1e-12 {
					t.Errorf("%s, row %d: |soft − hard| is %v at β = %v, and was %v before", name, i, off, beta, last[i])
				}
				last[i] = off
			}
		}
		for i, off := range last {
			if off > 1e-3 {
				t.Errorf("%s, row %d: soft and hard differ by %v at β = 1e5", name, i, off)
			}
		}
	}
}

// The sum over the codes is between the minimum and that less log(k)/β, and what the
// definition says.
func TestSum(t *testing.T) {
	w := gaussian(2, 6, rng())
	p := problemOf(t, ebm.Model{Dec: weights{w}, Reg: ebm.OneOfK{}}, 0.4, -0.2)
	for _, beta := range []float64{1e-3, 1, 50, 1e6} {
		e, err := ebm.Sum{}.Soft(context.Background(), p, beta, nil)
		if err != nil {
			t.Fatal(err)
		}
		best, sum := math.Inf(1), 0.0
		for z := range (ebm.OneOfK{}).Points(6) {
			best = min(best, p.Energy(z))
		}
		for z := range (ebm.OneOfK{}).Points(6) {
			sum += math.Exp(-beta * (p.Energy(z) - best))
		}
		if want := best - math.Log(sum)/beta; math.Abs(e.Value-want) > 1e-12*math.Max(1, math.Abs(want)) || e.Err != 0 || e.Evaluations != 6 {
			t.Errorf("β = %v: %+v, expected %v", beta, e, want)
		}
	}
}

func TestSoftSameBits(t *testing.T) {
	Y := gaussian(12, 3, rng())
	m := &ebm.Model{Dec: triple{}, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: 0.5}
	for _, method := range []ebm.Integrator{ebm.Quadrature{Tol: 1e-4}, ebm.AIS{Particles: 32, Temperatures: 20}} {
		sameBits(t, func() []ebm.Estimate {
			all, err := ebm.Soft{Model: m, Method: method, Seed: 3}.Estimate(context.Background(), Y)
			if err != nil {
				t.Fatal(err)
			}
			return all
		})
		sameBits(t, func() ebm.Estimate {
			p := problemOf(t, *m, 1, 2, 3)
			e, err := method.Soft(context.Background(), p, 1, rng())
			if err != nil {
				t.Fatal(err)
			}
			return e
		})
	}
}

// void is a decoder that is NaN off the origin's side.
type void struct{}

func (void) Dims() (d, k int)                { return 1, 1 }
func (void) Decode(dst, _, z []float64)      { dst[0] = math.Sqrt(1 + z[0]) }
func (void) Pullback(dst, _, z, u []float64) { dst[0] = u[0] / (2 * math.Sqrt(1+z[0])) }

func TestSoftRefuses(t *testing.T) {
	ctx := context.Background()
	p := problemOf(t, ebm.Model{Dec: square{1}}, 1)
	four := problemOf(t, ebm.Model{Dec: square{4}}, 1, 1, 1, 1)
	m := &ebm.Model{Dec: square{1}, Cost: ebm.SquaredError{}}
	one := mat.NewDense(1, 1, []float64{1})
	soft := func(i ebm.Integrator, p *ebm.Problem, beta float64) error {
		_, err := i.Soft(ctx, p, beta, nil)
		return err
	}
	for want, err := range map[string]error{
		"β is 0":             soft(ebm.Quadrature{}, p, 0),
		"β is NaN":           soft(ebm.AIS{}, p, math.NaN()),
		"β is +Inf":          soft(ebm.Sum{}, p, math.Inf(1)),
		"over 4 dimensions":  soft(ebm.Quadrature{}, four, 1),
		"tolerance is -1":    soft(ebm.Quadrature{Tol: -1}, p, 1),
		"evaluations is -1":  soft(ebm.Quadrature{MaxEvaluations: -1}, p, 1),
		"1 particles":        soft(ebm.AIS{Particles: 1}, p, 1),
		"starts is -1":       soft(ebm.AIS{Restarts: ebm.Restarts{Starts: -1}}, p, 1),
		"<nil> does not":     soft(ebm.Sum{}, p, 1),
		"no problem":         soft(ebm.AIS{}, nil, 1),
		"is NaN, expected a": soft(ebm.Quadrature{}, problemOf(t, ebm.Model{Dec: void{}}, 2), 1),
		"no model":           ebm.Soft{}.Free(ctx, []float64{0}, one),
		"β is -2":            ebm.Soft{Model: m, Beta: -2}.Free(ctx, []float64{0}, one),
		"dst has 2 entries":  ebm.Soft{Model: m}.Free(ctx, []float64{0, 0}, one),
		"y[0] is NaN":        ebm.Soft{Model: m}.Free(ctx, []float64{0}, mat.NewDense(1, 1, []float64{math.NaN()})),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if err := (ebm.Soft{Model: m}).Free(ctx, []float64{0}, one); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after the context ended", err)
	}
}

// Where the limit is hit, the error that is reported covers what is not seen yet.
func TestQuadratureAtTheLimit(t *testing.T) {
	c := bent(t)
	for _, limit := range []int{1e5, 3e5, 1e6} {
		e, err := ebm.Quadrature{MaxEvaluations: limit}.Soft(context.Background(), c.p, 0.3, rng())
		if err != nil {
			t.Fatal(err)
		}
		off := math.Abs(e.Value - c.free(0.3))
		t.Logf("%d evaluations: ± %.1e, off by %.1e", e.Evaluations, e.Err, off)
		if e.Status != ebm.LimitHit || off > e.Err {
			t.Errorf("%+v, off by %v, expected the limit and an error that covers it", e, off)
		}
	}
}

// Without a regularizer the circle has no finite integral, and the limit says so.
func TestQuadratureOfWhatIsNotFinite(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: circle{1}}, 1, 0)
	e, err := ebm.Quadrature{MaxEvaluations: 20000}.Soft(context.Background(), p, 1, nil)
	if err != nil || e.Status != ebm.LimitHit {
		t.Errorf("%+v, %v, expected the limit", e, err)
	}
}

// With two prototypes, the soft free energy of k-means is that of a mixture.
func ExampleSoft() {
	prototypes, _ := ebm.NewTable(mat.NewDense(2, 1, []float64{-1, 1}))
	model := &ebm.Model{Dec: prototypes, Cost: ebm.SquaredError{}, Reg: ebm.OneOfK{}}
	Y := mat.NewDense(1, 1, []float64{0})
	dst := make([]float64, 1)
	for _, beta := range []float64{1, 10, 100} {
		_ = ebm.Soft{Model: model, Beta: beta}.Free(context.Background(), dst, Y)
		fmt.Printf("β = %v: %.4f\n", beta, dst[0])
	}
	_ = ebm.Min{Model: model}.Free(context.Background(), dst, Y)
	fmt.Printf("minimum: %.4f\n", dst[0])
	// Output:
	// β = 1: -0.1931
	// β = 10: 0.4307
	// β = 100: 0.4931
	// minimum: 0.5000
}

// The integral over a normal variable, by quadrature: ½·log(a/2π) for E = a·z²/2.
func ExampleQuadrature() {
	line, _ := ebm.NewLinearDecoder(mat.NewDense(1, 1, []float64{1}))
	model := &ebm.Model{Dec: line, Cost: ebm.SquaredError{}, Reg: ebm.SquaredL2{}, Lambda: 1}
	problem, _ := model.Problem(nil, []float64{0})
	e, _ := ebm.Quadrature{}.Soft(context.Background(), problem, 1, nil)
	fmt.Printf("%.6f, %v\n", e.Value, e.Status)
	fmt.Printf("%.6f\n", math.Log(2/(2*math.Pi))/2)
	// Output:
	// -0.572365, converged
	// -0.572365
}

// In eight dimensions, by annealing: the estimate comes with its standard error.
func ExampleAIS() {
	model := &ebm.Model{Dec: square{8}, Cost: ebm.SquaredError{}}
	problem, _ := model.Problem(nil, []float64{1, 1, 1, 1, 1, 1, 1, 1})
	rng := rand.New(rand.NewPCG(1, 1))
	e, _ := ebm.AIS{}.Soft(context.Background(), problem, 1, rng)
	single := &ebm.Model{Dec: square{1}, Cost: ebm.SquaredError{}}
	entry, _ := single.Problem(nil, []float64{1})
	exact, _ := ebm.Quadrature{}.Soft(context.Background(), entry, 1, nil)
	fmt.Println("within three standard errors:", math.Abs(e.Value-8*exact.Value) < 3*e.Err)
	// Output: within three standard errors: true
}
