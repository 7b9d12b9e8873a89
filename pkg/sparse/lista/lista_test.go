package lista

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// forms are all forms, with selection and without.
var forms = []Form{
	Tied{}, Untied{}, CP{}, CP{Selection{Step: 0.05}}, TiLISTA{}, TiLISTA{Selection{Step: 0.05}},
	ALISTA{}, ALISTA{Selection{Step: 0.05}}, StepLISTA{}, CoordinateDescent{}, Tanh{},
	Tied{NonNegative: true}, Untied{NonNegative: true},
}

// problem returns a dictionary of k atoms with d entries, and n samples.
func problem(t *testing.T, d, k, n int) (*sparse.Dictionary, *mat.Dense) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	D, err := sparse.NewDictionary(gauss(k, d, rng))
	if err != nil {
		t.Fatal(err)
	}
	return D, gauss(n, d, rng)
}

func gauss(r, c int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	m.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, m)
	return m
}

func network[T nn.Float](t *testing.T, D *sparse.Dictionary, lambda float64, f Form, layers int) *Network[T] {
	t.Helper()
	if _, ok := f.(Tanh); ok {
		layers = min(layers, 1)
	}
	n, err := New[T](D, lambda, f, layers)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// istaOf is the problem whose ISTA a form of that kind begins as.
func istaOf(t *testing.T, D *sparse.Dictionary, y []float64, lambda float64, f Form) *ebm.Problem {
	t.Helper()
	m := sparse.Model(D, lambda)
	if f == (Tied{NonNegative: true}) || f == (Untied{NonNegative: true}) {
		m.Reg = ebm.NonNegativeL1{}
	}
	p, err := m.Problem(nil, y)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Before training, T layers are T steps of ISTA.
func TestUntrainedIsISTA(t *testing.T) {
	const lambda = 0.3
	D, Y := problem(t, 20, 35, 40)
	for _, f := range []Form{Tied{}, Untied{}, CP{}, TiLISTA{}, StepLISTA{}, Tied{NonNegative: true}, Untied{NonNegative: true}} {
		for layers := range 21 {
			got, err := network[float64](t, D, lambda, f, layers).Encode(t.Context(), Y)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 40 {
				for at, s := range (sparse.ISTA{}).Iterates(istaOf(t, D, Y.RawRowView(i), lambda, f), nil) {
					if at < layers {
						continue
					}
					for j, want := range s.Z {
						if d := math.Abs(got.At(i, j) - want); !(d <= 1e-12) {
							t.Fatalf("%v, %d layers, sample %d: entry %d is %v, ISTA has %v", f, layers, i, j, got.At(i, j), want)
						}
					}
					break
				}
			}
		}
	}
}

// stir moves the parameters away from where they begin, thresholds above 0.
func stir[T nn.Float](n *Network[T]) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range n.params.Value {
		n.params.Value[i] *= T(1 + 0.2*rng.NormFloat64())
	}
	n.bound()
}

// mostlyZero returns Y with four of five blocks of four columns set to zero.
func mostlyZero(Y *mat.Dense) *mat.Dense {
	Z := mat.DenseCopyOf(Y)
	Z.Apply(func(i, j int, v float64) float64 { return v * float64((i*7+(j/4)*(j/4))%5/4) }, Y)
	return Z
}

// Samples with many zeros, which are used as blocks, give the numbers that they give as a
// matrix.
func TestSamplesAsBlocks(t *testing.T) {
	D, Y := problem(t, 38, 30, 200)
	Y = mostlyZero(Y)
	Z := gauss(200, 30, rand.New(rand.NewPCG(5, 6)))
	rows := rand.New(rand.NewPCG(1, 1)).Perm(200)[:150]
	for _, f := range []Form{Tied{}, Untied{}} {
		n := network[float64](t, D, 0.2, f, 3)
		stir(n)
		a, err := newData(n, Y, Codes(Z))
		if err != nil {
			t.Fatal(err)
		}
		if !a.quads || len(a.x) > 0 {
			t.Fatal("the samples are not used as blocks alone")
		}
		blocks := n.pass(a, rows, way{depth: 3})
		want := append([]float64(nil), n.params.Grad...)
		a.fill(Y, 0, 200, false, true)
		if plain := n.pass(a, rows, way{depth: 3}); math.Abs(plain-blocks) > 1e-12*plain {
			t.Errorf("%v: loss %v as blocks, %v as a matrix", f, blocks, plain)
		}
		for i, g := range n.params.Grad {
			if math.Abs(g-want[i]) > 1e-12 {
				t.Fatalf("%v: derivative %d is %v as blocks, %v as a matrix", f, i, want[i], g)
			}
		}
	}
}

// Every derivative against central differences of the loss, with one loss after the
// last layer and with losses after all.
func TestGradients(t *testing.T) {
	D, Y := problem(t, 6, 9, 40)
	Z := gauss(40, 9, rand.New(rand.NewPCG(5, 6)))
	rows := rand.New(rand.NewPCG(1, 1)).Perm(40)[:37]
	for _, f := range forms {
		for _, o := range []Objective{Codes(Z), Energy{}} {
			for _, weight := range [][]float64{nil, {0, 0.5, 0.25, 0.125, 1}} {
				n := network[float64](t, D, 0.4, f, 4)
				stir(n)
				a, err := newData(n, Y, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Run(fmt.Sprintf("%v/%T/%v", f, o, weight != nil), func(t *testing.T) { checkGradient(t, n, a, rows, weight) })
			}
		}
	}
}

func checkGradient(t *testing.T, n *Network[float64], a *data[float64], rows []int, weight []float64) {
	n.pass(a, rows, way{depth: n.layers, weight: weight})
	grad := append([]float64(nil), n.params.Grad...)
	norm := mat.Norm(mat.NewVecDense(len(grad), grad), math.Inf(1))
	if norm == 0 {
		t.Fatal("the gradient is zero")
	}
	at := 0
	for _, s := range n.params.Shapes {
		for e := range s.Size() {
			if off := disagreement(n, a, rows, weight, at, grad[at]); !(off <= 1e-7*max(norm, math.Abs(grad[at]))) {
				t.Fatalf("%s[%d]: the derivative %v is %v away from differences", s.Name, e, grad[at], off)
			}
			at++
		}
	}
}

// Single precision against double.
func TestSingleAgainstDouble(t *testing.T) {
	D, Y := problem(t, 30, 50, 100)
	for _, f := range forms {
		a, b := network[float32](t, D, 0.4, f, 5), network[float64](t, D, 0.4, f, 5)
		za, err := a.Encode(t.Context(), Y)
		if err != nil {
			t.Fatal(err)
		}
		zb, err := b.Encode(t.Context(), Y)
		if err != nil {
			t.Fatal(err)
		}
		var diff mat.Dense
		diff.Sub(za, zb)
		if e := mat.Norm(&diff, 2) / mat.Norm(zb, 2); !(e <= 1e-4) {
			t.Errorf("%v: float32 and float64 differ by %v", f, e)
		}
	}
}

// The same bits whatever the number of processors.
func TestSameBits(t *testing.T) {
	D, Y := problem(t, 60, 90, 300)
	for _, f := range forms {
		for _, Y := range []*mat.Dense{Y, mostlyZero(Y)} {
			var want []float32
			for _, procs := range []int{1, 2, 5} {
				old := runtime.GOMAXPROCS(procs)
				n := network[float32](t, D, 0.4, f, 3)
				stir(n)
				a, err := newData(n, Y, Energy{})
				if err != nil {
					t.Fatal(err)
				}
				got := []float32{float32(n.pass(a, rand.New(rand.NewPCG(1, 1)).Perm(300), way{depth: n.layers}))}
				got = append(got, n.params.Grad...)
				runtime.GOMAXPROCS(old)
				if want == nil {
					want = got
				}
				for i := range want {
					if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
						t.Fatalf("%v: number %d is %v with %d processors, %v with 1", f, i, got[i], procs, want[i])
					}
				}
			}
		}
	}
}

// disagreement returns how far a derivative is from central differences, of several
// steps: a large one loses digits to curvature and may cross a kink, a small one to
// rounding. The nearest counts.
func disagreement(n *Network[float64], a *data[float64], rows []int, weight []float64, at int, derivative float64) float64 {
	w, best := &n.params.Value[at], math.Inf(1)
	old := *w
	for _, h := range []float64{1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7} {
		*w = old + h
		up := n.pass(a, rows, way{depth: n.layers, weight: weight})
		*w = old - h
		down := n.pass(a, rows, way{depth: n.layers, weight: weight})
		*w = old
		if best = min(best, math.Abs(derivative-(up-down)/(2*h))); best < 1e-9*math.Abs(derivative) {
			break
		}
	}
	return best
}
