package datasets

import "math"

// Ellipse is the curve (A·cos 2πt, B·sin 2πt). t is uniform in the angle, so that
// points lie closer together at the ends of the longer axis.
type Ellipse struct {
	A, B float64 // half axes; default 2 and 1
}

// At returns (A·cos 2πt, B·sin 2πt).
func (e Ellipse) At(t float64) (y1, y2 float64) {
	sin, cos := math.Sincos(2 * math.Pi * t)
	return orDefault(e.A, 2) * cos, orDefault(e.B, 1) * sin
}

// Spiral is an Archimedean spiral from the origin outwards: the angle 2π·Turns·√t and
// the distance Radius·√t grow together. The root makes points about equally dense
// along the curve, but for the first half turn.
type Spiral struct {
	Turns  float64 // default 2
	Radius float64 // at the outer end; default 2
}

// At returns Radius·√t·(cos φ, sin φ) with φ = 2π·Turns·√t.
func (s Spiral) At(t float64) (y1, y2 float64) {
	root := math.Sqrt(t)
	sin, cos := math.Sincos(2 * math.Pi * orDefault(s.Turns, 2) * root)
	r := orDefault(s.Radius, 2) * root
	return r * cos, r * sin
}

// TwoMoons is two half circles of radius 1 that reach into each other. The upper one,
// for t < ½, is centred on (−½, −¼), the lower one on (½, ¼): the middle of both is the
// origin, and one becomes the other in a half turn about it.
type TwoMoons struct{}

// At returns the upper moon for t < ½ and the lower one for the rest.
func (TwoMoons) At(t float64) (y1, y2 float64) {
	sin, cos := math.Sincos(2 * math.Pi * math.Mod(t, 0.5))
	if t < 0.5 {
		return cos - 0.5, sin - 0.25
	}
	return 0.5 - cos, 0.25 - sin
}

// GappedWave is the curve y2 = sin(π·y1/2) over −2 ≤ y1 ≤ 2, of which the middle piece
// |y1| < Gap/2 is left out: a model either bridges the gap or does not. t is uniform in
// y1 over what is left.
type GappedWave struct {
	Gap float64 // between 0 and 4; default 1
}

// At returns the left piece for t < ½ and the right one for the rest.
func (w GappedWave) At(t float64) (y1, y2 float64) {
	gap := orDefault(w.Gap, 1)
	y1 = -2 + (4-gap)*t
	if t >= 0.5 {
		y1 += gap
	}
	return y1, math.Sin(math.Pi * y1 / 2)
}

func orDefault(v, d float64) float64 {
	if v == 0 {
		return d
	}
	return v
}
