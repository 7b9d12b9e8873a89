package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curves draws each series as a line through (X[i], Y[i]). Where a value is not above 0
// on a logarithmic axis the line is interrupted. It fails if there is no series or no
// value, if a series' slices have different lengths, at NaN or Inf, and if a
// logarithmic axis has no value above 0.
func Curves(a Axes, s ...Series) *Figure {
	s, err := a.prepare(s)
	if err != nil {
		return failed("Curves", "%w", err)
	}
	p := a.newPlot()
	if !a.LogX {
		p.X.Tick.Marker = decimal{whole: allWhole(xs, s)}
	}
	p.Add(gridLines{x: true, y: true})
	for _, one := range s {
		p.Add(curve{one, a.LogX, a.LogY})
	}
	return a.figure(p, keysOf(s, func(s Series) keyShape {
		switch {
		case s.Dashed:
			return keyDashes
		case s.Points:
			return keyDots
		}
		return keyLine
	}))
}

// prepare checks a and s, and returns s completed.
func (a *Axes) prepare(s []Series) ([]Series, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	s, err := checkSeries(s)
	if err != nil {
		return nil, err
	}
	return s, a.checkLog(s)
}

// A curve is a series drawn as a line.
type curve struct {
	Series
	logX, logY bool
}

// drawable says whether a value has a place on an axis.
func drawable(v float64, log bool) bool { return !log || v > 0 }

// Plot implements [plot.Plotter].
func (s curve) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	s.band(c, p, x, y)
	for _, line := range s.lines(x, y) {
		c.StrokeLines(stroke(s.Colour, s.Dashed), c.ClipLinesXY(line)...)
		for _, pt := range line {
			if (s.Points || len(line) == 1) && c.Contains(pt) {
				c.DrawGlyph(dot(s.Colour), pt)
			}
		}
	}
}

// lines returns the unbroken pieces of the line.
func (s curve) lines(x, y func(float64) vg.Length) [][]vg.Point {
	var all [][]vg.Point
	var line []vg.Point
	for i := range s.Y {
		if drawable(s.X[i], s.logX) && drawable(s.Y[i], s.logY) {
			line = append(line, vg.Point{X: x(s.X[i]), Y: y(s.Y[i])})
		} else if line != nil {
			all, line = append(all, line), nil
		}
	}
	if line != nil {
		all = append(all, line)
	}
	return all
}

// band fills the room between Low and High.
func (s curve) band(c draw.Canvas, p *plot.Plot, x, y func(float64) vg.Length) {
	if s.Low == nil {
		return
	}
	var upper, lower []vg.Point
	for i := range s.Y {
		lo, hi := s.Low[i], s.High[i]
		if !drawable(s.X[i], s.logX) || !drawable(hi, s.logY) {
			continue
		}
		if !drawable(lo, s.logY) {
			lo = p.Y.Min
		}
		upper = append(upper, vg.Point{X: x(s.X[i]), Y: y(hi)})
		lower = append(lower, vg.Point{X: x(s.X[i]), Y: y(lo)})
	}
	for i := len(lower) - 1; i >= 0; i-- {
		upper = append(upper, lower[i])
	}
	if len(upper) > 2 {
		c.FillPolygon(seeThrough(s.Colour), c.ClipPolygonXY(upper))
	}
}

// seeThrough returns c so transparent that what is below can be seen.
func seeThrough(c color.Color) color.NRGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = 56
	return n
}

// DataRange implements [plot.DataRanger]. Heights begin at 0 where 0 is not far.
func (s curve) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = rangeOf(s.logX, s.X)
	lo, hi := rangeOf(s.logY, s.Y, s.Low, s.High)
	ymin, ymax = roomy(lo, hi, s.logY)
	if !s.logY && lo >= 0 && lo < hi/3 {
		ymin = 0
	}
	return xmin, xmax, ymin, ymax
}

// roomy returns limits a little outside of lo and hi.
func roomy(lo, hi float64, log bool) (float64, float64) {
	const room = 0.04
	if log {
		factor := math.Pow(hi/lo, room)
		return lo / factor, hi * factor
	}
	return lo - room*(hi-lo), hi + room*(hi-lo)
}

// rangeOf returns the least and the largest value that has a place on an axis.
func rangeOf(log bool, slices ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range slices {
		for _, x := range v {
			if drawable(x, log) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
	}
	return lo, hi
}
