package ebm

// Cost is C(y, ȳ): how badly ȳ stands for the observed y. Both have d entries.
type Cost interface {
	// Value returns C(y, ȳ).
	Value(y, ybar []float64) float64
	// Grad sets dst = ∂C/∂ȳ (d entries) and returns C(y, ȳ).
	// dst may be ybar itself.
	Grad(dst, y, ybar []float64) float64
}

// Curved is the ability of a cost to bound its second derivative:
// ∂²C/∂ȳ² ≤ Curvature()·I everywhere. Fixed step sizes come from it.
type Curved interface {
	Curvature() float64
}

// SquaredError is the cost ½‖y − ȳ‖². The lecture's page leaves the ½ out; with
// it, the gradient is ȳ − y and the step 1/L with threshold λ/L minimises the
// energy that is written down.
type SquaredError struct{}

// Value returns ½‖y − ȳ‖².
func (SquaredError) Value(y, ybar []float64) float64 {
	mustMatch("y", len(y), "ȳ", len(ybar))
	var sum float64
	for i, v := range y {
		r := ybar[i] - v
		sum += r * r
	}
	return sum / 2
}

// Grad sets dst = ȳ − y and returns ½‖y − ȳ‖².
func (SquaredError) Grad(dst, y, ybar []float64) float64 {
	mustMatch("y", len(y), "ȳ", len(ybar))
	mustMatch("dst", len(dst), "ȳ", len(ybar))
	var sum float64
	for i, v := range y {
		r := ybar[i] - v
		dst[i] = r
		sum += r * r
	}
	return sum / 2
}

// Curvature returns 1: the second derivative is the identity.
func (SquaredError) Curvature() float64 { return 1 }
