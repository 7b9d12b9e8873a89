package ebm

// Parametric is the ability of a decoder to be learned. Its parameters θ are one flat
// slice.
type Parametric interface {
	// Params returns θ itself: who changes the slice changes the decoder.
	Params() []float64
	// PullbackParams adds (∂Dec/∂θ)ᵀ·u at (h, z) to dst, which has the length of θ.
	PullbackParams(dst, h, z, u []float64)
}

// Conditioned is the ability of a decoder to say how ȳ depends on h, so that what
// lies below it can be learned too.
type Conditioned interface {
	// PullbackH sets dst = (∂Dec/∂h)ᵀ·u at (h, z), of the length of h.
	PullbackH(dst, h, z, u []float64)
}

// ParametricPredictor is the ability of a predictor to be learned.
type ParametricPredictor interface {
	// Params returns θ itself: who changes the slice changes the predictor.
	Params() []float64
	// PullbackParams adds (∂Pred/∂θ)ᵀ·u at x to dst, which has the length of θ.
	PullbackParams(dst, x, u []float64)
}

// Normalizer is the ability of a decoder to bring its parameters back to where they may
// be after a step: atoms to unit norm, say.
type Normalizer interface {
	Normalize()
}
