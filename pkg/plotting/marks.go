package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Mark is a thin line across a figure at a value of x or y, with its name.
type Mark struct {
	Name     string
	At       float64
	Vertical bool // at x = At, the name above; else at y = At, the name at the right
}

// Plot implements [plot.Plotter].
func (m Mark) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sty := letters(tickSize, text.XLeft)
	var from, to, name vg.Point
	if m.Vertical {
		from, to = vg.Point{X: x(m.At), Y: c.Min.Y}, vg.Point{X: x(m.At), Y: c.Max.Y}
		w := sty.Width(m.Name)
		name = vg.Point{X: max(c.Min.X, min(to.X-w/2, c.Max.X-w)), Y: to.Y + 2}
	} else {
		from, to = vg.Point{X: c.Min.X, Y: y(m.At)}, vg.Point{X: c.Max.X, Y: y(m.At)}
		name = vg.Point{X: to.X + 4, Y: to.Y - 5}
	}
	if !c.Contains(from) || !c.Contains(to) {
		return
	}
	c.StrokeLines(draw.LineStyle{Color: color.White, Width: 2.5}, []vg.Point{from, to})
	c.StrokeLines(draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{4, 3}}, []vg.Point{from, to})
	c.FillText(sty, name, m.Name)
}

// DataRange implements [plot.DataRanger]: a mark is always inside the figure.
func (m Mark) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	if m.Vertical {
		return m.At, m.At, ymin, ymax
	}
	return xmin, xmax, m.At, m.At
}

// marksRoom returns the pixels that names need above and right of the data.
func (a Axes) marksRoom() (above, right int) {
	for _, m := range a.Marks {
		switch {
		case m.Name == "":
		case m.Vertical:
			above = 18
		default:
			right = max(right, width(m.Name, letters(tickSize, text.XLeft))+margin)
		}
	}
	return above, right
}

// gridLines draws pale lines behind the data at the labelled ticks.
type gridLines struct{ x, y bool }

// Plot implements [plot.Plotter].
func (g gridLines) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: gridGrey, Width: 0.75}
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if g.x && !t.IsMinor() && t.Value >= p.X.Min && t.Value <= p.X.Max {
			c.StrokeLine2(line, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
		}
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if g.y && !t.IsMinor() && t.Value >= p.Y.Min && t.Value <= p.Y.Max {
			c.StrokeLine2(line, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
		}
	}
}
