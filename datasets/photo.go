package datasets

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Photo is a photograph, or a part of one: Grey and crops share its pixels.
type Photo struct {
	Name                    string // "100075", or empty
	Height, Width, Channels int    // Channels is 1 (grey) or 3 (red, green, blue)

	raster    *raster
	top, left int // of this part in the raster
}

// NewPhoto returns a photograph of height×width×channels numbers, row by row,
// channels last, which it keeps. They may lie outside [0,1], as in a filtered image.
//
// Errors: sizes below 1, channels other than 1 and 3, another number of pixels, or
// NaN or Inf among them.
func NewPhoto(name string, height, width, channels int, pix []float32) (*Photo, error) {
	if height < 1 || width < 1 || channels != 1 && channels != 3 {
		return nil, fmt.Errorf("a photograph of %d×%d×%d: expected height and width of at least 1, and 1 or 3 channels", height, width, channels)
	}
	if len(pix) != height*width*channels {
		return nil, fmt.Errorf("%d pixels for a photograph of %d×%d×%d: expected %d", len(pix), height, width, channels, height*width*channels)
	}
	for i, v := range pix {
		if v != v || math.IsInf(float64(v), 0) {
			return nil, fmt.Errorf("pixel %d is %v: expected a finite number", i, v)
		}
	}
	return newPhoto(name, &raster{height, width, channels, nil, pix}), nil
}

func newPhoto(name string, r *raster) *Photo {
	return &Photo{Name: name, Height: r.height, Width: r.width, Channels: r.channels, raster: r}
}

// Pixels returns a copy of the pixels, Height×Width×Channels.
func (p *Photo) Pixels() []float32 {
	pix := make([]float32, p.Height*p.Width*p.Channels)
	for y := range p.Height {
		p.row(pix[y*p.Width*p.Channels:][:p.Width*p.Channels], y, 0)
	}
	return pix
}

// Matrix returns the pixels as a matrix of Height × Width·Channels.
func (p *Photo) Matrix() *mat.Dense {
	pix := p.Pixels()
	x := make([]float64, len(pix))
	for i, v := range pix {
		x[i] = float64(v)
	}
	return mat.NewDense(p.Height, p.Width*p.Channels, x)
}

// Grey returns 0.299·red + 0.587·green + 0.114·blue (ITU-R BT.601).
func (p *Photo) Grey() *Photo {
	g := *p
	g.Channels = 1
	return &g
}

// Crop returns the height×width part whose upper left pixel is (y, x). The error
// says if it is not inside.
func (p *Photo) Crop(y, x, height, width int) (*Photo, error) {
	if height < 1 || width < 1 || y < 0 || x < 0 || y > p.Height-height || x > p.Width-width {
		return nil, fmt.Errorf("a crop of %d×%d at row %d, column %d is not inside photograph %q of %d×%d", height, width, y, x, p.Name, p.Height, p.Width)
	}
	c := *p
	c.top, c.left, c.Height, c.Width = p.top+y, p.left+x, height, width
	return &c, nil
}

// CentreCrop returns the height×width part in the middle, half a pixel up and left
// of it where it must be.
func (p *Photo) CentreCrop(height, width int) (*Photo, error) {
	return p.Crop(floorHalf(p.Height-height), floorHalf(p.Width-width), height, width)
}

// floorHalf is ⌊n/2⌋, negative for negative n.
func floorHalf(n int) int { return n >> 1 }

// Image returns the photograph for packages that draw, cut to [0,1].
func (p *Photo) Image() image.Image {
	pix := p.Pixels()
	bytes := make([]uint8, len(pix))
	for i, v := range pix {
		bytes[i] = toByte(float64(v))
	}
	return picture(p.Height, p.Width, p.Channels, bytes)
}

// toByte rounds v in [0,1] to one of 256 steps, and cuts what lies outside.
func toByte(v float64) uint8 { return uint8(min(max(v, 0), 1)*255 + 0.5) }

// row writes the pixels of row y from column x on, as many as dst takes.
func (p *Photo) row(dst []float32, y, x int) {
	r := p.raster
	from := ((p.top+y)*r.width + p.left + x) * r.channels
	grey := p.Channels < r.channels
	switch {
	case r.floats != nil && grey:
		for i := range dst {
			s := r.floats[from+3*i : from+3*i+3]
			dst[i] = float32(0.299*float64(s[0]) + 0.587*float64(s[1]) + 0.114*float64(s[2]))
		}
	case r.floats != nil:
		copy(dst, r.floats[from:])
	case grey:
		for i, pix := 0, r.bytes()[from:]; i < len(dst); i++ {
			s := pix[3*i : 3*i+3]
			dst[i] = float32(float64(299*int(s[0])+587*int(s[1])+114*int(s[2])) / 255000)
		}
	default:
		for i, b := range r.bytes()[from:][:len(dst)] {
			dst[i] = unit32[b]
		}
	}
}

// raster holds the pixels that photographs share: as numbers, or as bytes that are
// unpacked when they are first needed.
type raster struct {
	height, width, channels int
	bytes                   func() []uint8 // height×width×channels
	floats                  []float32      // the same, or nil
}
