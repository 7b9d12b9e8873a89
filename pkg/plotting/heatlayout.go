package plotting

import (
	"image"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	barWidth  = 14 // pixels of a colour bar
	barSpace  = 16 // pixels before it
	capHeight = 9  // pixels of the point that says that energies go on beyond
	nameRoom  = 22 // pixels above a bar for its name, and above a panel for its title
	panelGap  = 26 // pixels between panels
)

// heatLayout says where the parts stand, in pixels.
type heatLayout struct {
	cols, rows    int
	w, h          int // of a panel's data
	left, top     int // of the first panel's data
	stepX, stepY  int // from panel to panel
	width, height int // of the figure
	titled        bool
}

// figure returns the figure of one panel.
func (m *heatMap) figure() *Figure { return m.draw(m.layout(1)) }

// room returns the size that the figure may have, and 0 for a height that depends on
// the panels.
func (m *heatMap) room() (width, height int) {
	width, height = m.a.Width, m.a.Height
	several := len(m.panels) > 1
	switch {
	case width == 0 && several:
		width = widest
	case width == 0:
		width = defaultWidth
	}
	if height == 0 && !several {
		height = 480
	}
	return width, height
}

// layout fits the panels into the room, cols of them in a line.
func (m *heatMap) layout(cols int) heatLayout {
	n := len(m.panels)
	g := heatLayout{cols: cols, rows: (n + cols - 1) / cols, titled: n > 1}
	width, height := m.room()
	m.keys = setKeys(m.legend(), max(width/2, 200))
	g.top = margin + len(m.keys)*keyRoom + nameRoom
	if m.a.Title != "" {
		g.top += titleRoom
	}
	left, bottom := m.overhead()
	g.left = margin + left
	stepBottom := 10
	if g.titled {
		stepBottom += nameRoom
	}
	if height == 0 {
		height = g.top + bottom + g.rows*330
	}
	roomW := (width - g.left - m.barRoom() - margin - (cols-1)*panelGap) / cols
	roomH := (height - g.top - bottom - margin - (g.rows-1)*stepBottom) / g.rows
	g.w, g.h = m.dataSize(max(roomW, 40), max(roomH, 40))
	g.stepX, g.stepY = g.w+panelGap, g.h+stepBottom
	g.width, g.height = m.a.Width, m.a.Height
	if g.width == 0 {
		g.width = max(g.left+cols*g.stepX-panelGap+m.barRoom()+margin, m.lettersWidth())
	}
	if g.height == 0 {
		g.height = g.top + (g.rows-1)*g.stepY + g.h + bottom + margin
	}
	return g
}

// lettersWidth is the room that the title and the legend need.
func (m *heatMap) lettersWidth() int {
	w := 0
	if m.a.Title != "" {
		w = width(m.a.Title, titleLetters()) + 2*margin
	}
	for _, line := range m.keys {
		sum := 2*margin - keySpace
		for _, k := range line {
			sum += k.width()
		}
		w = max(w, sum)
	}
	return w
}

// dataSize returns the largest size within the room that gives both axes one scale.
func (m *heatMap) dataSize(w, h int) (int, int) {
	if m.h.Stretch {
		return w, h
	}
	p := m.plot(0, true, true)
	ratio := (p.X.Max - p.X.Min) / (p.Y.Max - p.Y.Min)
	fw, fh := float64(w), float64(h)
	if fw > fh*ratio {
		fw = fh * ratio
	} else {
		fh = fw / ratio
	}
	return max(20, int(math.Round(fw))), max(20, int(math.Round(fh)))
}

// overhead returns the pixels that the axes' letters need at the left and below.
func (m *heatMap) overhead() (left, bottom int) {
	data := vg.Rectangle{Max: vg.Point{X: 300, Y: 300}}
	for i := range m.panels {
		out := m.a.outer(m.plot(i, true, true), data)
		left, bottom = max(left, int(math.Ceil(float64(-out.Min.X/point)))), max(bottom, int(math.Ceil(float64(-out.Min.Y/point))))
	}
	return left, bottom
}

// barRoom returns the pixels that the colour bar needs at the right.
func (m *heatMap) barRoom() int {
	labels := 0
	for _, t := range m.scale.ticks {
		labels = max(labels, width(t.Label, letters(tickSize, text.XLeft)))
	}
	return barSpace + max(barWidth+6+labels, width(m.h.Bar, letters(tickSize, text.XLeft)))
}

// legend returns the series that have names, each name once.
func (m *heatMap) legend() []key {
	var keys []key
	seen := make(map[string]bool)
	for _, p := range m.panels {
		for _, k := range keysOf(p.Series, func(Series) keyShape { return keyRimmed }) {
			if !seen[k.name] {
				seen[k.name] = true
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// draw returns the figure with the parts where g says.
func (m *heatMap) draw(g heatLayout) *Figure {
	return &Figure{width: g.width, height: g.height, draw: func(pg page) {
		if m.a.Title != "" {
			pg.write(m.a.Title, margin, titleRoom-12, titleLetters())
		}
		for i, line := range m.keys {
			top := i * keyRoom
			if m.a.Title != "" {
				top += titleRoom
			}
			drawKeys(pg, line, top)
		}
		for i := range m.panels {
			m.drawPanel(pg, g, i)
		}
		m.drawBar(pg, g.left+g.cols*g.stepX-panelGap+barSpace, g.top, g.rows*g.stepY-(g.stepY-g.h))
	}}
}

func (m *heatMap) drawPanel(pg page, g heatLayout, i int) {
	row, col := i/g.cols, i%g.cols
	x, y := g.left+col*g.stepX, g.top+row*g.stepY
	if g.titled {
		pg.write(m.panels[i].Title, float64(x)+float64(g.w)/2, float64(y-7), letters(labelSize, text.XCenter))
	}
	a := m.a
	first, last := col == 0, i+g.cols >= len(m.panels)
	if !first {
		a.Y = ""
	}
	if !last {
		a.X = ""
	}
	p := m.plot(i, first, last)
	c := pg.Canvas
	c.Rectangle = a.outer(p, pg.box(x, y, g.w, g.h))
	a.Equal = false
	a.drawData(*p, c)
}

// drawBar draws the colour bar of height h with its upper left corner at (x, y).
func (m *heatMap) drawBar(pg page, x, y, h int) {
	img := image.NewRGBA(image.Rect(0, 0, barWidth, h))
	for v := range h {
		for u := range barWidth {
			img.SetRGBA(u, v, shade(1-(float64(v)+0.5)/float64(h)))
		}
	}
	pg.blit(x, y, img)
	at := func(u, v float64) vg.Point { return pg.at(float64(x)+u, float64(y)+v) }
	place := func(value float64) float64 { return float64(h) * (1 - m.scale.at(value)) }
	for _, level := range m.scale.levels {
		v := place(level)
		pg.StrokeLines(m.scale.lineOf(level, false), []vg.Point{at(0, v), at(barWidth, v)})
	}
	line := draw.LineStyle{Color: frameGrey, Width: 0.75}
	pg.StrokeLines(line, m.drawCaps(pg, float64(h), at))
	for _, t := range m.scale.ticks {
		length := 4.0
		if t.IsMinor() {
			length = 2
		}
		v := place(t.Value)
		pg.StrokeLines(line, []vg.Point{at(barWidth, v), at(barWidth+length, v)})
		pg.write(t.Label, float64(x+barWidth+6), float64(y)+v+5, letters(tickSize, text.XLeft))
	}
	pg.write(m.h.Bar, float64(x), float64(y-capHeight-5), letters(tickSize, text.XLeft))
}

// drawCaps fills the points at the ends beyond which there are energies, and returns the
// outline of the bar with them.
func (m *heatMap) drawCaps(pg page, h float64, at func(u, v float64) vg.Point) []vg.Point {
	outline := []vg.Point{at(0, h), at(0, 0)}
	if m.scale.above {
		tip := at(barWidth/2., -capHeight)
		pg.FillPolygon(shade(1), []vg.Point{at(0, 0), tip, at(barWidth, 0)})
		outline = append(outline, tip)
	}
	outline = append(outline, at(barWidth, 0), at(barWidth, h))
	if m.scale.below {
		tip := at(barWidth/2., h+capHeight)
		pg.FillPolygon(shade(0), []vg.Point{at(0, h), tip, at(barWidth, h)})
		outline = append(outline, tip)
	}
	return append(outline, outline[0])
}

// canvasOf returns a canvas that measures and does not draw.
func canvasOf(r vg.Rectangle) draw.Canvas { return draw.Canvas{Rectangle: r} }
