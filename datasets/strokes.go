package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// The size of MNIST's images, and of the box into which its digits are scaled.
const (
	strokeSide = 28
	strokeBox  = 20
)

// Strokes generates n images of handwritten-like digits, 28×28×1, with labels
// 0 … 9 in random order. Each is a glyph, one of a few ways to write the digit, bent
// by a smooth random field, slanted, turned and stretched, drawn by a pen of random
// width, scaled into 20×20 pixels and centred by its mass, as MNIST's digits are.
//
// Image i depends on the seed and on i alone: the first images of a larger set are
// the smaller set. About 15 µs an image on one processor; all are used.
//
// The error is n < 1.
func Strokes(n int, seed uint64) (*Images, error) {
	if n < 1 {
		return nil, fmt.Errorf("%d images of strokes: expected at least 1", n)
	}
	const d = strokeSide * strokeSide
	pix := make([]uint8, n*d)
	labels := make([]int, n)
	const block = 256
	inParallel((n+block-1)/block, func(b int) {
		w := &writer{pcg: rand.NewPCG(0, 0)}
		w.rng = rand.New(w.pcg)
		for i := b * block; i < min((b+1)*block, n); i++ {
			w.pcg.Seed(seed, uint64(i))
			labels[i] = w.rng.IntN(10)
			w.write(pix[i*d:(i+1)*d], labels[i])
		}
	})
	m, err := NewImages(strokeSide, strokeSide, 1, pix, labels, fmt.Sprintf("generated strokes, seed %d", seed))
	if err == nil {
		m.Classes = digitNames
	}
	return m, err
}

var digitNames = []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// writer writes one digit after the other, keeping its space.
type writer struct {
	pcg   *rand.PCG
	rng   *rand.Rand
	lines [][]point // the strokes as polygons, in pixels
	pen   pen
}

// write draws the digit into dst, 28×28 bytes.
func (w *writer) write(dst []uint8, digit int) {
	g := w.choose(glyphs[digit])
	h := w.hand(digit)
	w.lines = w.lines[:0]
	for _, stroke := range g.strokes {
		w.lines = append(w.lines, h.follow(w.rng, stroke))
	}
	fit(w.lines, strokeBox-2*h.radius)
	w.pen.clear()
	for _, line := range w.lines {
		w.pen.draw(line, h.radius, w.rng)
	}
	w.pen.ink(dst, h.soft)
}

// choose draws one of the glyphs by their shares.
func (w *writer) choose(ways []glyph) glyph {
	u := w.rng.Float64()
	for _, g := range ways {
		if u -= g.share; u < 0 {
			return g
		}
	}
	return ways[len(ways)-1]
}

// hand is how a glyph is written this time: a map from the glyph's box to the
// plane, and a pen.
type hand struct {
	waves                [3]wave
	xx, xy, yx, yy       float64 // the linear part: slant, turn, stretch
	radius, soft, tremor float64 // of the pen and of its edge, in pixels; of points, in heights
}

// wave displaces points by (dx, dy)·sin(kx·x + ky·y + phase).
type wave struct{ kx, ky, phase, dx, dy float64 }

func (w *writer) hand(digit int) hand {
	slant, turn := 0.14+0.25*w.rng.NormFloat64(), 0.10*w.rng.NormFloat64()
	if digit == 1 {
		slant = 0.25 + 0.33*w.rng.NormFloat64()
	}
	wide := math.Exp(0.10 + 0.20*w.rng.NormFloat64())
	sin, cos := math.Sincos(turn)
	h := hand{
		xx: wide * cos, xy: -slant*cos - sin,
		yx: wide * sin, yy: cos - slant*sin,
		radius: min(max(1.20*math.Exp(0.26*w.rng.NormFloat64()), 0.6), 2.2),
		soft:   1.1 + 0.3*w.rng.Float64(),
		tremor: 0.02,
	}
	for i := range h.waves {
		k, a := 2+4*w.rng.Float64(), 2*math.Pi*w.rng.Float64()
		h.waves[i] = wave{k * math.Cos(a), k * math.Sin(a), 2 * math.Pi * w.rng.Float64(),
			0.055 * w.rng.NormFloat64(), 0.05 * w.rng.NormFloat64()}
	}
	return h
}

// at maps a point of the glyph's box.
func (h *hand) at(p point) point {
	q := p
	for _, w := range h.waves {
		s := math.Sin(w.kx*p.x + w.ky*p.y + w.phase)
		q.x += w.dx * s
		q.y += w.dy * s
	}
	return point{h.xx*q.x + h.xy*q.y, h.yx*q.x + h.yy*q.y}
}

// follow returns the curve through the stroke's points as a polygon: a Catmull-Rom
// spline, four steps from point to point. Inner points tremble.
func (h *hand) follow(rng *rand.Rand, stroke []point) []point {
	n := len(stroke)
	knots := make([]point, n)
	for i, p := range stroke {
		if i > 0 && i < n-1 {
			p.x += h.tremor * rng.NormFloat64()
			p.y += h.tremor * rng.NormFloat64()
		}
		knots[i] = h.at(p)
	}
	const steps = 4
	line := []point{knots[0]}
	for i := range n - 1 {
		a, b, c, d := knots[max(i-1, 0)], knots[i], knots[i+1], knots[min(i+2, n-1)]
		for s := 1; s <= steps; s++ {
			line = append(line, catmullRom(a, b, c, d, float64(s)/steps))
		}
	}
	return line
}

// catmullRom returns the point at t in [0,1] of the cubic from b to c whose
// tangents are (c-a)/2 and (d-b)/2.
func catmullRom(a, b, c, d point, t float64) point {
	f := func(a, b, c, d float64) float64 {
		return b + t*((c-a)/2+t*(a-2.5*b+2*c-d/2+t*(1.5*(b-c)+(d-a)/2)))
	}
	return point{f(a.x, b.x, c.x, d.x), f(a.y, b.y, c.y, d.y)}
}

// fit scales and shifts the lines so that the longer side of their box is size
// pixels, and the middle of their length is near the middle of the image.
func fit(lines [][]point, size float64) {
	low, high := lines[0][0], lines[0][0]
	var sum point
	var length float64
	for _, line := range lines {
		for i, p := range line {
			low.x, low.y = min(low.x, p.x), min(low.y, p.y)
			high.x, high.y = max(high.x, p.x), max(high.y, p.y)
			if i > 0 {
				q := line[i-1]
				l := math.Hypot(p.x-q.x, p.y-q.y)
				sum.x += l * (p.x + q.x) / 2
				sum.y += l * (p.y + q.y) / 2
				length += l
			}
		}
	}
	scale := size / max(high.x-low.x, high.y-low.y)
	middle := point{sum.x / length, sum.y / length}
	const half = strokeSide/2 + 0.5 // the middle of pixel 14
	for _, line := range lines {
		for i, p := range line {
			line[i] = point{half + scale*(p.x-middle.x), half + scale*(p.y-middle.y)}
		}
	}
}
