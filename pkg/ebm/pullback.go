package ebm

// DifferentiablePredictor is the ability of a predictor to say how h depends on x, so that
// what is composed below it can be learned too.
type DifferentiablePredictor interface {
	// PullbackX sets dst = (∂Pred/∂x)ᵀ·u at x, of the length of x. dst must not overlap x
	// or u.
	PullbackX(dst, x, u []float64)
}

// CanPullbackX says whether a predictor is a [DifferentiablePredictor] that has all it
// needs: a FuncPredictor has a BackX, the parts of a ComposedPredictor can.
func CanPullbackX(p Predictor) bool {
	switch p := p.(type) {
	case *FuncPredictor:
		return p.BackX != nil
	case *ComposedPredictor:
		return CanPullbackX(p.outer) && CanPullbackX(p.inner)
	}
	_, ok := p.(DifferentiablePredictor)
	return ok
}

// CanPullbackH says whether a decoder is [Conditioned] and has all it needs: a
// FuncDecoder that takes h has a BackH, the parts of a ComposedDecoder that take h can.
func CanPullbackH(dec Decoder) bool {
	switch dec := dec.(type) {
	case *FuncDecoder:
		return dec.H == 0 || dec.BackH != nil
	case *ComposedDecoder:
		for _, part := range []Decoder{dec.outer, dec.inner} {
			_, conditioned := part.(Conditioned)
			if (conditioned || hDim(part) > 0) && !CanPullbackH(part) {
				return false
			}
		}
		return true
	}
	_, ok := dec.(Conditioned)
	return ok
}
