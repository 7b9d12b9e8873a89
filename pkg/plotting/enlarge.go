package plotting

import "math"

// enlarge returns a tile of h×w pixels with c channels scale times as wide and as
// high, through the cubic of Catmull and Rom:
//
//	k(t) = 1.5|t|³ − 2.5|t|² + 1            for |t| ≤ 1
//	k(t) = −0.5|t|³ + 2.5|t|² − 4|t| + 2    for 1 < |t| < 2
//
// Beyond the edge the outermost pixels are repeated. A constant tile stays constant.
//
// Reference: R. Keys, Cubic Convolution Interpolation for Digital Image Processing,
// IEEE Trans. ASSP 29(6), 1981, eq. 15.
func enlarge(v []float64, h, w, c, scale int) []float64 {
	wide := make([]float64, h*w*scale*c)
	taps := cubicTaps(scale)
	for y := range h {
		for x := range w * scale {
			for ch := range c {
				s := 0.0
				for k, weight := range taps[x%scale].weight {
					sx := clamp(x/scale+taps[x%scale].first+k, w)
					s += weight * v[(y*w+sx)*c+ch]
				}
				wide[(y*w*scale+x)*c+ch] = s
			}
		}
	}
	out := make([]float64, h*scale*w*scale*c)
	line := w * scale * c
	for y := range h * scale {
		for k, weight := range taps[y%scale].weight {
			sy := clamp(y/scale+taps[y%scale].first+k, h)
			for i := range line {
				out[y*line+i] += weight * wide[sy*line+i]
			}
		}
	}
	return out
}

// tap holds the weights of four neighbours, the first at an offset from the pixel.
type tap struct {
	first  int
	weight [4]float64
}

// cubicTaps returns the weights for each of the scale places within a pixel.
func cubicTaps(scale int) []tap {
	taps := make([]tap, scale)
	for i := range taps {
		centre := (float64(i)+0.5)/float64(scale) - 0.5 // from the middle of the pixel
		first := int(math.Floor(centre)) - 1
		taps[i].first = first
		for k := range taps[i].weight {
			taps[i].weight[k] = cubic(centre - float64(first+k))
		}
	}
	return taps
}

func cubic(t float64) float64 {
	t = math.Abs(t)
	switch {
	case t <= 1:
		return (1.5*t-2.5)*t*t + 1
	case t < 2:
		return ((-0.5*t+2.5)*t-4)*t + 2
	}
	return 0
}

func clamp(i, n int) int { return min(max(i, 0), n-1) }
