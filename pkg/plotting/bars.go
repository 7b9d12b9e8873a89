package plotting

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars draws a bar of height Y[i] over names[i], the bars of several series side by
// side. It fails as Curves does, and if a series has more or fewer values than there
// are names, or an axis is logarithmic.
func Bars(a Axes, names []string, s ...Series) *Figure {
	if a.LogX || a.LogY {
		return failed("Bars", "an axis is logarithmic; a bar's length has a meaning from 0 only")
	}
	for i, one := range s {
		if len(one.Y) != len(names) {
			return failed("Bars", "series %d %q has %d values; there are %d names", i, one.Name, len(one.Y), len(names))
		}
	}
	s, err := a.prepare(s)
	if err != nil {
		return failed("Bars", "%w", err)
	}
	p := a.newPlot()
	ticks := make(plot.ConstantTicks, len(names))
	for i, name := range names {
		ticks[i] = plot.Tick{Value: float64(i), Label: wrapped(name, 9*a.Width/10/len(names))}
	}
	p.X.Tick.Marker = ticks
	p.X.Tick.Length = 0
	p.Y.Tick.Marker = decimal{whole: allWhole(ys, s)}
	p.X.Padding, p.Y.Padding = 0, 0
	p.Add(gridLines{y: true})
	each := 0.8 / float64(len(s))
	for i, one := range s {
		b := boxes{colour: one.Colour}
		for j, y := range one.Y {
			left := float64(j) - 0.4 + float64(i)*each
			b.add(left, left+each, y)
		}
		p.Add(b)
	}
	return a.figure(p, squares(s))
}

func squares(s []Series) []key { return keysOf(s, func(Series) keyShape { return keySquare }) }

// wrapped breaks a name into lines of room pixels, between words.
func wrapped(name string, room int) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(name) {
		if longer := line + " " + word; line != "" && width(longer, letters(tickSize, text.XCenter)) <= room {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
	}
	return strings.Join(append(lines, line), "\n")
}

// boxes are bars from y = 0.
type boxes struct {
	left, right, height []float64
	colour              color.Color
	outline             bool // a line around all, with a pale filling
	joined              bool // no room between neighbours
}

func (b *boxes) add(left, right, height float64) {
	b.left, b.right, b.height = append(b.left, left), append(b.right, right), append(b.height, height)
}

// Plot implements [plot.Plotter].
func (b boxes) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	var line []vg.Point
	for i := range b.height {
		l, r, base, top := x(b.left[i]), x(b.right[i]), y(0), y(b.height[i])
		line = append(line, vg.Point{X: l, Y: top}, vg.Point{X: r, Y: top})
		var fill color.Color = b.colour
		if b.outline {
			fill = seeThrough(b.colour)
		} else if room := r - l; b.joined && room > 4 || !b.joined {
			l, r = l+min(0.5, room/10), r-min(0.5, room/10)
		}
		c.FillPolygon(fill, c.ClipPolygonXY([]vg.Point{{X: l, Y: base}, {X: l, Y: top}, {X: r, Y: top}, {X: r, Y: base}}))
	}
	if n := len(line); b.outline && n > 0 {
		line = append([]vg.Point{{X: line[0].X, Y: y(0)}}, append(line, vg.Point{X: line[n-1].X, Y: y(0)})...)
		c.StrokeLines(stroke(b.colour, false), c.ClipLinesXY(line)...)
	}
}

// DataRange implements [plot.DataRanger]: bars begin at 0, and the highest has room
// above.
func (b boxes) DataRange() (xmin, xmax, ymin, ymax float64) {
	lo, hi := extent(b.height)
	lo, hi = min(lo, 0), max(hi, 0)
	room := 0.04 * (hi - lo)
	if lo < 0 {
		ymin = lo - room
	}
	if hi > 0 {
		ymax = hi + room
	}
	first, last := b.left[0], b.right[len(b.right)-1]
	return first - 0.02*(last-first), last + 0.02*(last-first), ymin, ymax
}
