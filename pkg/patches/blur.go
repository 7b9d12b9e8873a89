package patches

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Blur is the convolution of each channel with a Gaussian of σ pixels,
//
//	result(y, x) = Σ_p Σ_q w_p·w_q·img(y+p, x+q),   w_p ∝ exp(−p²/(2σ²)),   Σ_p w_p = 1
//
// with p and q from −r to r, r = ⌊4σ + ½⌋. At the edges the picture is reflected,
// the pixel at the edge twice: … b a | a b c …, as often as the window needs.
// img is h×w×channels, in rows. σ is > 0 and at most 1000.
//
// The numbers are those of scipy.ndimage.gaussian_filter with its defaults (mode
// reflect, truncate 4), up to rounding; sums are in float64.
//
// Cost: 4r·h·w·channels, in parallel by rows, and four pictures of float64.
func Blur[F float32 | float64](img []F, h, w, channels int, sigma float64) ([]F, error) {
	smooth, _, err := blurred(img, h, w, channels, sigma)
	if err != nil {
		return nil, err
	}
	return converted[F](smooth), nil
}

// HighPass returns img − [Blur](img): what the blur takes away. A constant channel
// becomes zero. Shapes and errors are those of Blur.
func HighPass[F float32 | float64](img []F, h, w, channels int, sigma float64) ([]F, error) {
	smooth, pixels, err := blurred(img, h, w, channels, sigma)
	if err != nil {
		return nil, err
	}
	for i, v := range pixels {
		pixels[i] = v - smooth[i]
	}
	return converted[F](pixels), nil
}

func blurred[F float32 | float64](img []F, h, w, channels int, sigma float64) (smooth, pixels []float64, err error) {
	if err := checkSigma(sigma); err != nil {
		return nil, nil, err
	}
	if pixels, err = checkedPixels(img, h, w, channels); err != nil {
		return nil, nil, err
	}
	smooth = make([]float64, len(pixels))
	newSmoother(h, w, channels, gaussian(sigma, int(4*sigma+0.5))).smooth(smooth, pixels)
	return smooth, pixels, nil
}

// gaussian returns the weights w_−r … w_r, which sum to 1.
func gaussian(sigma float64, r int) []float64 {
	weights := make([]float64, 2*r+1)
	sum := 0.0
	for i := range weights {
		q := float64(i-r) / sigma
		weights[i] = math.Exp(-q * q / 2)
		sum += weights[i]
	}
	divide(weights, sum)
	return weights
}

// smoother convolves pictures of one size with one separable window.
type smoother struct {
	h, w, channels int
	weights        []float64
	rows, cols     []int     // row or column to read r before each, reflected
	wide, half     []float64 // h×(w+2r)×channels and h×w×channels
}

func newSmoother(h, w, channels int, weights []float64) *smoother {
	r := len(weights) / 2
	return &smoother{h: h, w: w, channels: channels, weights: weights, rows: reflected(h, r), cols: reflected(w, r),
		wide: make([]float64, h*(w+2*r)*channels), half: make([]float64, h*w*channels)}
}

// reflected returns the indices of … 1 0 | 0 1 … n−1 | n−1 n−2 …, r on each side.
func reflected(n, r int) []int {
	at := make([]int, n+2*r)
	for i := range at {
		k := ((i-r)%(2*n) + 2*n) % (2 * n)
		at[i] = min(k, 2*n-1-k)
	}
	return at
}

// smooth sets dst to the convolution of the picture x with the window, along rows
// first, then along columns.
func (s *smoother) smooth(dst, x []float64) {
	line, padded := s.w*s.channels, len(s.cols)*s.channels
	kernel.Parallel(s.h, func(y int) {
		wide, half := s.wide[y*padded:(y+1)*padded], s.half[y*line:(y+1)*line]
		for i, from := range s.cols {
			copy(wide[i*s.channels:(i+1)*s.channels], x[y*line+from*s.channels:])
		}
		clear(half)
		for q, weight := range s.weights {
			kernel.Axpy(weight, wide[q*s.channels:q*s.channels+line], half)
		}
	})
	kernel.Parallel(s.h, func(y int) {
		row := dst[y*line : (y+1)*line]
		clear(row)
		kernel.AxpyRows(row, s.weights, s.half, line, s.rows[y:y+len(s.weights)])
	})
}

// checkSigma refuses windows of no width, and those of more than a thousand
// pixels, whose radius is rather a slip.
func checkSigma(sigma float64) error {
	if !(sigma > 0 && sigma <= 1000) {
		return fmt.Errorf("patches: σ is %v pixels, expected a number > 0 and at most 1000", sigma)
	}
	return nil
}
