package ebm

// Regularizer is R(z), the term that limits what the code can say. It need not
// be differentiable: methods use it through its proximal operator.
type Regularizer interface {
	// Value returns R(z); +Inf outside its domain.
	Value(z []float64) float64
	// Prox sets dst = argmin_u ½‖u − v‖² + t·R(u), for t ≥ 0.
	// dst may be v itself.
	Prox(dst, v []float64, t float64)
}
