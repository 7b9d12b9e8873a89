package lista

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// infer returns, for the rows y of Y and z̄ of Zbar,
//
//	z* = argmin ½‖y − W·z‖² + α/2·‖z − z̄‖² + λR(z)
//
// for the λ and the R of the settings, R(z) = ‖z‖₁ + ρ/2·‖z‖², with z ≥ 0 if they say
// so. This is the problem without z̄, with β = √(1+α), atoms (d_j, √α·e_j)/β of unit
// norm, samples (y, √α·z̄), codes u = β·z, and λ/β and ρ/β in place of λ and ρ: exact to
// a relative duality gap of tol, or of the coder's default for 0.
func infer(ctx context.Context, D *sparse.Dictionary, s sparse.Learning, alpha float64, Y, Zbar *mat.Dense, tol float64) (*sparse.Codes, error) {
	if alpha == 0 {
		return (&sparse.Coder{Dict: D, Lambda: s.Lambda, Reg: s.Regularizer(), Tol: tol}).Encode(ctx, Y)
	}
	d, k := D.Dims()
	n, _ := Y.Dims()
	root, beta := math.Sqrt(alpha), math.Sqrt(1+alpha)
	atoms, samples := mat.NewDense(k, d+k, nil), mat.NewDense(n, d+k, nil)
	atoms.Slice(0, k, 0, d).(*mat.Dense).Copy(D.Atoms())
	for j := range k {
		atoms.Set(j, d+j, root)
	}
	samples.Slice(0, n, 0, d).(*mat.Dense).Copy(Y)
	samples.Slice(0, n, d, d+k).(*mat.Dense).Scale(root, Zbar)
	joined, err := sparse.NewDictionary(atoms)
	if err != nil {
		return nil, err
	}
	s.Lambda, s.Ridge = s.Lambda/beta, s.Ridge/beta
	codes, err := (&sparse.Coder{Dict: joined, Lambda: s.Lambda, Reg: s.Regularizer(), Tol: tol}).Encode(ctx, samples)
	if codes != nil {
		codes.Z.Scale(1/beta, codes.Z)
	}
	return codes, err
}
