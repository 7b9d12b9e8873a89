package ebm

// ElasticNet is R(z) = ‖z‖₁ + Ridge/2·‖z‖²: with atoms that resemble each other it
// shares a code among them, where L1 picks one.
// Source: Zou & Hastie, J. R. Stat. Soc. B 67 (2005), eq. 3 ("naïve").
type ElasticNet struct {
	Ridge       float64 // ≥ 0
	NonNegative bool    // R is +Inf unless z ≥ 0
}

// Value returns ‖z‖₁ + Ridge/2·‖z‖².
func (e ElasticNet) Value(z []float64) float64 {
	var squares float64
	for _, v := range z {
		squares += v * v
	}
	if e.NonNegative {
		return NonNegativeL1{}.Value(z) + e.Ridge/2*squares
	}
	return L1{}.Value(z) + e.Ridge/2*squares
}

// Prox sets dst = Shrink(v, t)/(1 + t·Ridge), with max(v − t, 0) for Shrink where
// codes are not negative.
func (e ElasticNet) Prox(dst, v []float64, t float64) {
	if e.NonNegative {
		NonNegativeL1{}.Prox(dst, v, t)
	} else {
		Shrink(dst, v, t)
	}
	for i := range dst {
		dst[i] /= 1 + t*e.Ridge
	}
}
