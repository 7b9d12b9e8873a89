package ebm

// Decoder is ȳ = Dec(h, z): it turns a code into a prediction. h is what the
// predictor made of x, and nil where there is no x.
type Decoder interface {
	// Dims returns the lengths of ȳ and of z.
	Dims() (d, k int)
	// Decode sets dst = Dec(h, z). dst (d) must not overlap z.
	Decode(dst, h, z []float64)
	// Pullback sets dst = (∂Dec/∂z)ᵀ·u at (h, z): the gradient over z (k) that
	// belongs to the gradient u over ȳ (d). dst must not overlap u or z.
	Pullback(dst, h, z, u []float64)
}

// Linear is the ability of a decoder that is linear in z, Dec(z) = W·z, to give
// the squared spectral norm ‖W‖₂², the largest eigenvalue of WᵀW.
type Linear interface {
	SquaredNorm() float64
}

// Predictor is h = Pred(x).
type Predictor interface {
	// Dims returns the lengths of h and of x.
	Dims() (h, x int)
	// Predict sets dst = Pred(x).
	Predict(dst, x []float64)
}
