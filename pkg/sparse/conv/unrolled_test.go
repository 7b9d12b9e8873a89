package conv

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/nn/nntest"
	"github.com/latentlab/latentlab/pkg/sparse"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func gauss[T Float](n int, rng *rand.Rand) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}

func randomDictionary[T Float](t *testing.T, maps, size, channels int, rng *rand.Rand) *Dictionary[T] {
	t.Helper()
	D, err := NewDictionary(gauss[T](maps*size*size*channels, rng), size, size, channels)
	if err != nil {
		t.Fatal(err)
	}
	return D
}

// The derivatives of all forms are those of finite differences, and single precision
// agrees with double.
func TestFormsDerivatives(t *testing.T) {
	for _, f := range []Form{Tanh{}, SmoothShrinkage{}, LISTA{Layers: 1}, LISTA{Layers: 2}, LISTA{Layers: 4}} {
		for _, s := range []shape{{3, 3, 1}, {2, 2, 3}} {
			l := laidOut[float64](t, f, s, 5, 6)
			if err := nntest.Layer(l, 3, seeded(1)); err != nil {
				t.Errorf("%v: %v", f, err)
			}
			if err := nntest.Precision(laidOut[float32](t, f, s, 5, 6), l, 3, seeded(2)); err != nil {
				t.Errorf("%v: %v", f, err)
			}
		}
	}
}

func laidOut[T Float](t *testing.T, f Form, s shape, h, w int) nn.Layer[T] {
	t.Helper()
	l, err := layer[T](f, s, h, w)
	if err != nil {
		t.Fatal(err)
	}
	if u, ok := l.(*unrolled[T]); ok {
		return &startedAt[T]{unrolled: u}
	}
	return l
}

// startedAt begins where neither all nor no entries pass the threshold.
type startedAt[T Float] struct{ *unrolled[T] }

func (l *startedAt[T]) Init(w []T, rng *rand.Rand) {
	for i := range w {
		w[i] = T(0.3 * rng.NormFloat64())
	}
	_, _, theta := l.parts(w)
	for i := range theta {
		theta[i] = 0.2
	}
}

// Before training, LISTA of T layers is T steps of ISTA.
func TestUntrainedLISTAIsISTA(t *testing.T) {
	const lambda = 0.3
	rng := seeded(3)
	for _, channels := range []int{1, 3} {
		D := randomDictionary[float64](t, 4, 3, channels, rng)
		y := gauss[float64](9*8*channels, rng)
		m, err := NewModel(D, 9, 8, Valid)
		if err != nil {
			t.Fatal(err)
		}
		p, err := (&Coder[float64]{Model: m, Lambda: lambda}).Problem(y)
		if err != nil {
			t.Fatal(err)
		}
		for steps, s := range (sparse.ISTA{}).Iterates(p, nil) {
			if steps == 0 {
				continue
			}
			e, err := NewEncoder(D, 9, 8, lambda, LISTA{Layers: steps}, nil)
			if err != nil {
				t.Fatal(err)
			}
			z, err := e.Encode(y, 9, 8)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range z {
				if !(math.Abs(v-s.Z[i]) <= 1e-12) {
					t.Fatalf("%d steps: entry %d is %v, by ISTA %v", steps, i, v, s.Z[i])
				}
			}
			if steps == 12 {
				break
			}
		}
	}
}
