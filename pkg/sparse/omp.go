package sparse

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// OMP is orthogonal matching pursuit, a greedy search for the code with the fewest
// entries. Starting from nothing, the atom that correlates most with the residual
// joins the support, and the code becomes the least-squares solution on it:
//
//	j = argmax |w_jᵀr|,   S ← S ∪ {j},   z_S = G_SS⁻¹·b_S,   r = y − W·z
//
// until Count atoms are in, or ‖r‖₂ ≤ Residual, or no atom correlates with r. One
// of the two must be given. Ties go to the atom with the lower number.
//
// Source: Pati, Rezaiifar & Krishnaprasad, Asilomar 1993; on the Gram matrix as in
// Rubinstein, Zibulevsky & Elad, CS Technion 2008-08, algorithm 2.
type OMP struct {
	Count    int     // atoms at most; 0: no limit
	Residual float64 // ‖r‖₂ at which to stop; 0: go on to Count
}

// Encode finds the codes of the rows of X (n×d). A row's certificate holds ½‖r‖² as
// Primal and the size of the support; there is no Dual, and Gap is NaN: a greedy
// search certifies nothing. Cost a row: d·k + |S|·(k + |S|) multiplications.
func (o OMP) Encode(ctx context.Context, D *Dictionary, X *mat.Dense) (*Codes, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	c := Coder{Dict: D}
	if err := c.check(X); err != nil {
		return nil, err
	}
	return encodeBlocks(ctx, D, X, false, func() rowEncoder { return newPursuit(o, D) })
}

// check refuses settings that make no sense.
func (o OMP) check() error {
	switch {
	case o.Count < 0 || !(o.Residual >= 0):
		return fmt.Errorf("sparse: OMP with Count %d and Residual %v, expected numbers ≥ 0", o.Count, o.Residual)
	case o.Count == 0 && o.Residual == 0:
		return fmt.Errorf("sparse: OMP has neither Count nor Residual, expected one to stop at")
	}
	return nil
}

// pursuit is the workspace of one goroutine.
type pursuit struct {
	OMP
	inverse[float64]
	q, z []float64 // Wᵀr, and z on the support
	out  []bool    // atoms that are in the support or spanned by it
}

func newPursuit(o OMP, D *Dictionary) *pursuit {
	_, k := D.Dims()
	return &pursuit{OMP: o, inverse: inverse[float64]{k: k, gram: D.Gram().RawMatrix().Data},
		q: make([]float64, k), out: make([]bool, k)}
}

// encodeRow has the correlations b = Wᵀy and writes the code to z.
func (p *pursuit) encodeRow(z, _, b []float64, yy float64) Certificate {
	p.empty()
	p.z = p.z[:0]
	copy(p.q, b)
	clear(p.out)
	rr, floor := yy, 1e-14*absMax(b)
	for (p.Count == 0 || len(p.support) < p.Count) && math.Sqrt(rr) > p.Residual {
		j := p.best()
		if j < 0 || math.Abs(p.q[j]) <= floor {
			break
		}
		p.out[j] = true
		u, schur := p.project(j)
		if p.spanned(j, schur) {
			continue
		}
		p.take(j, u, schur)
		rr = math.Max(0, rr-p.z[len(p.z)-1]*p.z[len(p.z)-1]*schur)
	}
	clear(z)
	for i, j := range p.support {
		z[j] = p.z[i]
	}
	return Certificate{Primal: rr / 2, Dual: math.NaN(), Gap: math.NaN(), Active: len(p.support),
		Iterations: len(p.support), Status: ebm.Converged}
}

// best returns the atom, not yet out, with the largest |q_j|.
func (p *pursuit) best() int {
	best, top := -1, 0.0
	for j, q := range p.q {
		if q = math.Abs(q); q > top && !p.out[j] {
			best, top = j, q
		}
	}
	return best
}

// take adds atom j: its coefficient is c = q_j/σ, the others change by −c·u, and q
// by −c·(G_j − Σ u_i·G_i), after which q is 0 on the support.
func (p *pursuit) take(j int, u []float64, schur float64) {
	c := p.q[j] / schur
	for i, atom := range p.support {
		p.z[i] -= c * u[i]
		p.addRow(c*u[i], atom)
	}
	p.addRow(-c, j)
	p.inverse.join(j, u, schur)
	p.z = append(p.z, c)
}

// addRow adds f times row j of the Gram matrix to q.
func (p *pursuit) addRow(f float64, j int) {
	kernel.Axpy(f, p.gram[j*p.k:(j+1)*p.k], p.q)
}
