package ebm

// Gauge is the ability of a regularizer that grows in proportion,
// R(t·z) = t·R(z) for t ≥ 0, to give its dual
//
//	R°(v) = sup { ⟨v, z⟩ : R(z) ≤ 1 }.
//
// The duality gap of ½‖y − Wz‖² + λR(z) comes from it: θ is dual feasible where
// R°(Wᵀθ) ≤ λ.
type Gauge interface {
	// Dual returns R°(v).
	Dual(v []float64) float64
}
