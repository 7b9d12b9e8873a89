package ebm

// Domain is the ability of a cost that takes only some y to refuse the others.
// [Model.Problem] asks for it.
type Domain interface {
	// CheckY returns an error that names the entry of y which does not fit and what is
	// expected, or a setting of the cost that makes no sense.
	CheckY(y []float64) error
}

// CodeChecker is the ability of a regularizer with settings of its own to refuse codes
// that they do not fit. [Model.Problem] asks for it.
type CodeChecker interface {
	// CheckCode returns an error if R does not take codes of k entries, or if a setting of
	// R makes no sense.
	CheckCode(k int) error
}

// Conditional is the ability of a decoder to say how long an h it takes.
// [Model.Problem] asks for it.
type Conditional interface {
	// HDim returns the length of h, 0 if the decoder does not use h.
	HDim() int
}
