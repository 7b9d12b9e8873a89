package plotting

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Arrows draws a vector field, with the series as dots: arrows that begin at points of
// the grid, at most 20 of them across. An arrow's length grows with the square root of its
// vector's, and a tenth of the vectors is longer than the longest arrow, so that a steep
// border does not hide what goes on in a valley; vectors that are not finite are left
// out. It fails if the field's matrices do not fit its axes or
// these do not ascend, if an axis is logarithmic, and as Scatter does.
func Arrows(a Axes, v VectorField, s ...Series) *Figure {
	a.Equal = true
	if a.LogX || a.LogY {
		return failed("Arrows", "an axis is logarithmic; expected linear ones")
	}
	if err := v.check(); err != nil {
		return failed("Arrows", "%w", err)
	}
	if a.Width == 0 && a.Height == 0 {
		a.Width, a.Height = 520, 480
	}
	if err := a.check(); err != nil {
		return failed("Arrows", "%w", err)
	}
	for i, one := range s {
		if one.X == nil {
			return failed("Arrows", "series %d %q has no X; expected as many values as in Y, %d", i, one.Name, len(one.Y))
		}
	}
	if len(s) > 0 {
		var err error
		if s, err = a.prepare(s); err != nil {
			return failed("Arrows", "%w", err)
		}
	}
	p := a.newPlot()
	p.Add(gridLines{x: true, y: true})
	p.Add(fieldOf{arrows{&v, true}})
	for _, one := range s {
		p.Add(dots{curve{Series: one}})
	}
	return a.figure(p, keysOf(s, func(Series) keyShape { return keyDot }))
}

// fieldOf is a vector field that widens the axes to its grid.
type fieldOf struct{ arrows }

// DataRange implements [plot.DataRanger].
func (f fieldOf) DataRange() (xmin, xmax, ymin, ymax float64) {
	return f.v.X[0], f.v.X[len(f.v.X)-1], f.v.Y[0], f.v.Y[len(f.v.Y)-1]
}

// arrows draws a vector field.
type arrows struct {
	v    *VectorField
	dark bool // on white
}

// Plot implements [plot.Plotter].
func (a arrows) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	rows, cols := thinned(len(a.v.Y)), thinned(len(a.v.X))
	// The unit is the vector that is as long as the way to the next arrow.
	var lengths []float64
	for _, i := range rows {
		for _, j := range cols {
			if l := math.Hypot(a.v.U.At(i, j), a.v.V.At(i, j)); l > 0 && !math.IsInf(l, 0) {
				lengths = append(lengths, l)
			}
		}
	}
	if len(lengths) == 0 {
		return
	}
	slices.Sort(lengths)
	longest := lengths[(len(lengths)-1)*9/10]
	room := min(float64(x(a.v.X[cols[1]])-x(a.v.X[cols[0]])), float64(y(a.v.Y[rows[1]])-y(a.v.Y[rows[0]])))
	for _, i := range rows {
		for _, j := range cols {
			u, v := a.v.U.At(i, j), a.v.V.At(i, j)
			l := math.Hypot(u, v)
			if !(l > 0) || math.IsInf(l, 0) {
				continue
			}
			length := vg.Length(0.95 * room * math.Sqrt(min(1, l/longest)))
			from := vg.Point{X: x(a.v.X[j]), Y: y(a.v.Y[i])}
			way := vg.Point{X: vg.Length(u / l), Y: vg.Length(v / l)}
			if to := from.Add(way.Scale(length)); c.Contains(from) && c.Contains(to) {
				a.arrow(c, from, to, way, length)
			}
		}
	}
}

// thinned returns places of an axis with n points, at most 20, at equal distances and
// with equal room at both ends; at least two.
func thinned(n int) []int {
	step := (n + 19) / 20
	last := (n - 1) / step
	at := make([]int, last+1)
	for k := range at {
		at[k] = (n-1-last*step)/2 + k*step
	}
	return at
}

// arrow draws one arrow; very short ones are dots.
func (a arrows) arrow(c draw.Canvas, from, to, way vg.Point, length vg.Length) {
	strokes := []struct {
		colour color.Color
		width  vg.Length
	}{{color.NRGBA{20, 20, 40, 150}, 2.2}, {color.White, 1}}
	if a.dark {
		strokes = strokes[:1]
		strokes[0].colour, strokes[0].width = color.Gray{Y: 0x66}, 1
	}
	head := min(3.2, 0.5*length)
	side := vg.Point{X: -way.Y, Y: way.X}.Scale(0.55 * head)
	base := to.Sub(way.Scale(head))
	for _, s := range strokes {
		line := draw.LineStyle{Color: s.colour, Width: s.width}
		c.StrokeLine2(line, from.X, from.Y, to.X, to.Y)
		c.StrokeLines(line, []vg.Point{base.Add(side), to, base.Sub(side)})
	}
}
