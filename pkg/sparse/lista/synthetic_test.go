package lista

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// The synthetic benchmark at a small size: 100 atoms of 50 entries, 4 layers, one recipe
// for all forms. What is learned beats as many steps of FISTA and four times as many of
// ISTA, at whichever λ these do best, and forms with support selection beat those
// without.
func TestSynthetic(t *testing.T) {
	const d, k, layers, lambda = 50, 100, 4, 0.4
	D, err := sparse.NewDictionary(gauss(k, d, seeded(1)))
	if err != nil {
		t.Fatal(err)
	}
	src := Planted{Dict: D}
	Y, Z := mat.NewDense(300, d, nil), mat.NewDense(300, k, nil)
	if err := src.Draw(Y, Z, seeded(2)); err != nil {
		t.Fatal(err)
	}
	ista, fista := untrained(t, D, Y, Z, 4*layers, layers)
	t.Logf("ISTA %.2f dB, FISTA %.2f", ista, fista)
	sel := Selection{Step: 0.012, Most: 0.13}
	got := map[string]float64{}
	for _, f := range []Form{StepLISTA{}, ALISTA{sel}, CP{}, CP{sel}, TiLISTA{sel}, Untied{}} {
		n := network[float32](t, D, lambda, f, layers)
		s := Training[float32]{Steps: 800, Batch: 64, Layerwise: true, Coupled: true,
			Optimizer: nn.Relative[float32]{}, Schedule: nn.Cosine{Peak: 0.05, Steps: 800}}
		if _, err := n.TrainFresh(t.Context(), src, s, seeded(3), nil); err != nil {
			t.Fatal(err)
		}
		got[f.String()] = decibels(t, n, Y, Z)
		t.Logf("%v: %.2f dB", f, got[f.String()])
	}
	for name, v := range got {
		if !(v < ista) || !(v < fista) {
			t.Errorf("%s: %.2f dB, ISTA has %.2f, FISTA %.2f", name, v, ista, fista)
		}
		for plain, w := range got {
			if strings.HasSuffix(name, "SS") && !strings.HasSuffix(plain, "SS") && !(v < w) {
				t.Errorf("%s: %.2f dB, %s has %.2f", name, v, plain, w)
			}
		}
	}
}

// untrained returns the errors of ISTA and FISTA after their numbers of steps, each at
// the λ that serves it best.
func untrained(t *testing.T, D *sparse.Dictionary, Y, Z *mat.Dense, istaSteps, fistaSteps int) (ista, fista float64) {
	t.Helper()
	for _, lambda := range []float64{0.4, 0.2, 0.1, 0.05, 0.025} {
		n := network[float64](t, D, lambda, Tied{}, istaSteps)
		ista = min(ista, decibels(t, n, Y, Z))
		got := mat.NewDense(Z.RawMatrix().Rows, Z.RawMatrix().Cols, nil)
		for i := range Y.RawMatrix().Rows {
			p, err := sparse.Lasso(D, Y.RawRowView(i), lambda)
			if err != nil {
				t.Fatal(err)
			}
			for at, s := range (sparse.FISTA{}).Iterates(p, nil) {
				if at == fistaSteps {
					got.SetRow(i, s.Z)
					break
				}
			}
		}
		e, err := NewNMSE(got, Z)
		if err != nil {
			t.Fatal(err)
		}
		fista = min(fista, e.OfSums)
	}
	return ista, fista
}

// decibels returns the error of a network's codes, as a ratio of sums.
func decibels[T nn.Float](t *testing.T, n *Network[T], Y, Z *mat.Dense) float64 {
	t.Helper()
	got, err := n.Encode(t.Context(), Y)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewNMSE(got, Z)
	if err != nil {
		t.Fatal(err)
	}
	return e.OfSums
}
