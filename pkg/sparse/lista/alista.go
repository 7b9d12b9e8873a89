package lista

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// ALISTA computes the matrix from the dictionary and learns two numbers a layer:
//
//	z_t = sh_θt(z_{t−1} + γ_t·V·(y − W·z_{t−1})),   V = [Analytic](D)
//
// Learned: γ_t and θ_t. They begin at γ = 1/(‖V‖₂·‖W‖₂) and λγ: a step that is
// safe, but not one of ISTA, since V is not Wᵀ. Cost: 2·d·k multiply-adds a layer
// and sample.
//
// Source: Liu, Chen, Wang & Yin, ICLR 2019, eq. 15.
type ALISTA struct{ Select Selection }

func (f ALISTA) String() string { return "ALISTA" + f.Select.suffix() }

func (f ALISTA) plan(D *sparse.Dictionary, lambda float64, layers int) (*plan, error) {
	V, err := Analytic(D)
	if err != nil {
		return nil, err
	}
	gamma := 1 / (mat.Norm(svdNorm(V), 2) * math.Sqrt(D.SquaredNorm()))
	p := &plan{kind: residualKind, fixed: V.RawMatrix().Data, chosen: f.Select.parts(layers)}
	p.scalars(none, gamma, lambda*gamma, layers)
	return p, f.Select.check()
}

// svdNorm returns the diagonal of singular values of a matrix, which has its 2-norm.
func svdNorm(a mat.Matrix) mat.Matrix {
	var svd mat.SVD
	svd.Factorize(a, mat.SVDNone)
	s := svd.Values(nil)
	return mat.NewVecDense(1, s[:1])
}

// Analytic returns the matrix V (k×d, rows v_j) of least generalized coherence with
// the atoms d_j of D,
//
//	minimise Σ_ij (v_iᵀ·d_j)²   such that v_jᵀ·d_j = 1 for all j.
//
// Each row is a problem of its own, with the solution v_j = M⁺d_j/(d_jᵀM⁺d_j),
// M = Σ_j d_j·d_jᵀ. Cost: an eigendecomposition of size d. The error is for a
// decomposition that fails.
//
// Source: Liu, Chen, Wang & Yin, ICLR 2019, eq. 16 (in the Frobenius norm).
func Analytic(D *sparse.Dictionary) (*mat.Dense, error) {
	d, k := D.Dims()
	atoms := D.Atoms()
	var M mat.SymDense
	M.SymOuterK(1, atoms.T()) // d×d
	var eig mat.EigenSym
	if !eig.Factorize(&M, true) {
		return nil, fmt.Errorf("lista: the eigendecomposition of a %d×%d matrix failed", d, d)
	}
	var Q, C mat.Dense
	eig.VectorsTo(&Q)
	C.Mul(atoms, &Q) // k×d, the atoms in the eigenbasis
	values := eig.Values(nil)
	low := values[d-1] * float64(d) * 1e-14
	V := mat.NewDense(k, d, nil)
	for j := range k {
		c, norm := C.RawRowView(j), 0.0
		for i, x := range c {
			if values[i] <= low {
				c[i] = 0
				continue
			}
			c[i] = x / values[i]
			norm += x * c[i]
		}
		for i := range c {
			c[i] /= norm
		}
	}
	V.Mul(&C, Q.T())
	return V, nil
}
