package sparse_test

import (
	"math"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// The points are those of the method's own iterates, and all methods end at the same
// energy.
func TestTrace(t *testing.T) {
	rng := seeded(7)
	D := randomDictionary(t, 30, 20, rng)
	y := gaussian(1, 20, rng).RawRowView(0)
	p, err := sparse.Lasso(D, y, 0.1*sparse.LambdaMax(D, y))
	if err != nil {
		t.Fatal(err)
	}
	energy := math.NaN()
	for _, m := range []ebm.Method{sparse.Homotopy{}, sparse.ISTA{}, sparse.FISTA{}, sparse.FISTA{Restart: sparse.FunctionRestart}, sparse.CoordinateDescent{}, sparse.ADMM{}} {
		points, err := sparse.Trace(p, m, 1e-9, 100000)
		if err != nil {
			t.Fatalf("%T: %v", m, err)
		}
		for i, s := range m.Iterates(p, nil) {
			if i == len(points) || i == 10 {
				break
			}
			if e := p.Energy(s.Z); math.Abs(e-points[i].Energy) > 1e-12*e {
				t.Errorf("%T: point %d has the energy %v, iterate %d has %v", m, i, points[i].Energy, i, e)
			}
			if i > 0 && points[i].Work <= points[i-1].Work {
				t.Errorf("%T: step %d cost no work", m, i)
			}
		}
		last := points[len(points)-1]
		if math.IsNaN(energy) {
			energy = last.Energy
		}
		if last.Gap > 1e-9 || math.Abs(last.Energy-energy) > 1e-8*energy {
			t.Errorf("%T: ends with gap %v and energy %v, want %v", m, last.Gap, last.Energy, energy)
		}
		if n, ok := sparse.First(points, 1e-9); !ok || n != len(points)-1 {
			t.Errorf("%T: First is %d, %v, want %d", m, n, ok, len(points)-1)
		}
	}
}

// The price list of the doc comment.
func TestTraceWork(t *testing.T) {
	D := randomDictionary(t, 8, 5, seeded(1))
	y := gaussian(1, 5, seeded(2)).RawRowView(0)
	p, err := sparse.Lasso(D, y, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		m    ebm.Method
		want float64
	}{
		{sparse.ISTA{}, 3 * 2 * 5 * 8},
		{sparse.FISTA{Restart: sparse.GradientRestart}, 3 * 2 * 5 * 8},
		{sparse.FISTA{Restart: sparse.FunctionRestart}, 3 * 3 * 5 * 8},
		{sparse.ADMM{}, 5*8 + 3*8*8},
	} {
		points, err := sparse.Trace(p, c.m, 0, 3)
		if err != nil {
			t.Fatal(err)
		}
		if got := points[3].Work; got != c.want {
			t.Errorf("%#v: 3 steps cost %v, want %v", c.m, got, c.want)
		}
	}
}

func TestTraceRefuses(t *testing.T) {
	D := randomDictionary(t, 8, 5, seeded(1))
	p, err := sparse.Lasso(D, make([]float64, 5), 0.1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []ebm.Method{sparse.ISTA{Backtrack: true}, sparse.FISTA{Backtrack: true}, sparse.ISTA{L: -1}, nil} {
		if _, err := sparse.Trace(p, m, 0, 3); err == nil {
			t.Errorf("%#v was traced", m)
		}
	}
}
