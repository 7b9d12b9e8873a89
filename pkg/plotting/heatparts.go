package plotting

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// colours2d draws a landscape's colours, a pixel each 1/96 of an inch.
type colours2d struct {
	l     Landscape
	scale heatScale
}

// Plot implements [plot.Plotter].
func (h colours2d) Plot(c draw.Canvas, p *plot.Plot) {
	r := c.Rectangle
	w, ht := int(math.Round(float64(r.Size().X/point))), int(math.Round(float64(r.Size().Y/point)))
	img := image.NewRGBA(image.Rect(0, 0, w, ht))
	for v := range ht {
		y := p.Y.Max - (p.Y.Max-p.Y.Min)*(float64(v)+0.5)/float64(ht)
		for u := range w {
			x := p.X.Min + (p.X.Max-p.X.Min)*(float64(u)+0.5)/float64(w)
			if h.l.covers(x, y) {
				img.SetRGBA(u, v, shade(h.scale.at(h.l.at(x, y))))
			} else {
				img.SetRGBA(u, v, color.RGBA{255, 255, 255, 255})
			}
		}
	}
	c.DrawImage(r, img)
}

func (l Landscape) covers(x, y float64) bool {
	return x >= l.X[0] && x <= l.X[len(l.X)-1] && y >= l.Y[0] && y <= l.Y[len(l.Y)-1]
}

// levelSets draws level sets: thin, light on dark and dark on light; or, alone on white, in
// the colours of their energies.
type levelSets struct {
	l     Landscape
	scale heatScale
	bare  bool
}

// Plot implements [plot.Plotter].
func (v levelSets) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, level := range v.scale.levels {
		var lines [][]vg.Point
		for _, l := range v.l.grid().Lines(level) {
			pts := make([]vg.Point, len(l.X))
			for i := range pts {
				pts[i] = vg.Point{X: x(l.X[i]), Y: y(l.Y[i])}
			}
			lines = append(lines, pts)
		}
		c.StrokeLines(v.scale.lineOf(level, v.bare), c.ClipLinesXY(lines...)...)
	}
}

// lineOf is the style of a level's line.
func (s heatScale) lineOf(level float64, bare bool) draw.LineStyle {
	t := s.at(level)
	switch {
	case bare:
		return draw.LineStyle{Color: shade(0.9 * t), Width: 1.4}
	case t < 0.6:
		return draw.LineStyle{Color: color.NRGBA{255, 255, 255, 150}, Width: 0.8}
	}
	return draw.LineStyle{Color: color.NRGBA{0, 0, 0, 120}, Width: 0.8}
}

// rimmed draws dots with a dark rim, which are seen on any colour.
type rimmed struct {
	Series
	small bool
}

// Plot implements [plot.Plotter].
func (s rimmed) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i := range s.Y {
		if pt := (vg.Point{X: x(s.X[i]), Y: y(s.Y[i])}); c.Contains(pt) {
			drawRimmed(c, pt, s.Colour, s.small || len(s.Y) > 150)
		}
	}
}

// drawRimmed draws one dot.
func drawRimmed(c draw.Canvas, at vg.Point, fill color.Color, small bool) {
	radius := vg.Length(2.4)
	if small {
		radius = 1.6
	}
	sty := dot(ink)
	sty.Radius = radius + 0.7
	c.DrawGlyph(sty, at)
	sty.Color, sty.Radius = fill, radius
	c.DrawGlyph(sty, at)
}

// frame draws the outline of the data.
type frame struct{}

// Plot implements [plot.Plotter].
func (frame) Plot(c draw.Canvas, _ *plot.Plot) {
	lo, hi := c.Min, c.Max
	c.StrokeLines(draw.LineStyle{Color: frameGrey, Width: 0.75},
		[]vg.Point{lo, {X: hi.X, Y: lo.Y}, hi, {X: lo.X, Y: hi.Y}, lo})
}
