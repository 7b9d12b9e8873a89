package plotting

import (
	"image"
	"image/color"
	"math"
)

// A Range says how the numbers of a tile become grey values or colours.
type Range int

const (
	Auto      Range = iota // what the figure is for: Symmetric for filters, Unit for images
	Symmetric              // 0 is mid-grey, the tile's largest |x| is white, or black if negative
	Shared                 // as Symmetric, with the largest |x| of all tiles: strengths can be compared
	Own                    // the tile's least value is black and its largest is white
	Unit                   // 0 is black and 1 is white; what lies outside is clipped
)

// Grey values of the symmetric ranges.
const (
	midGrey   = 128
	halfRange = 127 // so that −1, 0, 1 are 1, 128, 255
)

// tone maps values to grey values: x ↦ zero + gain·x, a multiple of step above or
// below zero.
type tone struct{ zero, gain, step float64 }

// coarse returns t with a quarter of the grey values: between interpolated pixels the
// eye sees no difference, and the PNG is half as large.
func (t tone) coarse() tone {
	t.step = 4
	return t
}

// toneOf returns the tone for one tile; shared is the largest |x| of all tiles.
func (r Range) toneOf(tile []float64, shared float64) tone {
	switch r {
	case Unit:
		return tone{0, 255, 1}
	case Own:
		lo, hi := extent(tile)
		if lo == hi {
			return tone{midGrey, 0, 1}
		}
		return tone{-255 * lo / (hi - lo), 255 / (hi - lo), 1}
	case Shared:
		return symmetric(shared)
	}
	return symmetric(largest(tile))
}

func symmetric(m float64) tone {
	if m == 0 {
		return tone{midGrey, 0, 1}
	}
	return tone{midGrey, halfRange / m, 1}
}

// level returns the grey value of x.
func (t tone) level(x float64) uint8 {
	v := t.zero + t.step*math.Round(t.gain*x/t.step) // x and −x are as far from zero
	return uint8(math.Round(min(255, max(0, v))))
}

// extent returns the least and the largest of v.
func extent(v []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, x := range v {
		lo, hi = min(lo, x), max(hi, x)
	}
	return lo, hi
}

// largest returns max |x|.
func largest(v []float64) float64 {
	lo, hi := extent(v)
	return max(-lo, hi, 0)
}

// tilePixels returns a tile of h×w pixels and c channels as a picture, each pixel
// scale times as wide and as high.
func tilePixels(v []float64, h, w, c, scale int, smooth bool, t tone) *image.RGBA {
	if smooth && scale > 1 {
		v = enlarge(v, h, w, c, scale)
		h, w, scale = h*scale, w*scale, 1
		t = t.coarse()
	}
	img := image.NewRGBA(image.Rect(0, 0, w*scale, h*scale))
	for y := range h * scale {
		for x := range w * scale {
			px := v[((y/scale)*w+x/scale)*c:]
			r := t.level(px[0])
			g, b := r, r
			if c == 3 {
				g, b = t.level(px[1]), t.level(px[2])
			}
			img.SetRGBA(x, y, color.RGBA{r, g, b, 255})
		}
	}
	return img
}
