package plotting

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// coils are springs from the origin to balls.
type coils struct {
	balls   []Ball
	of      []int
	k       float64
	largest float64 // force
	scale   float64 // the force drawn red
	silent  bool    // no numbers
}

func newCoils(balls []Ball, s Springs) *coils {
	c := &coils{balls: balls, of: s.Of, k: s.Strength}
	if c.of == nil {
		for i := range balls {
			c.of = append(c.of, i)
		}
	}
	for _, i := range c.of {
		c.largest = max(c.largest, c.force(i))
	}
	c.scale = c.largest
	return c
}

// force returns k·‖z‖ of ball i.
func (s *coils) force(i int) float64 { return s.k * math.Hypot(s.balls[i].X, s.balls[i].Y) }

const (
	coilTurns  = 12
	coilRadius = 6 // points
)

// Plot implements [plot.Plotter].
func (s *coils) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	o := vg.Point{X: x(0), Y: y(0)}
	for _, i := range s.of {
		end := vg.Point{X: x(s.balls[i].X), Y: y(s.balls[i].Y)}
		share := 0.0
		if s.scale > 0 {
			share = s.force(i) / s.scale
		}
		line := coil(o, end)
		c.StrokeLines(draw.LineStyle{Color: color.NRGBA{0xff, 0xff, 0xff, 0xa0}, Width: 3}, c.ClipLinesXY(line)...)
		c.StrokeLines(draw.LineStyle{Color: tension(share), Width: 1.3}, c.ClipLinesXY(line)...)
	}
	if s.silent {
		return
	}
	sty := letters(tickSize, text.XRight)
	sty.YAlign = text.YTop
	c.FillText(sty, vg.Point{X: c.Max.X - 4, Y: c.Max.Y - 4}, fmt.Sprintf("k = %.3g, largest force %.2g", s.k, s.largest))
}

// coil returns a helix from a to b seen from the side, a little from the front.
func coil(a, b vg.Point) []vg.Point {
	d := b.Sub(a)
	length := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
	if length == 0 {
		return []vg.Point{a, b}
	}
	along, across := d.Scale(1/length), vg.Point{X: -d.Y / length, Y: d.X / length}
	r := min(coilRadius, length/4)
	const steps = coilTurns * 24
	pts := []vg.Point{a}
	for i := range steps + 1 {
		t := float64(i) / steps
		sin, cos := math.Sincos(2 * math.Pi * coilTurns * t)
		at := length*vg.Length(0.06+0.88*t) + r*0.45*vg.Length(1-cos)/2
		pts = append(pts, a.Add(along.Scale(at)).Add(across.Scale(r*vg.Length(sin))))
	}
	return append(pts, b)
}

// tension returns the colour of a force: grey at 0, red at 1.
func tension(share float64) color.NRGBA {
	mix := func(a, b float64) uint8 { return uint8(a + (b-a)*share + 0.5) }
	return color.NRGBA{mix(0x80, 0xd0), mix(0x80, 0x20), mix(0x80, 0x20), 0xff}
}
