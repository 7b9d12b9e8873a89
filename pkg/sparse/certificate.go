package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Certificate says how exact a code is. With r = y − W·z, the dual norm R° of the
// regularizer (‖·‖∞ for L1) and the dual point θ = r/max(1, R°(Wᵀr)/λ), which is
// feasible (R°(Wᵀθ) ≤ λ),
//
//	Primal = ½‖r‖² + λR(z)
//	Dual   = ⟨θ, y⟩ − ½‖θ‖²  ≤  min E  ≤  Primal
//	Gap    = (Primal − Dual)/Primal
//
// so that Primal exceeds the minimum by at most the part Gap of itself. For λ = 0
// the bound is Dual = 0, which certifies nothing. The elastic net is the lasso for
// y and W extended by zeros and √(λ·Ridge)·I.
//
// Source: Kim et al., IEEE J. Sel. Top. Signal Process. 1 (2007), section III;
// Zou & Hastie 2005, lemma 1, for the elastic net.
type Certificate struct {
	Primal, Dual float64
	Gap          float64 // relative; 0 where Primal is 0; never negative
	Active       int     // entries of z that are not zero
	Iterations   int
	Status       ebm.Status

	scale float64 // θ = scale·r
}

// Certify computes the certificate of a code z from the definition, in 4·d·k flops
// for a dictionary. It serves any linear decoder under the squared error, with a
// regularizer that knows its dual norm, or ElasticNet; the error names what does
// not fit. Iterations and Status are left at zero.
func Certify(p *ebm.Problem, z []float64) (Certificate, error) {
	f, corr, r, err := residual(p, z)
	if err != nil {
		return Certificate{}, err
	}
	return certificate(floats.Dot(r, r), floats.Dot(r, f.Y), corr, z, p.R, p.Lambda)
}

// residual returns the smooth part of p, Wᵀr, and r = y − W·z.
func residual(p *ebm.Problem, z []float64) (f *ebm.Composite, corr, r []float64, err error) {
	f, ok := p.F.(*ebm.Composite)
	if !ok {
		return nil, nil, nil, fmt.Errorf("sparse: the smooth part is %T, expected a decoder under a cost", p.F)
	}
	if _, ok := f.Cost.(ebm.SquaredError); !ok {
		return nil, nil, nil, fmt.Errorf("sparse: the cost is %T, expected ebm.SquaredError", f.Cost)
	}
	if _, ok := f.Dec.(ebm.Linear); !ok {
		return nil, nil, nil, fmt.Errorf("sparse: the decoder is %T, expected a linear one", f.Dec)
	}
	if len(z) != p.Dim() {
		return nil, nil, nil, fmt.Errorf("sparse: z has %d entries, the decoder takes %d", len(z), p.Dim())
	}
	if err := ebm.Finite("z", z); err != nil {
		return nil, nil, nil, err
	}
	r, corr = make([]float64, len(f.Y)), make([]float64, len(z))
	f.Dec.Decode(r, f.H, z)
	for i, y := range f.Y {
		r[i] = y - r[i]
	}
	f.Dec.Pullback(corr, f.H, z, r)
	return f, corr, r, nil
}

// certificate puts it together from ‖r‖², ⟨r, y⟩ and Wᵀr, which it may change.
func certificate(rr, ry float64, corr, z []float64, R ebm.Regularizer, lambda float64) (Certificate, error) {
	c := Certificate{Active: active(z), Primal: rr/2 + lambda*R.Value(z)}
	if e, ok := R.(ebm.ElasticNet); ok {
		rr += lambda * e.Ridge * floats.Dot(z, z)
		floats.AddScaled(corr, -lambda*e.Ridge, z)
		R = ebm.L1{}
		if e.NonNegative {
			R = ebm.NonNegativeL1{}
		}
	}
	g, ok := R.(ebm.Gauge)
	if !ok {
		return c, fmt.Errorf("sparse: no certificate for the regularizer %T, which knows no dual norm", R)
	}
	s := 1.0
	if top := g.Dual(corr); top > lambda {
		s = lambda / top
	}
	c.scale = s
	c.Dual = s*ry - s*s*rr/2
	if c.Primal > 0 {
		c.Gap = math.Max(0, (c.Primal-c.Dual)/c.Primal)
	}
	return c, nil
}

func active(z []float64) int {
	n := 0
	for _, v := range z {
		if v != 0 {
			n++
		}
	}
	return n
}

// Violation returns by how much z misses the optimality (KKT) conditions of
// ½‖y − W·z‖² + λR(z), as the largest distance of Wᵀr, r = y − W·z, from where it
// has to be; for L1
//
//	z_j ≠ 0:  w_jᵀr = λ·sign(z_j)
//	z_j = 0:  |w_jᵀr| ≤ λ
//
// in the units of λ. It is 0 exactly at a minimiser. It serves L1, NonNegativeL1,
// WeightedL1 and ElasticNet with a linear decoder; the error names what does not
// fit.
func Violation(p *ebm.Problem, z []float64) (float64, error) {
	_, corr, _, err := residual(p, z)
	if err != nil {
		return 0, err
	}
	pen, err := penaltyOf(p.R, p.Lambda, len(z))
	if err != nil {
		return 0, fmt.Errorf("sparse: %w", err)
	}
	return violation(&pen, z, corr), nil
}

func violation(p *penalty, z, corr []float64) float64 {
	var worst float64
	for j, q := range corr {
		worst = math.Max(worst, p.missed(j, z[j], q))
	}
	return worst
}
