package sparse

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// What screening leaves out is zero at the minimum, found without it; and it does
// leave out most atoms before the end.
func TestScreenIsSafe(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	raw := mat.NewDense(60, 20, nil)
	for i := range raw.RawMatrix().Data {
		raw.RawMatrix().Data[i] = rng.NormFloat64()
	}
	D, err := NewDictionary(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, R := range []ebm.Regularizer{ebm.L1{}, ebm.NonNegativeL1{}, ebm.ElasticNet{Ridge: 0.3}} {
		y := make([]float64, 20)
		for i := range y {
			y[i] = rng.NormFloat64()
		}
		lambda := 0.3 * LambdaMax(D, y)
		pen, err := penaltyOf(R, lambda, 60)
		if err != nil {
			t.Fatal(err)
		}
		best := newDescent(D)
		D.Pullback(best.b, nil, best.b, y)
		best.start(pen, nil)
		for range 20000 {
			best.step()
		}
		w, left := newDescent(D), 60
		copy(w.b, best.b)
		w.start(pen, nil)
		for range 400 {
			w.step()
			w.refresh()
			bz, qz := dot(w.b, w.z), dot(w.q, w.z)
			yy := squaredNorm(y)
			corr := append([]float64(nil), w.q...)
			c, err := certificate(yy-bz-qz, yy-bz, corr, w.z, R, lambda)
			if err != nil {
				t.Fatal(err)
			}
			w.screen(c)
			left = len(w.all)
		}
		kept := map[int]bool{}
		for _, j := range w.all {
			kept[j] = true
		}
		for j, z := range best.z {
			if z != 0 && !kept[j] {
				t.Errorf("%T: atom %d was screened out, the minimum has z = %v", R, j, z)
			}
		}
		if left > 30 {
			t.Errorf("%T: %d of 60 atoms left at the end", R, left)
		}
	}
}

func dot(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}
