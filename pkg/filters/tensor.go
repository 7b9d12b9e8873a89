package filters

import "math"

// Orientation is the direction in which a picture changes most, from its structure
// tensor.
type Orientation struct {
	Theta     float64 // θ of that direction, in [0, π); the stripes run across it
	Coherence float64 // (λ₁ − λ₂)/(λ₁ + λ₂), from 0, all directions alike, to 1, one direction
}

// OrientationOf measures the orientation of the picture v of h×w pixels in rows, h
// and w at least 3. The structure tensor is the sum over the pixels that have eight
// neighbours
//
//	J = Σ ∇v·∇vᵀ = [J_xx J_xy; J_xy J_yy]
//	θ = ½·atan2(2·J_xy, J_xx − J_yy)
//	coherence = √((J_xx − J_yy)² + 4·J_xy²) / (J_xx + J_yy)
//
// with λ₁ ≥ λ₂ its eigenvalues and θ the direction of the first eigenvector, as in
// [Gabor]. ∇ is Scharr's 3×3 operator: (−1, 0, 1) along one axis, (3, 10, 3)/16
// along the other, over 2. It finds θ of a grating within one degree up to 0.3
// cycles a pixel. A constant picture has θ = 0 and no coherence.
//
// Cost: O(h·w). Errors: a length that is not h·w, a picture that is too small, a
// value that is not finite.
//
// Source: Bigün & Granlund, Optimal orientation detection of linear symmetry (ICCV
// 1987); the operator: Scharr, Optimale Operatoren in der digitalen
// Bildverarbeitung (dissertation, Heidelberg 2000).
func OrientationOf(v []float64, h, w int) (Orientation, error) {
	if err := check(v, h, w); err != nil {
		return Orientation{}, err
	}
	return orientation(v, h, w), nil
}

func orientation(v []float64, h, w int) Orientation {
	scaled := make([]float64, len(v))
	if normalise(scaled, v); largest(v) == 0 {
		return Orientation{}
	}
	var xx, xy, yy float64
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			gx, gy := scharr(scaled[(y-1)*w+x-1:], w)
			xx += gx * gx
			xy += gx * gy
			yy += gy * gy
		}
	}
	if xx+yy < 1e-20 { // rounding: the picture has norm 1
		return Orientation{}
	}
	theta := math.Atan2(2*xy, xx-yy) / 2
	if theta < 0 {
		theta += math.Pi
	}
	if theta >= math.Pi { // −1e-17 + π is π
		theta = 0
	}
	return Orientation{theta, math.Hypot(xx-yy, 2*xy) / (xx + yy)}
}

// scharr returns the gradient at the middle of the 3×3 pixels that begin with v[0].
func scharr(v []float64, w int) (gx, gy float64) {
	a, b, c := v[0:3], v[w:w+3], v[2*w:2*w+3]
	gx = (3*(a[2]-a[0]) + 10*(b[2]-b[0]) + 3*(c[2]-c[0])) / 32
	gy = (3*(c[0]-a[0]) + 10*(c[1]-a[1]) + 3*(c[2]-a[2])) / 32
	return gx, gy
}
