package lista

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
)

// Planted: y = W·z, the part of entries that are not zero and their variance within
// five standard errors, and the same bits with any number of processors.
func TestPlanted(t *testing.T) {
	const n, d, k, part = 4000, 12, 30, 0.2
	D, _ := problem(t, d, k, 1)
	Y, Z := mat.NewDense(n, d, nil), mat.NewDense(n, k, nil)
	src := Planted{Dict: D, Part: part}
	if err := src.Draw(Y, Z, seeded(3)); err != nil {
		t.Fatal(err)
	}
	var WZ mat.Dense
	WZ.Mul(Z, D.Atoms())
	if !mat.EqualApprox(&WZ, Y, 1e-12) {
		t.Error("y is not W·z")
	}
	count, squares := 0.0, 0.0
	for _, v := range Z.RawMatrix().Data {
		if v != 0 {
			count++
			squares += v * v
		}
	}
	if off := count/(n*k) - part; math.Abs(off) > 5*math.Sqrt(part*(1-part)/(n*k)) {
		t.Errorf("a part of %v is not zero, expected %v", count/(n*k), part)
	}
	if v := squares / count; math.Abs(v-1) > 5*math.Sqrt(2/count) {
		t.Errorf("variance %v, expected 1", v)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	Y5, Z5 := mat.NewDense(n, d, nil), mat.NewDense(n, k, nil)
	if err := src.Draw(Y5, Z5, seeded(3)); err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(Y, Y5) || !mat.Equal(Z, Z5) {
		t.Error("other samples with 5 processors")
	}
}

// A training on drawn samples has the same bits whatever the number of processors, and
// with an interruption within a stage or between two.
func TestFreshSameBits(t *testing.T) {
	D, _ := problem(t, 12, 20, 1)
	src := Planted{Dict: D}
	s := Training[float32]{Steps: 36, Batch: 70, Layerwise: true, Optimizer: nn.Relative[float32]{}}
	for _, f := range []Form{Untied{}, CP{Selection{Step: 0.05}}, TiLISTA{}, ALISTA{}} {
		var want []float32
		for _, procs := range []int{1, 2, 5} {
			old := runtime.GOMAXPROCS(procs)
			n := network[float32](t, D, 0.3, f, 3)
			_, err := n.TrainFresh(t.Context(), src, s, seeded(1), nil)
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
		for _, stop := range []int{1, 3, 6, 7, 18, 35} {
			got := interruptedFresh(t, network[float32](t, D, 0.3, f, 3), src, s, stop)
			if !slices.Equal(want, got.params.Value) {
				t.Errorf("%v: other parameters after an interruption at step %d", f, stop)
			}
		}
	}
}

// interruptedFresh trains, stops after a number of steps, is stored and restored, and
// trains on.
func interruptedFresh(t *testing.T, n *Network[float32], src Source, s Training[float32], stop int) *Network[float32] {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	tr, err := n.TrainFresh(ctx, src, s, seeded(1), func(step Step) {
		if step.T == stop {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || tr.Steps() != stop {
		t.Fatalf("stopped after %d steps, %v; expected %d and context.Canceled", tr.Steps(), err, stop)
	}
	stored, err := tr.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	again := &Trainer[float32]{Settings: Training[float32]{Optimizer: s.Optimizer}}
	if err := again.UnmarshalBinary(stored); err != nil {
		t.Fatal(err)
	}
	if err := again.ResumeFresh(t.Context(), src, nil); err != nil {
		t.Fatal(err)
	}
	return again.Net
}

// constant is a source of one sample.
type constant struct{ y, z float64 }

func (c constant) Draw(Y, Z *mat.Dense, _ *rand.Rand) error {
	Y.Apply(func(_, _ int, _ float64) float64 { return c.y }, Y)
	Z.Apply(func(_, _ int, _ float64) float64 { return c.z }, Z)
	return nil
}

func TestBadSource(t *testing.T) {
	D, _ := problem(t, 5, 8, 1)
	n := network[float64](t, D, 0.3, CP{}, 2)
	other, _ := problem(t, 5, 20, 1)
	for want, src := range map[string]Source{
		"no source":     nil,
		"no dictionary": Planted{},
		"has Part 2":    Planted{Dict: D, Part: 2},
		"Y[0][0] is":    constant{y: math.NaN()},
		"Z[0][0] is":    constant{z: math.Inf(1)},
		"has 20 atoms":  Planted{Dict: other},
	} {
		before := slices.Clone(n.params.Value)
		_, err := n.TrainFresh(t.Context(), src, Training[float64]{Steps: 3}, seeded(1), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
		if !slices.Equal(before, n.params.Value) {
			t.Errorf("%s: the parameters moved", want)
		}
	}
}
