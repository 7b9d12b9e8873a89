package plotting

import (
	"image/color"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A key is one entry of a legend. The legend stands in lines above the data, so that
// it never hides any.
type key struct {
	name   string
	colour color.Color
	shape  keyShape
}

type keyShape int

const (
	keyLine keyShape = iota
	keyDashes
	keyDots // a line with a dot
	keyDot
	keyRimmed // a dot with a dark rim
	keySquare
)

const (
	keyRoom   = 24 // pixels for a line of the legend
	handle    = 30 // pixels for the sign before a name
	keySpace  = 24 // pixels between entries
	dotRadius = vg.Length(2.5)
)

// keysOf returns a legend for the series that have names.
func keysOf(s []Series, shape func(Series) keyShape) []key {
	var keys []key
	for _, one := range s {
		if one.Name != "" {
			keys = append(keys, key{one.Name, one.Colour, shape(one)})
		}
	}
	return keys
}

func (k key) width() int { return handle + 6 + width(k.name, letters(tickSize, text.XLeft)) + keySpace }

// setKeys breaks a legend into lines that fit.
func setKeys(keys []key, room int) [][]key {
	var lines [][]key
	left := 0
	for _, k := range keys {
		if left < k.width() {
			lines = append(lines, nil)
			left = room - 2*margin
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], k)
		left -= k.width()
	}
	return lines
}

// drawKeys draws one line of a legend whose upper edge is at y.
func drawKeys(p page, keys []key, y int) {
	x := margin
	for _, k := range keys {
		k.draw(p, x, y+keyRoom/2)
		p.write(k.name, float64(x+handle+6), float64(y+keyRoom/2+5), letters(tickSize, text.XLeft))
		x += k.width()
	}
}

// draw draws the sign before a name, its middle line at y.
func (k key) draw(p page, x, y int) {
	left, right := p.at(float64(x), float64(y)), p.at(float64(x+handle), float64(y))
	middle := vg.Point{X: (left.X + right.X) / 2, Y: left.Y}
	line := stroke(k.colour, k.shape == keyDashes)
	switch k.shape {
	case keySquare:
		p.fill(x+handle-14, y-6, 12, 12, k.colour)
		return
	case keyRimmed:
		drawRimmed(p.Canvas, middle, k.colour, false)
		return
	case keyDots, keyDot:
		p.DrawGlyph(dot(k.colour), middle)
	}
	if k.shape != keyDot {
		p.StrokeLine2(line, left.X, left.Y, right.X, right.Y)
	}
}

// stroke is the style of a curve.
func stroke(c color.Color, dashed bool) draw.LineStyle {
	s := draw.LineStyle{Color: c, Width: 1.75}
	if dashed {
		s.Dashes = []vg.Length{6, 3}
	}
	return s
}

// dot is the style of a point.
func dot(c color.Color) draw.GlyphStyle {
	return draw.GlyphStyle{Color: c, Radius: dotRadius, Shape: draw.CircleGlyph{}}
}
