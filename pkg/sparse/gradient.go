package sparse

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// GradientStep is the lecture's own way to learn: one step of gradient descent on
// the atoms, with the codes held fixed,
//
//	D ← D − η·∂/∂D (1/2n)‖X − Z·D‖² = D + η·Zᵀ(X − Z·D)/n.
//
// X is n×d, Z n×k, and the result k×d, as it comes out: NewDictionary scales its
// rows to unit norm, RawDictionary leaves them. It panics where shapes differ.
//
// Source: Olshausen & Field, Vision Res. 37 (1997), eq. 18.
func GradientStep(D *Dictionary, X, Z *mat.Dense, eta float64) *mat.Dense {
	n, d := X.Dims()
	zn, k := Z.Dims()
	if wd, wk := D.Dims(); zn != n || d != wd || k != wk {
		panic(fmt.Sprintf("sparse: X is %d×%d and Z %d×%d for %d atoms of %d entries", n, d, zn, k, wk, wd))
	}
	var r, step mat.Dense
	r.Mul(Z, D.atoms)
	r.Sub(X, &r)
	step.Mul(Z.T(), &r)
	step.Scale(eta/float64(n), &step)
	step.Add(D.atoms, &step)
	return &step
}
