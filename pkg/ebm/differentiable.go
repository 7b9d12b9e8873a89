package ebm

// Differentiable is the ability of a regularizer that has a gradient everywhere to give
// it. Methods for smooth energies ask for it.
type Differentiable interface {
	// Grad sets dst = ∇R(z). dst must not overlap z.
	Grad(dst, z []float64)
}

// energyGrad is ∇E for a problem whose R is missing or differentiable.
type energyGrad struct {
	p *Problem
	r Differentiable
	g []float64 // ∇R
}

// newEnergyGrad returns nil where R has no gradient.
func newEnergyGrad(p *Problem) *energyGrad {
	if p.R == nil {
		return &energyGrad{p: p}
	}
	r, ok := p.R.(Differentiable)
	if !ok {
		return nil
	}
	return &energyGrad{p: p, r: r, g: make([]float64, p.Dim())}
}

// at sets dst = ∇f(z) + λ·∇R(z) and returns E(z).
func (e *energyGrad) at(dst, z []float64) float64 {
	value := e.p.F.Grad(dst, z)
	if e.r == nil {
		return value
	}
	e.r.Grad(e.g, z)
	for i, g := range e.g {
		dst[i] += e.p.Lambda * g
	}
	return value + e.p.penalty(z)
}
