package plotting

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// Heat draws a landscape in colours, dark where the energy is low, with level sets, a
// colour bar and the series as dots above. An energy that spans several orders of
// magnitude needs Max or Log in h to show its valleys. A landscape whose values span
// less than 1e-12 is drawn as flat, and colours whose ends would be near 0 begin at 0. With Width and Height 0 the figure is as large as
// the data need it, about 480 pixels high.
//
// It fails if the landscape has no grid of at least 2×2 points with axes that ascend, or
// holds NaN or −Inf; if the limits do not ascend; if an axis is logarithmic; and at
// series without X or with NaN.
func Heat(a Axes, l Landscape, h HeatStyle, s ...Series) *Figure {
	return heat("Heat", a, h, Panel{Landscape: l, Series: s})
}

// Contours draws the level sets of a landscape alone, as lines whose colour is their
// energy's, with the colour bar and the series. It fails as Heat does.
func Contours(a Axes, l Landscape, h HeatStyle, s ...Series) *Figure {
	return heat("Contours", a, h, Panel{Landscape: l, Series: s, bare: true})
}

func heat(maker string, a Axes, h HeatStyle, p Panel) *Figure {
	m, err := newHeatMap(a, h, p)
	if err != nil {
		return failed(maker, "%w", err)
	}
	return m.figure()
}

// A heatMap is one panel or several with one scale of colours, ready to be drawn.
type heatMap struct {
	a      Axes
	h      HeatStyle
	scale  heatScale
	panels []Panel
	keys   [][]key // lines of the legend
}

func newHeatMap(a Axes, h HeatStyle, panels ...Panel) (*heatMap, error) {
	given := a
	if err := a.check(); err != nil {
		return nil, err
	}
	a.Width, a.Height = given.Width, given.Height
	if h.Bar == "" {
		h.Bar = "energy"
	}
	m := &heatMap{a: a, h: h, panels: make([]Panel, len(panels))}
	ls := make([]Landscape, len(panels))
	for i, p := range panels {
		ready, err := p.ready(a, h)
		if err != nil {
			return nil, named(p.Title, len(panels), err)
		}
		m.panels[i], ls[i] = ready, p.Landscape
	}
	var err error
	if m.scale, err = h.scaleOf(ls...); err != nil {
		return nil, err
	}
	return m, nil
}

// plot returns the plot of a panel, without letters at an axis that a neighbour has.
func (m *heatMap) plot(i int, first, last bool) *plot.Plot {
	panel := m.panels[i]
	l := panel.Landscape
	p := m.a.newPlot()
	p.X.Padding, p.Y.Padding = 0, 0
	p.X.Min, p.X.Max = l.X[0], l.X[len(l.X)-1]
	p.Y.Min, p.Y.Max = l.Y[0], l.Y[len(l.Y)-1]
	if m.a.XMin != m.a.XMax {
		p.X.Min, p.X.Max = m.a.XMin, m.a.XMax
	}
	if m.a.YMin != m.a.YMax {
		p.Y.Min, p.Y.Max = m.a.YMin, m.a.YMax
	}
	if !first {
		p.Y.Tick.Marker = mute{p.Y.Tick.Marker}
	}
	if !last {
		p.X.Tick.Marker = mute{p.X.Tick.Marker}
	}
	// Plotters must not widen the axes: they have no DataRange.
	if !panel.bare {
		p.Add(colours2d{l, m.scale})
	}
	p.Add(levelSets{l, m.scale, panel.bare})
	if m.h.Arrows != nil {
		p.Add(arrows{m.h.Arrows, panel.bare})
	}
	for _, s := range panel.Series {
		p.Add(rimmed{s, len(m.panels) > 1})
	}
	p.Add(frame{})
	return p
}

// mute leaves the letters at the ticks out.
type mute struct{ plot.Ticker }

// Ticks implements [plot.Ticker].
func (m mute) Ticks(lo, hi float64) []plot.Tick {
	ticks := m.Ticker.Ticks(lo, hi)
	for i, t := range ticks {
		if !t.IsMinor() {
			ticks[i].Label = " "
		}
	}
	return ticks
}

// outer returns the rectangle in which p and its axes' names must be drawn so that the
// data fill the given one.
func (a Axes) outer(p *plot.Plot, data vg.Rectangle) vg.Rectangle {
	out := data
	out.Min = out.Min.Sub(vg.Point{X: 60, Y: 60})
	for range 4 {
		d := p.DataCanvas(a.inside(canvasOf(out)))
		out.Min = out.Min.Add(data.Min.Sub(d.Min))
		out.Max = out.Max.Add(data.Max.Sub(d.Max))
	}
	return out
}
