package datasets

import (
	"math"
	"math/rand/v2"
)

// pen draws lines into an image of 28×28: for each pixel it keeps how far its
// centre is from the nearest edge of ink, negative inside.
type pen struct {
	edge [strokeSide * strokeSide]float64 // pixels
	grey [strokeSide * strokeSide]uint8
}

func (p *pen) clear() {
	for i := range p.edge {
		p.edge[i] = math.MaxFloat64
	}
}

// draw moves a round pen along the line. The radius changes slowly by a fifth.
func (p *pen) draw(line []point, radius float64, rng *rand.Rand) {
	pressure, phase := 0.2*rng.Float64(), 2*math.Pi*rng.Float64()
	for i := 1; i < len(line); i++ {
		r := radius * (1 + pressure*math.Sin(phase+4*float64(i)/float64(len(line))))
		p.segment(line[i-1], line[i], r)
	}
}

// segment draws from a to b.
func (p *pen) segment(a, b point, radius float64) {
	const reach = 0.75 // pixels beyond the radius that the soft edge may cover
	d := radius + reach
	x0, x1 := span(a.x, b.x, d)
	y0, y1 := span(a.y, b.y, d)
	dx, dy := b.x-a.x, b.y-a.y
	square := dx*dx + dy*dy
	for y := y0; y < y1; y++ {
		row := p.edge[y*strokeSide : (y+1)*strokeSide]
		py := float64(y) + 0.5 - a.y
		for x := x0; x < x1; x++ {
			px := float64(x) + 0.5 - a.x
			t := 0.0
			if square > 0 {
				t = min(max((px*dx+py*dy)/square, 0), 1)
			}
			ex, ey := px-t*dx, py-t*dy
			row[x] = min(row[x], math.Sqrt(ex*ex+ey*ey)-radius)
		}
	}
}

// span is the range of pixels whose centres lie within d of [a, b] or [b, a].
func span(a, b, d float64) (from, to int) {
	low, high := min(a, b)-d, max(a, b)+d
	return max(int(math.Floor(low)), 0), min(int(math.Ceil(high)), strokeSide)
}

// ink turns distances into grey: 1 inside, 0 outside, and a smooth step between
// that is soft pixels wide. The centre of mass moves into pixel (14, 14), where MNIST
// has it, by whole pixels.
func (p *pen) ink(dst []uint8, soft float64) {
	var sum, sx, sy int
	for i, e := range p.edge {
		p.grey[i] = 0
		if e >= soft/2 {
			continue
		}
		t := min(0.5-e/soft, 1)
		g := toByte(t * t * (3 - 2*t))
		p.grey[i] = g
		sum, sx, sy = sum+int(g), sx+int(g)*(i%strokeSide), sy+int(g)*(i/strokeSide)
	}
	const middle = strokeSide / 2
	dx := int(math.Round(middle - float64(sx)/float64(sum)))
	dy := int(math.Round(middle - float64(sy)/float64(sum)))
	for y := range strokeSide {
		for x := range strokeSide {
			dst[y*strokeSide+x] = p.at(x-dx, y-dy)
		}
	}
}

// at returns the grey of a pixel, 0 outside the image.
func (p *pen) at(x, y int) uint8 {
	if x < 0 || y < 0 || x >= strokeSide || y >= strokeSide {
		return 0
	}
	return p.grey[y*strokeSide+x]
}
