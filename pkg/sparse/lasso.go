package sparse

import (
	"github.com/latentlab/latentlab/pkg/ebm"
)

// Model is the energy of sparse coding, ½‖y − W·z‖² + λ‖z‖₁, as an ebm.Model
// without x.
func Model(D *Dictionary, lambda float64) *ebm.Model {
	return &ebm.Model{Dec: D, Cost: ebm.SquaredError{}, Reg: ebm.L1{}, Lambda: lambda}
}

// Lasso is the problem that inference solves for one sample y (d entries):
//
//	minimise over z   ½‖y − W·z‖² + λ‖z‖₁.
//
// y is not copied. The error is for y of a wrong length, y that is not finite,
// and λ < 0.
func Lasso(D *Dictionary, y []float64, lambda float64) (*ebm.Problem, error) {
	return Model(D, lambda).Problem(nil, y)
}

// LambdaMax returns λ_max = ‖Wᵀy‖_∞: from this λ on, the code is zero.
func LambdaMax(D *Dictionary, y []float64) float64 {
	_, k := D.Dims()
	b := make([]float64, k)
	D.Pullback(b, nil, b, y)
	return absMax(b)
}
