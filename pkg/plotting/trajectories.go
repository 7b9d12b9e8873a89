package plotting

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Moment is where balls are at one time of a training.
type Moment struct {
	Title string
	Balls []Ball // as many at every moment, in one order
}

// Trajectories shows how balls move: as a film with one moment a frame, and as the strip
// of all moments, which a page without animations needs beside it. A line goes from
// where each ball was first to where it is. All pictures have the same limits, and the
// colours of springs (nil for none) the same largest force. Width and Height are those of
// a frame; up to four moments stand in a line of the strip. It fails if there are no moments, if one has another number of balls
// than the first, and as Balls does.
//
//	strip, film := plotting.Trajectories(a, nil, moments...)
//	plotting.Show(strip, "Balls that fly apart")
//	plotting.ShowAnimation(film, "Balls that fly apart (an animation)")
func Trajectories(a Axes, springs *Springs, moments ...Moment) (strip *Figure, film Animation) {
	if err := a.checkMoments(springs, moments); err != nil {
		f := failed("Trajectories", "%w", err)
		return f, Animation{Frames: []*Figure{f}}
	}
	a.fitMoments(moments)
	cols := min(4, len(moments))
	lines := (len(moments) + cols - 1) / cols
	cols = (len(moments) + lines - 1) / lines
	small := a
	small.Width = min(400, (widest-(cols-1)*between)/cols)
	small.Height = small.Width + titleRoom - 10
	var rows, row []*Figure
	for i := range moments {
		row = append(row, small.moment(springs, moments, i))
		if len(row) == cols || i == len(moments)-1 {
			rows, row = append(rows, Row(row...)), nil
		}
		film.Frames = append(film.Frames, a.moment(springs, moments, i))
	}
	return Column(rows...), film
}

func (a *Axes) checkMoments(springs *Springs, moments []Moment) error {
	if len(moments) == 0 {
		return fmt.Errorf("there are no moments; expected at least one")
	}
	if a.Width == 0 && a.Height == 0 {
		a.Width, a.Height = 520, 500
	}
	a.Equal = true
	if err := a.check(); err != nil {
		return err
	}
	if a.LogX || a.LogY {
		return fmt.Errorf("an axis is logarithmic; expected linear ones")
	}
	for i, m := range moments {
		if err := checkBalls(m.Balls, springs); err != nil {
			return fmt.Errorf("moment %d %q: %w", i, m.Title, err)
		}
		if n := len(moments[0].Balls); len(m.Balls) != n {
			return fmt.Errorf("moment %d %q has %d balls, the first has %d; expected as many", i, m.Title, len(m.Balls), n)
		}
	}
	return nil
}

// fitMoments sets the limits, where they are not given, to those of all moments.
func (a *Axes) fitMoments(moments []Moment) {
	var all discs
	for _, m := range moments {
		all = append(all, m.Balls...)
	}
	x0, x1, y0, y1 := all.DataRange()
	if a.XMin == 0 && a.XMax == 0 {
		a.XMin, a.XMax = x0, x1
	}
	if a.YMin == 0 && a.YMax == 0 {
		a.YMin, a.YMax = y0, y1
	}
}

// moment draws moment i with the way to it.
func (a Axes) moment(springs *Springs, moments []Moment, i int) *Figure {
	switch {
	case a.Title == "":
		a.Title = moments[i].Title
	case moments[i].Title != "":
		a.Title += ", " + moments[i].Title
	}
	var c *coils
	if springs != nil {
		c = newCoils(moments[i].Balls, *springs)
		for _, m := range moments {
			c.scale = max(c.scale, newCoils(m.Balls, *springs).largest)
		}
		c.silent = a.Width < 300 // no room for the numbers
	}
	return a.balls(moments[i].Balls, c, moments[:i+1])
}

// trails draws the ways of the balls.
type trails []Moment

// Plot implements [plot.Plotter].
func (t trails) Plot(c draw.Canvas, p *plot.Plot) {
	if len(t) < 2 {
		return
	}
	x, y := p.Transforms(&c)
	for b := range t[0].Balls {
		var line []vg.Point
		for _, m := range t {
			line = append(line, vg.Point{X: x(m.Balls[b].X), Y: y(m.Balls[b].Y)})
		}
		col := color.NRGBA{0x60, 0x60, 0x60, 0x90}
		c.StrokeLines(draw.LineStyle{Color: col, Width: 0.9}, c.ClipLinesXY(line)...)
	}
}
