package plotting

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter draws a dot at each (X[i], Y[i]). Dots let through what is below them, so that
// crowds look darker. Errors are those of Curves; a series without X is one too.
func Scatter(a Axes, s ...Series) *Figure {
	for i, one := range s {
		if one.X == nil && len(one.Y) > 0 {
			return failed("Scatter", "series %d %q has no X; expected as many values as in Y, %d", i, one.Name, len(one.Y))
		}
	}
	s, err := a.prepare(s)
	if err != nil {
		return failed("Scatter", "%w", err)
	}
	p := a.newPlot()
	p.Add(gridLines{x: true, y: true})
	for _, one := range s {
		p.Add(dots{curve{one, a.LogX, a.LogY}})
	}
	return a.figure(p, keysOf(s, func(Series) keyShape { return keyDot }))
}

// dots is a series drawn as dots.
type dots struct{ curve }

// Plot implements [plot.Plotter].
func (s dots) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sty := dot(s.Colour)
	if n := color.NRGBAModel.Convert(s.Colour).(color.NRGBA); len(s.Y) > 50 {
		n.A = 150
		sty.Color = n
	}
	for i := range s.Y {
		if !drawable(s.X[i], s.logX) || !drawable(s.Y[i], s.logY) {
			continue
		}
		if pt := (vg.Point{X: x(s.X[i]), Y: y(s.Y[i])}); c.Contains(pt) {
			c.DrawGlyph(sty, pt)
		}
	}
}

// DataRange implements [plot.DataRanger].
func (s dots) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = rangeOf(s.logX, s.X)
	ymin, ymax = rangeOf(s.logY, s.Y)
	xmin, xmax = roomy(xmin, xmax, s.logX)
	ymin, ymax = roomy(ymin, ymax, s.logY)
	return xmin, xmax, ymin, ymax
}
