package ebm

import "fmt"

// Placed is the ability of a decoder or predictor to move its parameters into memory that
// it is given, so that several parts can share one flat θ.
type Placed interface {
	// Place copies the parameters to theta, which has their length, and uses theta from
	// then on.
	Place(theta []float64)
}

// moved copies a part's parameters to theta and returns theta.
func moved(theta, params []float64) []float64 {
	mustMatch("theta", len(theta), "θ", len(params))
	copy(theta, params)
	return theta
}

// learned is what decoders and predictors with parameters have in common.
type learned interface{ Params() []float64 }

// join puts the parameters of two parts side by side and returns them, first those of a.
// A part without any stays where it is, and so does one that is alone in having them.
func join(a, b learned) ([]float64, error) {
	pa, pb := paramsOf(a), paramsOf(b)
	switch {
	case len(pa) == 0:
		return pb, nil
	case len(pb) == 0:
		return pa, nil
	case &pa[0] == &pb[0]:
		return nil, fmt.Errorf("ebm: the same part with its %d parameters is there twice", len(pa))
	}
	for _, part := range []learned{a, b} {
		if !movable(part) {
			return nil, fmt.Errorf("ebm: two parts with parameters are to share a slice, and %T with %d of them is not Placed", part, len(part.Params()))
		}
	}
	theta := make([]float64, len(pa)+len(pb))
	placeBoth(a, b, theta)
	return theta, nil
}

// placeBoth moves the parameters of a and b into theta.
func placeBoth(a, b learned, theta []float64) {
	n := len(paramsOf(a))
	if n > 0 {
		a.(Placed).Place(theta[:n:n])
	}
	if n < len(theta) {
		b.(Placed).Place(theta[n:])
	}
}

// movable says whether a part's parameters, if it has any, can be placed elsewhere.
func movable(part learned) bool {
	if len(paramsOf(part)) == 0 {
		return true
	}
	if c, ok := part.(interface{ partsMovable() bool }); ok {
		return c.partsMovable()
	}
	_, ok := part.(Placed)
	return ok
}

func paramsOf(part learned) []float64 {
	if part == nil {
		return nil
	}
	return part.Params()
}
