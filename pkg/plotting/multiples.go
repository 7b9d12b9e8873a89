package plotting

import (
	"errors"
	"math"
)

// Multiples draws landscapes side by side, their titles above, with one scale of colours
// and one colour bar: what is darker in one than in another is lower. Up to five stand in
// a line. It fails if there are none, or if their grids have different limits, and as
// Heat does.
func Multiples(a Axes, h HeatStyle, panels ...Panel) *Figure {
	m, err := newMultiples(a, h, panels)
	if err != nil {
		return failed("Multiples", "%w", err)
	}
	return m.draw(m.layout(lineOf(len(panels))))
}

// lineOf returns how many of n panels stand in a line: five at most, in lines that are
// as full as they can be.
func lineOf(n int) int {
	rows := (n + 4) / 5
	return (n + rows - 1) / rows
}

func newMultiples(a Axes, h HeatStyle, panels []Panel) (*heatMap, error) {
	if len(panels) == 0 {
		return nil, errors.New("there are no panels; expected at least one")
	}
	m, err := newHeatMap(a, h, panels...)
	if err != nil {
		return nil, err
	}
	first := panels[0].Landscape
	for _, p := range panels[1:] {
		l := p.Landscape
		if off := math.Abs(l.X[0]-first.X[0]) + math.Abs(l.Y[0]-first.Y[0]) +
			math.Abs(l.X[len(l.X)-1]-first.X[len(first.X)-1]) + math.Abs(l.Y[len(l.Y)-1]-first.Y[len(first.Y)-1]); off > 0 {
			return nil, named(p.Title, 2, errors.New("its grid has other limits than the first; expected the same"))
		}
	}
	return m, nil
}

// Sweep shows how a landscape changes with a parameter: as a film with one panel a
// frame, and as the strip of all panels, which a page without animations needs beside
// it. All have one scale of colours. It fails as Multiples does.
//
//	strip, film := plotting.Sweep(a, h, panels...)
//	plotting.Show(strip, "λ from 0 to 0.4")
//	plotting.ShowAnimation(film, "λ from 0 to 0.4, animated")
func Sweep(a Axes, h HeatStyle, panels ...Panel) (strip *Figure, film Animation) {
	m, err := newMultiples(a, h, panels)
	if err != nil {
		f := failed("Sweep", "%w", err)
		return f, Animation{Frames: []*Figure{f}}
	}
	for _, p := range m.panels {
		one := *m
		one.panels = []Panel{p}
		one.a.Title = p.Title
		if a.Title != "" {
			one.a.Title = a.Title + ", " + p.Title
		}
		film.Frames = append(film.Frames, one.draw(one.layout(1)))
	}
	sameSize(film.Frames)
	return m.draw(m.layout(lineOf(len(panels)))), film
}

// sameSize gives all frames the size of the largest: titles have different lengths.
func sameSize(frames []*Figure) {
	w, h := 0, 0
	for _, f := range frames {
		w, h = max(w, f.width), max(h, f.height)
	}
	for _, f := range frames {
		f.width, f.height = w, h
	}
}
