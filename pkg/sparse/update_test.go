package sparse_test

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// Update, and UpdateFrom with the codes that Update finds, are the same.
func TestUpdateFrom(t *testing.T) {
	rng := seeded(7)
	X := mat.NewDense(60, 12, nil)
	X.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, X)
	s := sparse.Learning{Atoms: 8, Lambda: 0.2, Tol: 1e-9}
	a, err := sparse.NewLearner(X, s, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := sparse.NewLearner(X, s, seeded(1))
	for range 3 {
		codes, err := (&sparse.Coder{Dict: b.Dictionary(), Lambda: s.Lambda, Tol: s.Tol}).Encode(t.Context(), X)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Update(t.Context(), X); err != nil {
			t.Fatal(err)
		}
		if _, err := b.UpdateFrom(X, codes); err != nil {
			t.Fatal(err)
		}
	}
	if !mat.EqualApprox(a.Dictionary().Atoms(), b.Dictionary().Atoms(), 1e-12) {
		t.Error("the atoms differ")
	}
	if _, err := b.UpdateFrom(X, &sparse.Codes{Z: mat.NewDense(60, 7, nil), Rows: make([]sparse.Certificate, 60)}); err == nil {
		t.Error("codes of 7 entries for 8 atoms were taken")
	}
	if _, err := b.UpdateFrom(X, nil); err == nil {
		t.Error("no codes were taken")
	}
}
