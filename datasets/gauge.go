package datasets

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// gaugeSweep is how far a gauge's needle turns.
const gaugeSweep = 1.5 * math.Pi

// Gauge returns n pictures (n×side²) of a gauge whose needle turns from the lower left
// over the top to the lower right, 270 degrees in equal steps: a curve in side²
// dimensions that does not close. A pixel at the distance r from the needle, which goes
// from the middle to 0.45·side, is
//
//	exp(−r²/2w²),  w = side/8
//
// so that pictures of near angles are near each other. The error is n < 2 or side < 4.
func Gauge(n, side int) (*mat.Dense, error) {
	if n < 2 || side < 4 {
		return nil, fmt.Errorf("%d pictures of a gauge with sides of %d: expected at least 2, with sides of at least 4", n, side)
	}
	X := mat.NewDense(n, side*side, nil)
	for i := range n {
		angle := math.Pi/2 + gaugeSweep*(0.5-float64(i)/float64(n-1))
		needle(X.RawRowView(i), side, angle)
	}
	return X, nil
}

// needle draws a needle at an angle, counted from the right against the clock.
func needle(dst []float64, side int, angle float64) {
	sin, cos := math.Sincos(angle)
	middle, length, w := float64(side-1)/2, 0.45*float64(side), float64(side)/8
	for p := range dst {
		x, y := float64(p%side)-middle, middle-float64(p/side)
		along := min(max(x*cos+y*sin, 0), length)
		r := math.Hypot(x-along*cos, y-along*sin)
		dst[p] = math.Exp(-r * r / (2 * w * w))
	}
}
