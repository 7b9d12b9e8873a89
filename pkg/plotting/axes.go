package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Axes says what a figure with axes shows, and how large. Titles and names may hold
// 10^{-3} and z_{1}.
type Axes struct {
	Title string // above
	X, Y  string // what each axis shows, with its unit

	LogX, LogY bool // logarithmic

	XMin, XMax float64 // limits; 0 and 0: from the data
	YMin, YMax float64
	Equal      bool // the same scale on both axes, as in a map

	Marks []Mark // lines across the figure

	Width, Height int // in pixels; 0: 860 and 440
}

const (
	defaultWidth  = 860
	defaultHeight = 440
)

// check returns an error unless the axes can be drawn.
func (a *Axes) check() error {
	if a.Width == 0 {
		a.Width = defaultWidth
	}
	if a.Height == 0 {
		a.Height = defaultHeight
	}
	if a.Width < 100 || a.Height < 100 {
		return fmt.Errorf("the figure is %d×%d pixels; expected at least 100×100", a.Width, a.Height)
	}
	if err := checkValues("limits XMin, XMax, YMin, YMax", []float64{a.XMin, a.XMax, a.YMin, a.YMax}); err != nil {
		return err
	}
	if err := checkLimits("X", a.XMin, a.XMax, a.LogX); err != nil {
		return err
	}
	if err := checkLimits("Y", a.YMin, a.YMax, a.LogY); err != nil {
		return err
	}
	for i, m := range a.Marks {
		if math.IsNaN(m.At) || math.IsInf(m.At, 0) {
			return fmt.Errorf("Marks[%d].At is %v; expected a finite value", i, m.At)
		}
		if log := m.Vertical && a.LogX || !m.Vertical && a.LogY; log && m.At <= 0 {
			return fmt.Errorf("Marks[%d].At is %v on a logarithmic axis; expected above 0", i, m.At)
		}
	}
	return nil
}

func checkLimits(axis string, lo, hi float64, log bool) error {
	if lo == 0 && hi == 0 {
		return nil
	}
	if lo >= hi {
		return fmt.Errorf("%sMin is %v and %sMax is %v; expected %sMin below %sMax", axis, lo, axis, hi, axis, axis)
	}
	if log && lo <= 0 {
		return fmt.Errorf("%sMin is %v on a logarithmic axis; expected above 0", axis, lo)
	}
	return nil
}

// newPlot returns an empty plot with the letters, lines and scales of a.
func (a Axes) newPlot() *plot.Plot {
	p := plot.New()
	p.TextHandler = script{text.Plain{Fonts: fonts()}}
	p.BackgroundColor = nil
	dress(&p.X, p.TextHandler, a.LogX)
	dress(&p.Y, p.TextHandler, a.LogY)
	return p
}

func dress(axis *plot.Axis, handler text.Handler, log bool) {
	axis.Tick.Label.Font = letters(tickSize, 0).Font
	axis.Tick.Label.Color = ink
	axis.Tick.Label.Handler = handler
	axis.Tick.LineStyle.Color = frameGrey
	axis.Tick.Length = 4
	axis.LineStyle.Color = frameGrey
	axis.Tick.Marker = decimal{}
	if log {
		axis.Scale, axis.Tick.Marker = plot.LogScale{}, decades{}
	}
}

// figure returns the figure that draws p with its marks and its legend.
func (a Axes) figure(p *plot.Plot, keys []key) *Figure {
	for _, m := range a.Marks {
		p.Add(m)
	}
	limits(&p.X, a.XMin, a.XMax, a.LogX)
	limits(&p.Y, a.YMin, a.YMax, a.LogY)
	for _, axis := range []plot.Axis{p.X, p.Y} {
		if span := axis.Max - axis.Min; math.IsNaN(span) || math.IsInf(span, 0) || span <= 0 {
			return failed("Axes", "an axis would go from %v to %v; expected numbers that can be told apart and subtracted", axis.Min, axis.Max)
		}
	}
	top := 0
	if a.Title != "" {
		top = titleRoom
	}
	lines := setKeys(keys, a.Width)
	above, right := a.marksRoom()
	return &Figure{width: a.Width, height: a.Height, draw: func(pg page) {
		if a.Title != "" {
			pg.write(a.Title, margin, titleRoom-12, titleLetters())
		}
		for i, line := range lines {
			drawKeys(pg, line, top+i*keyRoom)
		}
		used := top + len(lines)*keyRoom + above + margin
		frame := pg.part(margin, used, a.Width-2*margin-right, a.Height-used-margin)
		a.drawData(*p, frame.Canvas)
	}}
}

// drawData draws p and the names of the axes, each at the middle of its axis. (The names
// that plot.Plot draws take room as if they stood elsewhere when an axis is
// logarithmic.)
func (a Axes) drawData(p plot.Plot, c draw.Canvas) {
	sty := letters(labelSize, text.XCenter)
	inner := a.inside(c)
	if a.Equal {
		equalise(&p, inner)
	}
	p.Draw(inner)
	data := p.DataCanvas(inner)
	middle := data.Center()
	c.FillText(sty, vg.Point{X: middle.X, Y: c.Min.Y}, a.X)
	sty.Rotation = math.Pi / 2
	c.FillText(sty, vg.Point{X: c.Min.X + sty.Font.Size - 2, Y: middle.Y}, a.Y)
}

// inside returns the part of c that the names of the axes leave.
func (a Axes) inside(c draw.Canvas) draw.Canvas {
	room := letters(labelSize, text.XCenter).FontExtents().Height + 2
	if a.X != "" {
		c.Min.Y += room
	}
	if a.Y != "" {
		c.Min.X += room + 4
	}
	return c
}

// limits sets an axis' limits: those given, or those of the data with a little room.
func limits(axis *plot.Axis, lo, hi float64, log bool) {
	switch {
	case lo != 0 || hi != 0:
		axis.Min, axis.Max = lo, hi
	case axis.Min > axis.Max: // no data
		axis.Min, axis.Max = 1, 2
	case axis.Min == axis.Max && log:
		axis.Min, axis.Max = axis.Min/2, axis.Max*2
	case axis.Min == axis.Max:
		room := math.Abs(axis.Min) / 10
		if room == 0 {
			room = 1
		}
		axis.Min, axis.Max = axis.Min-room, axis.Max+room
	}
}

// equalise widens one axis so that a unit is as long on both.
func equalise(p *plot.Plot, c draw.Canvas) {
	size := p.DataCanvas(c).Size()
	x, y := p.X.Max-p.X.Min, p.Y.Max-p.Y.Min
	unit := max(x/float64(size.X), y/float64(size.Y))
	widen := func(axis *plot.Axis, length vg.Length) {
		middle, half := (axis.Min+axis.Max)/2, unit*float64(length)/2
		axis.Min, axis.Max = middle-half, middle+half
	}
	widen(&p.X, size.X)
	widen(&p.Y, size.Y)
}
