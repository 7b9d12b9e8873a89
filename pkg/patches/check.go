package patches

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// check refuses a matrix that is nil, has no rows, or holds a value that is not
// finite.
func check(X *mat.Dense) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("patches: X has no rows, expected at least one patch")
	}
	n, _ := X.Dims()
	for i := range n {
		for j, v := range X.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("patches: X[%d][%d] is %v, expected a finite number", i, j, v)
			}
		}
	}
	return nil
}

// checkAtLeastZero refuses a setting that is negative, NaN or infinite.
func checkAtLeastZero(name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("patches: %s is %v, expected a finite number ≥ 0", name, v)
	}
	return nil
}

// checkedPixels returns the picture img in float64, a copy, and refuses one whose
// length is not h·w·channels or that holds a value that is not finite.
func checkedPixels[F float32 | float64](img []F, h, w, channels int) ([]float64, error) {
	if h < 1 || w < 1 || channels < 1 || len(img) != h*w*channels {
		return nil, fmt.Errorf("patches: a picture of %d×%d pixels with %d values, expected %d×%d×%d of them (height, width, channels) and at least one", h, w, len(img), h, w, channels)
	}
	pixels := make([]float64, len(img))
	for i, v := range img {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, fmt.Errorf("patches: channel %d of pixel %d of row %d is %v, expected a finite number", i%channels, i/channels%w, i/channels/w, v)
		}
		pixels[i] = float64(v)
	}
	return pixels, nil
}

// converted returns v in F.
func converted[F float32 | float64](v []float64) []F {
	out := make([]F, len(v))
	for i, x := range v {
		out[i] = F(x)
	}
	return out
}
