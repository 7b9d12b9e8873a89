package datasets

import (
	"math"
	"math/rand/v2"
)

// leaf is a disc, in pixels, whose light changes by the factor 1 + sx·u + sy·v at
// (u, v) radii from its centre.
type leaf struct {
	x, y, r, sx, sy float64
	light           [3]float64
}

// scene holds what the leaves of a photograph share: its size, the largest radius,
// and its mean colour.
type scene struct {
	height, width int
	largest       float64
	tone          [3]float64
}

// Means and standard deviations of (r+g+b)/√3, (r+g−2b)/√6 and (r−g)/√2, where r, g
// and b are logarithms of pixels plus 0.1, in the 200 Berkeley photographs: over
// photographs, and over the pixels of one.
var (
	toneMean   = [3]float64{-1.38, 0.14, -0.03}
	toneSpread = [3]float64{0.45, 0.21, 0.12}
	leafSpread = [3]float64{0.74, 0.19, 0.13}
)

func newScene(rng *rand.Rand, height, width int) *scene {
	s := &scene{height: height, width: width, largest: largestLeaf * float64(max(height, width))}
	for i := range s.tone {
		s.tone[i] = toneMean[i] + toneSpread[i]*rng.NormFloat64()
	}
	return s
}

// leaf draws the next leaf that touches the photograph: a radius of density r⁻³,
// and a centre anywhere.
func (s *scene) leaf(rng *rand.Rand) leaf {
	var l leaf
	small, large := 1/(smallestLeaf*smallestLeaf), 1/(s.largest*s.largest)
	for {
		l.r = 1 / math.Sqrt(large+(small-large)*rng.Float64())
		l.x = (float64(s.width)+2*s.largest)*rng.Float64() - s.largest
		l.y = (float64(s.height)+2*s.largest)*rng.Float64() - s.largest
		if l.x > -l.r && l.x < float64(s.width)+l.r && l.y > -l.r && l.y < float64(s.height)+l.r {
			break
		}
	}
	l.sx, l.sy = 0.12*rng.NormFloat64(), 0.12*rng.NormFloat64()
	var t [3]float64
	for i := range t {
		t[i] = s.tone[i] + leafSpread[i]*rng.NormFloat64()
	}
	grey := t[0] / math.Sqrt(3)
	for i, v := range [3]float64{
		grey + t[1]/math.Sqrt(6) + t[2]/math.Sqrt2,
		grey + t[1]/math.Sqrt(6) - t[2]/math.Sqrt2,
		grey - 2*t[1]/math.Sqrt(6),
	} {
		l.light[i] = math.Exp(v) - 0.1
	}
	return l
}

// lay puts the leaf behind all that are there. A pixel through which the leaf's
// edge runs is covered as far as its centre is inside.
func (c *canvas) lay(l leaf) {
	y0, y1 := max(int(l.y-l.r-0.5), 0), min(int(l.y+l.r+1.5), c.height)
	for y := y0; y < y1; y++ {
		v := (float64(y) + 0.5 - l.y)
		half := math.Sqrt(max((l.r+0.5)*(l.r+0.5)-v*v, 0))
		x0, x1 := max(int(l.x-half-0.5), 0), min(int(l.x+half+1.5), c.width)
		for x := x0; x < x1; x++ {
			i := y*c.width + x
			if c.clear[i] < hidden {
				continue
			}
			u := float64(x) + 0.5 - l.x
			cover := min(l.r+0.5-math.Sqrt(u*u+v*v), 1)
			if cover <= 0 {
				continue
			}
			light := cover * c.clear[i] * (1 + (l.sx*u+l.sy*v)/l.r)
			for k := range l.light {
				c.pix[3*i+k] += light * min(max(l.light[k], 0), 1)
			}
			if c.clear[i] *= 1 - cover; c.clear[i] < hidden {
				c.left--
			}
		}
	}
}
