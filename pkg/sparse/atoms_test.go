package sparse

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// improve against the formula, one atom and one entry after another, for numbers
// of atoms on both sides of a block.
func TestImproveIsTheFormula(t *testing.T) {
	for _, tol := range []float64{rough, rough / 2} { // single and double precision
		improveIsTheFormula(t, tol)
	}
}

func improveIsTheFormula(t *testing.T, tol float64) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, k := range []int{1, 5, together, together + 1, 3*together - 2} {
		const d = 7
		l := &Learner{Settings: Learning{Tol: tol}, d: mat.NewDense(k, d, nil), a: mat.NewDense(k, k, nil), b: mat.NewDense(k, d, nil)}
		Z := mat.NewDense(2*k, k, nil)
		for _, m := range []*mat.Dense{l.d, l.b, Z} {
			for i := range m.RawMatrix().Data {
				m.RawMatrix().Data[i] = rng.NormFloat64()
			}
		}
		for j := range k {
			normalize(l.d.RawRowView(j))
		}
		l.a.Mul(Z.T(), Z)
		unused := k / 2
		for i := range k {
			l.a.Set(i, unused, 0)
			l.a.Set(unused, i, 0)
		}
		want := mat.DenseCopyOf(l.d)
		for j := range k {
			if j == unused {
				continue
			}
			u := make([]float64, d)
			for c := range u {
				u[c] = l.b.At(j, c) + l.a.At(j, j)*want.At(j, c)
				for i := range k {
					u[c] -= l.a.At(j, i) * want.At(i, c)
				}
			}
			norm := floats.Norm(u, 2)
			for c := range u {
				want.Set(j, c, u[c]/norm)
			}
		}
		limit := 1e-10
		if tol >= rough {
			limit = 1e-5 // rounding of 1e-7, up to 100 times as large after a chain of atoms
		}
		l.improve()
		for i, w := range want.RawMatrix().Data {
			if got := l.d.RawMatrix().Data[i]; !(math.Abs(got-w) <= limit) {
				t.Fatalf("%d atoms: entry %d is %v, the formula gives %v", k, i, got, w)
			}
		}
	}
}
