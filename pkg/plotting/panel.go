package plotting

import (
	"fmt"
	"image/color"
)

// A Panel is one of several landscapes that are drawn with one scale of colours.
type Panel struct {
	Title     string
	Landscape Landscape
	Series    []Series // drawn above as dots

	bare bool // lines on white
}

// ready returns the panel checked and its series completed.
func (p Panel) ready(a Axes, h HeatStyle) (Panel, error) {
	if a.LogX || a.LogY {
		return p, fmt.Errorf("an axis is logarithmic; expected linear ones")
	}
	if err := p.Landscape.check(); err != nil {
		return p, err
	}
	if h.Arrows != nil {
		if err := h.Arrows.check(); err != nil {
			return p, err
		}
	}
	if len(p.Series) == 0 {
		return p, nil
	}
	for i, s := range p.Series {
		if s.X == nil {
			return p, fmt.Errorf("series %d %q has no X; expected as many values as in Y, %d", i, s.Name, len(s.Y))
		}
	}
	given := p.Series
	s, err := checkSeries(given)
	if err != nil {
		return p, err
	}
	for i := range s {
		if given[i].Colour == nil {
			s[i].Colour = dotColours[i%len(dotColours)]
		}
	}
	p.Series = s
	return p, nil
}

// dotColours are the colours of dots above a landscape: they have a dark rim.
var dotColours = []color.Color{color.White, colours[4], colours[5], colours[3]}

// named adds a panel's title to its error, if there are several.
func named(title string, of int, err error) error {
	if of < 2 {
		return err
	}
	return fmt.Errorf("panel %q: %w", title, err)
}
