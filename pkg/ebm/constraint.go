package ebm

// Constrained is the ability of a regularizer that is +Inf outside a set to say so. The
// set holds whatever λ is, also for λ = 0.
type Constrained interface {
	// Constraint returns what z must fulfil, as it stands in a diagram: "z≥0". It is empty
	// where R is finite for every z. A regularizer that is nothing but a constraint, 0 on the set,
	// returns the same as its Label: λ has nothing to multiply.
	Constraint() string
}

// constraint returns what R asks of z, or "".
func constraint(R Regularizer) string {
	if c, ok := R.(Constrained); ok {
		return c.Constraint()
	}
	return ""
}

// indicator says whether R is nothing but a constraint.
func indicator(R Regularizer) bool {
	l, ok := R.(Labelled)
	return constraint(R) != "" && (!ok || l.Label() == constraint(R))
}
