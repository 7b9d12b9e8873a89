package patches

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// LocalContrast are the settings of [SubtractLocalMean] and [NormalizeLocal]. The
// window is w_pq ∝ exp(−(p²+q²)/(2σ²)) for |p|, |q| ≤ Radius.
type LocalContrast struct {
	Sigma  float64 // σ in pixels; 0 means 2
	Radius int     // of the square window in pixels; 0 means ⌈2σ⌉, so 9×9 pixels for σ = 2
	Floor  float64 // c, the least standard deviation to divide by, in the units of the picture; 0 means the mean of σ(y, x)
}

// SubtractLocalMean takes from each pixel the mean around it, over all channels:
//
//	v(y, x, c) = x(y, x, c) − (1/C)·Σ_c' Σ_pq w_pq·x(y+p, x+q, c'),   Σ_pq w_pq = 1
//
// At the edges the picture is reflected, as in [Blur]. With one channel, a constant
// picture becomes zero; with several, what their mean is, and they keep what tells
// them apart: normalise the channels one by one to lose that too. img is h×w×channels,
// in rows. Floor has no part in it.
//
// Cost: 4·Radius·h·w·channels, in parallel by rows.
//
// Source: Jarrett, Kavukcuoglu, Ranzato & LeCun, What is the best multi-stage
// architecture for object recognition? (ICCV 2009), the subtractive half of their
// local contrast normalization layer.
func SubtractLocalMean[F float32 | float64](img []F, h, w, channels int, s LocalContrast) ([]F, error) {
	v, _, err := subtracted(img, h, w, channels, &s)
	if err != nil {
		return nil, err
	}
	return converted[F](v), nil
}

// NormalizeLocal divides what [SubtractLocalMean] leaves by the standard deviation
// around each pixel, over all channels:
//
//	σ(y, x)² = (1/C)·Σ_c Σ_pq w_pq·v(y+p, x+q, c)²
//	result   = v(y, x, c) / max(Floor, σ(y, x))
//
// With Floor zero it is the mean of σ(y, x) over the picture: then places of low
// contrast are not blown up, and the result is the same whatever the picture's
// scale and brightness. A constant picture of one channel becomes zero.
//
// Cost: 8·Radius·h·w·channels, in parallel by rows. Source: as there, the
// divisive half.
func NormalizeLocal[F float32 | float64](img []F, h, w, channels int, s LocalContrast) ([]F, error) {
	v, window, err := subtracted(img, h, w, channels, &s)
	if err != nil {
		return nil, err
	}
	sigma := window.deviation(v, channels)
	floor := s.Floor
	if floor == 0 {
		floor = floats.Sum(sigma) / float64(len(sigma))
	}
	for i := range v {
		if by := max(floor, sigma[i/channels]); by > 0 {
			v[i] /= by
		}
	}
	return converted[F](v), nil
}

// subtracted returns v and the smoother of one channel. The picture is counted from
// its first value, so that the rounding of the weights' sum leaves no trace on a
// constant.
func subtracted[F float32 | float64](img []F, h, w, channels int, s *LocalContrast) ([]float64, *smoother, error) {
	if err := s.complete(); err != nil {
		return nil, nil, err
	}
	v, err := checkedPixels(img, h, w, channels)
	if err != nil {
		return nil, nil, err
	}
	first := v[0]
	mean := make([]float64, h*w)
	for i := range v {
		v[i] -= first
		mean[i/channels] += v[i] / float64(channels)
	}
	window := newSmoother(h, w, 1, gaussian(s.Sigma, s.Radius))
	smooth := make([]float64, h*w)
	window.smooth(smooth, mean)
	for i := range v {
		v[i] -= smooth[i/channels]
	}
	return v, window, nil
}

// deviation returns σ(y, x), h×w. Dividing by the largest entry first keeps the
// squares in range.
func (window *smoother) deviation(v []float64, channels int) []float64 {
	big := floats.Norm(v, math.Inf(1))
	square, sigma := make([]float64, len(v)/channels), make([]float64, len(v)/channels)
	if big == 0 {
		return sigma
	}
	for i, x := range v {
		square[i/channels] += x / big * (x / big) / float64(channels)
	}
	window.smooth(sigma, square)
	for i, s := range sigma {
		sigma[i] = big * math.Sqrt(s)
	}
	return sigma
}

// complete puts defaults in place of zeros, and refuses settings out of range.
func (s *LocalContrast) complete() error {
	if s.Sigma == 0 {
		s.Sigma = 2
	}
	if err := checkSigma(s.Sigma); err != nil {
		return err
	}
	if s.Radius < 0 || s.Radius > 4000 {
		return fmt.Errorf("patches: Radius is %d pixels, expected 0 to 4000", s.Radius)
	}
	if s.Radius == 0 {
		s.Radius = int(math.Ceil(2 * s.Sigma))
	}
	return checkAtLeastZero("Floor", s.Floor)
}
