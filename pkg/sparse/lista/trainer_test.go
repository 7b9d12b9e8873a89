package lista

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func codes(t *testing.T, D *sparse.Dictionary, lambda float64, Y *mat.Dense) *mat.Dense {
	t.Helper()
	c, err := (&sparse.Coder{Dict: D, Lambda: lambda}).Encode(t.Context(), Y)
	if err != nil {
		t.Fatal(err)
	}
	return c.Z
}

// Training lowers what it is to lower, the error of the codes or the energy, for every
// form, all layers at once or one after another.
func TestTrainingHelps(t *testing.T) {
	const lambda = 0.1
	D, _ := problem(t, 20, 30, 1)
	Z := planted(300, 30)
	var Y mat.Dense
	Y.Mul(Z, D.Atoms())
	for _, f := range forms {
		for _, o := range []Objective{Codes(Z), Energy{}} {
			for _, layerwise := range []bool{false, true} {
				n := network[float32](t, D, lambda, f, 3)
				worth := func() float64 {
					z, err := n.Encode(t.Context(), &Y)
					if err != nil {
						t.Fatal(err)
					}
					if o == (Energy{}) {
						return energy(D, lambda, &Y, z)
					}
					return distance(Z, z)
				}
				before := worth()
				s := Training[float32]{Steps: 120, Batch: 100, Layerwise: layerwise}
				switch {
				case n.plan.fixed != nil: // a few numbers, which have far to go
					s.Schedule = nn.Cosine{Peak: 3e-2, Steps: s.Steps}
				case n.plan.kind == coordinateKind: // near its best from the start
					s.Schedule = nn.Cosine{Peak: 3e-4, Steps: s.Steps}
				}
				if _, err := n.Train(t.Context(), &Y, o, s, seeded(1), nil); err != nil {
					t.Fatal(err)
				}
				if after := worth(); !(after < 0.97*before) {
					t.Errorf("%v, %T, layerwise %v: from %v to %v", f, o, layerwise, before, after)
				}
			}
		}
	}
}

// planted returns n codes of k entries, of which a tenth is not zero.
func planted(n, k int) *mat.Dense {
	rng, Z := seeded(9), mat.NewDense(n, k, nil)
	Z.Apply(func(_, _ int, _ float64) float64 {
		if rng.Float64() < 0.1 {
			return rng.NormFloat64()
		}
		return 0
	}, Z)
	return Z
}

// energy returns Σ ½‖y − W·z‖² + λ‖z‖₁.
func energy(D *sparse.Dictionary, lambda float64, Y, Z *mat.Dense) float64 {
	n, _ := Y.Dims()
	m, sum := sparse.Model(D, lambda), 0.0
	for i := range n {
		sum += m.Energy(nil, Y.RawRowView(i), Z.RawRowView(i))
	}
	return sum
}

// The same bits whatever the number of processors, and with an interruption.
func TestTrainingSameBits(t *testing.T) {
	D, Y := problem(t, 12, 20, 150)
	Z := codes(t, D, 0.3, Y)
	for _, f := range forms {
		for _, layerwise := range []bool{false, true} {
			s := Training[float32]{Steps: 24, Batch: 40, Layerwise: layerwise, Deep: 0.1}
			var want []float32
			for _, procs := range []int{1, 2, 5} {
				old := runtime.GOMAXPROCS(procs)
				n := network[float32](t, D, 0.3, f, 3)
				_, err := n.Train(t.Context(), Y, Codes(Z), s, seeded(1), nil)
				runtime.GOMAXPROCS(old)
				if err != nil {
					t.Fatal(err)
				}
				if want == nil {
					want = slices.Clone(n.params.Value)
				}
				if !slices.Equal(want, n.params.Value) {
					t.Errorf("%v: other parameters with %d processors", f, procs)
				}
			}
			for _, stop := range []int{1, 11, 23} {
				got := interrupted(t, network[float32](t, D, 0.3, f, 3), Y, Codes(Z), s, stop)
				if !slices.Equal(want, got.params.Value) {
					t.Errorf("%v: other parameters after an interruption at step %d", f, stop)
				}
			}
		}
	}
}

// interrupted trains, stops after a number of steps, goes through a file, and trains on.
func interrupted(t *testing.T, n *Network[float32], Y *mat.Dense, o Objective, s Training[float32], stop int) *Network[float32] {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	tr, err := n.Train(ctx, Y, o, s, seeded(1), func(step Step) {
		if step.T == stop {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || tr.Steps() != stop {
		t.Fatalf("stopped after %d steps, %v; expected %d and context.Canceled", tr.Steps(), err, stop)
	}
	path := filepath.Join(t.TempDir(), "training")
	if err := checkpoint.Save(path, tr); err != nil {
		t.Fatal(err)
	}
	again := new(Trainer[float32])
	if err := checkpoint.Load(path, again); err != nil {
		t.Fatal(err)
	}
	if err := again.Resume(t.Context(), Y, o, nil); err != nil {
		t.Fatal(err)
	}
	if len(again.History()) != s.Steps {
		t.Fatalf("%d steps in the history, expected %d", len(again.History()), s.Steps)
	}
	return again.Net
}

func TestTrainingStopsAtNaN(t *testing.T) {
	D, Y := problem(t, 12, 20, 60)
	n := network[float32](t, D, 0.3, Tied{}, 12)
	s := Training[float32]{Steps: 300, Schedule: nn.Constant(1e6), Clip: math.Inf(1)}
	tr, err := n.Train(t.Context(), Y, Energy{}, s, seeded(1), nil)
	if err == nil || !strings.Contains(err.Error(), "lower the rate") || !strings.Contains(err.Error(), "1e+06") {
		t.Fatalf("error %v, expected one that names the rate", err)
	}
	for i, v := range n.params.Value {
		if v-v != 0 {
			t.Fatalf("parameter %d is %v after the stop, in step %d", i, v, tr.Steps())
		}
	}
}

// Nothing is allocated in a pass once all has its size.
func TestPassAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	D, Y := problem(t, 40, 60, 200)
	for _, f := range forms {
		for _, o := range []Objective{Codes(gauss(200, 60, seeded(1))), Energy{}} {
			for _, Y := range []*mat.Dense{Y, mostlyZero(Y)} {
				n := network[float32](t, D, 0.3, f, 3)
				a, err := newData(n, Y, o)
				if err != nil {
					t.Fatal(err)
				}
				rows := upTo(150)
				if count := testing.AllocsPerRun(5, func() { n.pass(a, rows, way{depth: n.layers}) }); count > 0 {
					t.Errorf("%v, %T: %v allocations a pass", f, o, count)
				}
			}
		}
	}
}

func TestBadInput(t *testing.T) {
	D, Y := problem(t, 5, 8, 10)
	nan := mat.DenseCopyOf(Y)
	nan.Set(2, 3, math.NaN())
	ok := network[float64](t, D, 0.3, Tied{}, 2)
	train := func(Y *mat.Dense, o Objective, s Training[float64]) error {
		_, err := ok.Train(t.Context(), Y, o, s, seeded(1), nil)
		return err
	}
	made := func(D *sparse.Dictionary, lambda float64, f Form, layers int) error {
		_, err := New[float64](D, lambda, f, layers)
		return err
	}
	encode := func(Y *mat.Dense) error {
		_, err := ok.Encode(t.Context(), Y)
		return err
	}
	_, deeper := network[float64](t, D, 0.3, Untied{}, 1).Deepen(3)
	_, noRand := NewTrainer(ok, Training[float64]{}, nil)
	for want, err := range map[string]error{
		"no dictionary":      made(nil, 1, Tied{}, 1),
		"λ is -1":            made(D, -1, Tied{}, 1),
		"λ is NaN":           made(D, math.NaN(), Tied{}, 1),
		"no form":            made(D, 1, nil, 1),
		"-2 layers":          made(D, 1, Tied{}, -2),
		"2 layers of tanh":   made(D, 1, Tanh{}, 2),
		"Step 3":             made(D, 1, CP{Selection{Step: 3}}, 2),
		"Y has 8 columns":    encode(mat.NewDense(1, 8, nil)),
		"Y has no rows":      encode(nil),
		"Y[2][3] is NaN":     train(nan, Energy{}, Training[float64]{}),
		"no objective":       train(Y, nil, Training[float64]{}),
		"Z has 7 columns":    train(Y, Codes(mat.NewDense(10, 7, nil)), Training[float64]{}),
		"Z has 9 rows":       train(Y, Codes(mat.NewDense(9, 8, nil)), Training[float64]{}),
		"no matrix":          train(Y, Codes(nil), Training[float64]{}),
		"Batch -1":           train(Y, Energy{}, Training[float64]{Batch: -1}),
		"Clip is NaN":        train(Y, Energy{}, Training[float64]{Clip: math.NaN()}),
		"parameters of its ": deeper,
		"random generator":   noRand,
	} {
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "ebm: ", ""), strings.TrimPrefix(want, "ebm: ")) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}
