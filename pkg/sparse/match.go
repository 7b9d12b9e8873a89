package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Match pairs the atoms of A (k×d) with atoms of B (m×d, m ≥ k), one to one, such that
//
//	Σ_j |cos_j|,   cos_j = ⟨a_j, b_to[j]⟩,
//
// is the largest. A negative cosine is a pair of opposite polarity. Cost: k·m·d
// multiply-adds, and k²·m steps at most. The error is for atoms of different lengths and
// for k > m.
//
// The nearest atom of B to each of A would not do: many atoms may share one.
func Match(A, B *Dictionary) (to []int, cos []float64, err error) {
	if A == nil || B == nil {
		return nil, nil, fmt.Errorf("sparse: match: a dictionary is nil, expected two")
	}
	d, k := A.Dims()
	db, m := B.Dims()
	if d != db || k > m {
		return nil, nil, fmt.Errorf("sparse: match: %d atoms of %d entries with %d of %d, expected as many entries, and at least as many atoms to match with", k, d, m, db)
	}
	var G mat.Dense
	G.Mul(A.atoms, B.atoms.T())
	cost := mat.NewDense(k, m, nil)
	cost.Apply(func(_, _ int, c float64) float64 { return -math.Abs(c) }, &G)
	to, _, _ = assign(cost)
	cos = make([]float64, k)
	for j, at := range to {
		cos[j] = G.At(j, at)
	}
	return to, cos, nil
}
