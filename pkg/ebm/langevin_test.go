package ebm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// average returns the mean of f over n samples and its standard error from 50 batches,
// and the last acceptance.
func average(l ebm.Langevin, p *ebm.Problem, n int, seed uint64, f func(z []float64) float64) (mean, stderr, acceptance float64) {
	const batches = 50
	sums := make([]float64, batches)
	for t, s := range l.Samples(p, nil, rand.New(rand.NewPCG(seed, 0))) {
		if t == n {
			acceptance = s.Acceptance
			break
		}
		sums[t*batches/n] += f(s.Z) * batches / float64(n)
	}
	for _, s := range sums {
		mean += s / batches
	}
	for _, s := range sums {
		stderr += (s - mean) * (s - mean)
	}
	return mean, math.Sqrt(stderr / batches / (batches - 1)), acceptance
}

// The posterior of a linear model: the samples' mean is that of least squares.
func ExampleLangevin() {
	double, _ := ebm.NewLinearDecoder(mat.NewDense(1, 1, []float64{2}))
	model := &ebm.Model{Dec: double, Cost: ebm.SquaredError{}, Reg: ebm.SquaredL2{}, Lambda: 1}
	problem, _ := model.Problem(nil, []float64{5})
	rng := rand.New(rand.NewPCG(1, 1))
	var mean float64
	for t, s := range (ebm.Langevin{Adjusted: true, Warmup: 100}).Samples(problem, nil, rng) {
		if t == 20000 {
			break
		}
		mean += s.Z[0] / 20000
	}
	fmt.Printf("%.1f\n", mean) // 2·5/(2² + 1)
	// Output: 2.0
}

// p(z) for ½‖y − Wz‖² + ½λ‖z‖² at β is N(A⁻¹Wᵀy, (βA)⁻¹) with A = WᵀW + λI.
func TestLangevinOnAGaussian(t *testing.T) {
	rng := rng()
	w, y := gaussian(3, 2, rng), []float64{1, -1, 2}
	const lambda, beta = 0.5, 2.0
	p := problemOf(t, ebm.Model{Dec: weights{w}, Reg: ebm.SquaredL2{}, Lambda: lambda}, y...)
	var a, cov mat.Dense
	a.Mul(w.T(), w)
	a.Set(0, 0, a.At(0, 0)+lambda)
	a.Set(1, 1, a.At(1, 1)+lambda)
	if err := cov.Inverse(&a); err != nil {
		t.Fatal(err)
	}
	var wy, mean mat.VecDense
	wy.MulVec(w.T(), mat.NewVecDense(3, y))
	mean.MulVec(&cov, &wy)
	l := ebm.Langevin{Beta: beta, Adjusted: true, Warmup: 2000}
	for i := range 2 {
		got, stderr, acceptance := average(l, p, 200000, 5, func(z []float64) float64 { return z[i] })
		if math.Abs(got-mean.AtVec(i)) > 4*stderr || stderr > 0.02 {
			t.Errorf("mean of z[%d] is %v ± %v, expected %v", i, got, stderr, mean.AtVec(i))
		}
		if acceptance < 0.45 || acceptance > 0.7 {
			t.Errorf("acceptance %v, expected it near 0.574", acceptance)
		}
		for j := range i + 1 {
			want := cov.At(i, j) / beta
			got, stderr, _ := average(l, p, 200000, 6, func(z []float64) float64 { return (z[i] - mean.AtVec(i)) * (z[j] - mean.AtVec(j)) })
			if math.Abs(got-want) > 4*stderr || stderr > 0.03 {
				t.Errorf("covariance of z[%d], z[%d] is %v ± %v, expected %v", i, j, got, stderr, want)
			}
		}
	}
}

// Without the correction the variance is 1/(βa(1 − εa/2)), and with it 1/(βa).
func TestLangevinBias(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: weights{mat.NewDense(1, 1, []float64{1})}, Reg: ebm.SquaredL2{}, Lambda: 1}, 0) // a = 2
	const beta, step = 3.0, 0.5
	for adjusted, want := range map[bool]float64{false: 1 / (beta * 2 * (1 - step*2/2)), true: 1 / (beta * 2)} {
		l := ebm.Langevin{Beta: beta, Step: step, Adjusted: adjusted, Warmup: 0}
		got, stderr, acceptance := average(l, p, 200000, 7, func(z []float64) float64 { return z[0] * z[0] })
		if math.Abs(got-want) > 4*stderr || stderr > 0.01 {
			t.Errorf("adjusted %v: variance %v ± %v, expected %v", adjusted, got, stderr, want)
		}
		if (acceptance == 1) == adjusted {
			t.Errorf("adjusted %v: acceptance %v", adjusted, acceptance)
		}
	}
}

// moment returns ∫ f exp(−βE) / ∫ exp(−βE) by a sum over a fine grid on [−6, 6].
func moment(p *ebm.Problem, beta float64, f func(z float64) float64) float64 {
	var num, den float64
	for i := range 120001 {
		z := []float64{float64(i)/10000 - 6}
		w := math.Exp(-beta * p.Energy(z))
		num += w * f(z[0])
		den += w
	}
	return num / den
}

// Two modes, and a density with a kink: the moments are right, with the correction.
func TestLangevinMoments(t *testing.T) {
	one := weights{mat.NewDense(1, 1, []float64{1})}
	for name, p := range map[string]*ebm.Problem{
		"bimodal":  problemOf(t, ebm.Model{Dec: square{1}}, 1.5),
		"tilted":   problemOf(t, ebm.Model{Dec: tilted{}}, 1, 3),
		"L1":       problemOf(t, ebm.Model{Dec: one, Reg: ebm.L1{}, Lambda: 1.5}, 0.7),
		"positive": problemOf(t, ebm.Model{Dec: one, Reg: ebm.NonNegativeL1{}, Lambda: 0.5}, 0.7),
	} {
		l := ebm.Langevin{Adjusted: true, Warmup: 1000}
		for power := 1; power <= 4; power++ {
			f := func(z float64) float64 { return math.Pow(z, float64(power)) }
			want := moment(p, 1, f)
			got, stderr, _ := average(l, p, 200000, 8, func(z []float64) float64 { return f(z[0]) })
			if math.Abs(got-want) > 4*stderr || stderr > 0.1 {
				t.Errorf("%s: E[z^%d] is %v ± %v, expected %v", name, power, got, stderr, want)
			}
		}
	}
}

// Detailed balance: the pair (z, z⁺) has the same law as (z⁺, z), so that the mean of
// f(z)g(z⁺) − g(z)f(z⁺) is 0. Without the correction the fourth moment is off.
func TestLangevinDetailedBalance(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{1}}, 1.5)
	var last float64
	pair := func(z []float64) float64 {
		a, b := last, z[0]
		last = b
		return a*b*b*b - a*a*a*b + a*math.Tanh(b) - b*math.Tanh(a)
	}
	got, stderr, _ := average(ebm.Langevin{Adjusted: true, Step: 0.2, Warmup: 100}, p, 200000, 9, pair)
	if math.Abs(got) > 4*stderr || stderr > 0.02 {
		t.Errorf("flow %v ± %v, expected 0", got, stderr)
	}
	want := moment(p, 1, func(z float64) float64 { return z * z * z * z })
	got, stderr, _ = average(ebm.Langevin{Step: 0.1}, p, 200000, 10, func(z []float64) float64 { return math.Pow(z[0], 4) })
	if math.Abs(got-want) < 4*stderr {
		t.Errorf("without the correction E[z⁴] is %v ± %v: this test would not see a bias from %v", got, stderr, want)
	}
}

func TestLangevinSameSeed(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{1}}, 1.5)
	run := func() (z float64) {
		for t, s := range (ebm.Langevin{Adjusted: true, Warmup: 10}).Samples(p, []float64{1}, rng()) {
			if z = s.Z[0]; t == 100 {
				break
			}
			if e := p.Energy(s.Z); math.Abs(e-s.Energy) > 1e-12*math.Abs(e) {
				panic(fmt.Sprintf("Energy %v, E(Z) is %v", s.Energy, e))
			}
		}
		return z
	}
	if a, b := run(), run(); a != b {
		t.Errorf("%v, then %v from the same seed", a, b)
	}
}

func TestLangevinRefuses(t *testing.T) {
	p := problemOf(t, ebm.Model{Dec: square{1}}, 1.5)
	for want, l := range map[string]ebm.Langevin{
		"β is -1": {Beta: -1}, "β is NaN": {Beta: math.NaN()}, "step is +Inf": {Step: math.Inf(1)}, "warm-up has -3": {Warmup: -3},
	} {
		if err := l.Check(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
	defer func() {
		if msg, _ := recover().(string); !strings.Contains(msg, "length of z0 is 2") {
			t.Errorf("panic %q, expected the lengths", msg)
		}
	}()
	ebm.Langevin{}.Samples(p, []float64{1, 2}, rng())
}
