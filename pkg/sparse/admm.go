package sparse

import (
	"fmt"
	"iter"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// ADMM splits the energy in two copies of the code, x for the squared error and z
// for the regularizer, and makes them agree with the price u of their difference:
//
//	x ← (G + ρI)⁻¹·(b + ρ(z − u)),   G = WᵀW,  b = Wᵀy
//	z ← prox_{λR/ρ}(x + u)
//	u ← u + x − z
//
// The matrix is factored once: k³/3 flops, then 2k² a step. Iterates are z. It
// serves a Dictionary under the squared error with any regularizer, and for those
// that are not convex it finds a point where it rests.
//
// Source: Boyd et al., Found. Trends Mach. Learn. 3 (2011), section 6.4; residuals
// of section 3.3.
type ADMM struct {
	Rho float64 // ρ > 0; default 1, the squared norm of an atom
}

// Check refuses a decoder other than a dictionary, a cost other than the squared
// error, and a negative ρ.
func (m ADMM) Check(p *ebm.Problem) error {
	if !(m.Rho >= 0) || math.IsInf(m.Rho, 1) {
		return fmt.Errorf("sparse: ADMM: ρ is %v, expected a finite number > 0, or 0 for the default", m.Rho)
	}
	if _, _, err := leastSquaresOf(p); err != nil {
		return fmt.Errorf("sparse: ADMM: %w", err)
	}
	return nil
}

// Iterates yields (0, z0), then a state after each step. Residual is the larger of
// ρ‖x − z‖∞ and ρ‖z − z⁻‖∞. It panics for a problem that Check refuses.
func (m ADMM) Iterates(p *ebm.Problem, z0 []float64) iter.Seq2[int, *ebm.State] {
	if err := m.Check(p); err != nil {
		panic(err.Error())
	}
	D, y, _ := leastSquaresOf(p)
	rho := m.Rho
	if rho == 0 {
		rho = 1
	}
	return func(yield func(int, *ebm.State) bool) {
		k := p.Dim()
		system := mat.NewSymDense(k, nil)
		for i := range k {
			for j := i; j < k; j++ {
				system.SetSym(i, j, D.Gram().At(i, j))
			}
			system.SetSym(i, i, D.Gram().At(i, i)+rho)
		}
		var chol mat.Cholesky
		chol.Factorize(system) // positive definite: G ≥ 0, ρ > 0

		b, z, u := make([]float64, k), start(p, z0), make([]float64, k)
		x, v := make([]float64, k), make([]float64, k)
		D.Pullback(b, nil, z, y)
		state := &ebm.State{Z: z, Step: 1 / rho, Residual: math.Inf(1)}
		for t := 0; yield(t, state); t++ {
			for i := range v {
				v[i] = b[i] + rho*(z[i]-u[i])
			}
			chol.SolveVecTo(mat.NewVecDense(k, x), mat.NewVecDense(k, v))
			for i := range v {
				v[i] = x[i] + u[i]
			}
			p.Prox(v, v, 1/rho)
			state.Residual = rho * math.Max(maxDistance(x, v), maxDistance(v, z))
			for i := range u {
				u[i] += x[i] - v[i]
			}
			copy(z, v)
		}
	}
}
