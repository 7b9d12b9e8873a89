package conv

import "math"

// weighted is the decoder √weight ⊙ Model: under the squared error with √weight ⊙ y it
// weighs the error at each pixel.
type weighted struct {
	*Model[float64]
	roots []float64 // √weight, H×W
	top   float64   // the largest weight
}

func newWeighted(m *Model[float64], weights []float64) *weighted {
	w := &weighted{Model: m, roots: make([]float64, len(weights))}
	for i, v := range weights {
		w.roots[i] = math.Sqrt(v)
		w.top = max(w.top, v)
	}
	return w
}

// scale multiplies each pixel of x (H×W×C) by √weight.
func (w *weighted) scale(x []float64) {
	for i := range x {
		x[i] *= w.roots[i/w.Dict.C]
	}
}

func (w *weighted) Decode(dst, h, z []float64) {
	w.Model.Decode(dst, h, z)
	w.scale(dst)
}

func (w *weighted) Pullback(dst, h, z, u []float64) {
	scaled := make([]float64, len(u))
	copy(scaled, u)
	w.scale(scaled)
	w.Model.Pullback(dst, h, z, scaled)
}

// SquaredNorm returns a bound from above on ‖√weight ⊙ W‖₂².
func (w *weighted) SquaredNorm() float64 { return w.top * w.Model.SquaredNorm() }
