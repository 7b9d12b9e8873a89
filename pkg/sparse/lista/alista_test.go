package lista

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Analytic meets its constraints, and what remains of the gradient of ‖V·Dᵀ‖_F² is along
// them: row j of V·DᵀD is a multiple of d_j. More atoms than entries, and fewer.
func TestAnalytic(t *testing.T) {
	for _, k := range []int{6, 25} {
		D, _ := problem(t, 12, k, 1)
		V, err := Analytic(D)
		if err != nil {
			t.Fatal(err)
		}
		atoms := D.Atoms()
		var C, G mat.Dense
		C.Mul(V, atoms.T()) // k×k
		G.Mul(&C, atoms)    // k×d
		for j := range k {
			if e := math.Abs(C.At(j, j) - 1); e > 1e-10 {
				t.Errorf("k = %d: v_%d·d_%d misses 1 by %v", k, j, j, e)
			}
			row, atom := G.RowView(j), atoms.RowView(j)
			var rest mat.VecDense
			rest.AddScaledVec(row, -mat.Dot(row, atom), atom)
			if e := mat.Norm(&rest, 2); e > 1e-9 {
				t.Errorf("k = %d: the gradient of row %d leaves its atom by %v", k, j, e)
			}
		}
		var plain mat.Dense
		plain.Mul(atoms, atoms.T())
		if a, b := mat.Norm(&C, 2), mat.Norm(&plain, 2); !(a < b) {
			t.Errorf("k = %d: ‖V·Dᵀ‖ is %v, no better than %v of V = D", k, a, b)
		}
	}
}
