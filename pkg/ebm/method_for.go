package ebm

// MethodFor returns a method that serves p: [Exhaustive] where R lists its codes, [LBFGS]
// where R is missing or has a gradient, and [GradientDescent] for the rest.
func MethodFor(p *Problem) Method {
	if _, ok := p.R.(Discrete); ok {
		return Exhaustive{}
	}
	if newEnergyGrad(p) != nil {
		return LBFGS{}
	}
	return GradientDescent{}
}
