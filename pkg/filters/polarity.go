package filters

import "math"

// Light returns the direction from dark to light across an edge, in [0, 2π): θ or
// the opposite of θ, from the sign of the wave's slope in the middle of what a
// picture of h×w pixels shows,
//
//	∂g/∂x′ = −2π·f·A·sin φ̂
//
// with φ̂ of [Gabor.Visible]. Two edges of one orientation and opposite polarity are
// half a turn apart: a vertical edge has 0 where the right side is light and π where
// the left is. Where the middle is even, a bar, the sign means little.
func (g Gabor) Light(h, w int) float64 {
	if math.Sin(g.Visible(h, w).Phase) > 0 {
		return g.Theta + math.Pi
	}
	return g.Theta
}

// Sign returns +1 for a light bar and −1 for a dark one, the sign of cos φ̂ in the
// middle of what a picture of h×w pixels shows.
func (g Gabor) Sign(h, w int) int {
	if math.Cos(g.Visible(h, w).Phase) < 0 {
		return -1
	}
	return 1
}
