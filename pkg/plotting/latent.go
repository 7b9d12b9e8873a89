package plotting

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Latent draws a dot for each row of Z, codes in the plane (n×2), in the colour of its
// label, and the name of each label in the middle of its dots. labels are 0 to 9; nil
// draws all in one colour. It fails if Z is empty, has other than two columns, or holds
// NaN or Inf; if there are other than n labels or one that is not 0 to 9; and as Scatter
// does.
func Latent(a Axes, Z mat.Matrix, labels []int) *Figure {
	l, err := newLatent(a, Z, labels)
	if err != nil {
		return failed("Latent", "%w", err)
	}
	return l.figure()
}

// classColours are ten colours for ten labels, darker and lighter ones in turn, so that
// neighbours differ in lightness as well as in hue.
var classColours = []color.NRGBA{
	{0, 114, 178, 255}, {230, 159, 0, 255}, {0, 110, 80, 255}, {204, 121, 167, 255}, {120, 40, 20, 255},
	{86, 180, 233, 255}, {213, 94, 0, 255}, {90, 90, 90, 255}, {100, 60, 160, 255}, {110, 180, 60, 255},
}

// latent is codes in the plane, checked.
type latent struct {
	a      Axes
	x, y   []float64
	labels []int // nil: all 0
}

func newLatent(a Axes, Z mat.Matrix, labels []int) (*latent, error) {
	n, d, err := dims("Z", Z)
	if err != nil {
		return nil, err
	}
	if d != 2 {
		return nil, fmt.Errorf("the codes are %d×%d; expected two columns", n, d)
	}
	if err := checkMatrix("Z", Z); err != nil {
		return nil, err
	}
	if labels != nil && len(labels) != n {
		return nil, fmt.Errorf("there are %d labels; Z has %d rows", len(labels), n)
	}
	for i, v := range labels {
		if v < 0 || v >= len(classColours) {
			return nil, fmt.Errorf("labels[%d] is %d; expected 0 to %d", i, v, len(classColours)-1)
		}
	}
	if a.Width == 0 && a.Height == 0 {
		a.Width, a.Height = 700, 640
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	if a.LogX || a.LogY {
		return nil, fmt.Errorf("an axis is logarithmic; expected linear ones")
	}
	l := &latent{a: a, labels: labels}
	for i := range n {
		l.x, l.y = append(l.x, Z.At(i, 0)), append(l.y, Z.At(i, 1))
	}
	return l, nil
}

func (l *latent) label(i int) int {
	if l.labels == nil {
		return 0
	}
	return l.labels[i]
}

func (l *latent) figure() *Figure {
	p := l.a.newPlot()
	p.Add(gridLines{x: true, y: true}, l)
	if l.labels != nil {
		p.Add(classNames{l})
	}
	return l.a.figure(p, nil)
}

// Plot implements [plot.Plotter]. Dots come in the order of the rows, so that no label
// lies above all others.
func (l *latent) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	sty := draw.GlyphStyle{Radius: l.radius(), Shape: draw.CircleGlyph{}}
	for i := range l.x {
		if pt := (vg.Point{X: x(l.x[i]), Y: y(l.y[i])}); c.Contains(pt) {
			col := classColours[l.label(i)]
			col.A = 190
			sty.Color = col
			c.DrawGlyph(sty, pt)
		}
	}
}

// radius is smaller the more dots there are.
func (l *latent) radius() vg.Length {
	switch n := len(l.x); {
	case n > 5000:
		return 1.2
	case n > 1000:
		return 1.8
	}
	return 2.8
}

// DataRange implements [plot.DataRanger].
func (l *latent) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax = extent(l.x)
	ymin, ymax = extent(l.y)
	xmin, xmax = roomy(xmin, xmax, false)
	ymin, ymax = roomy(ymin, ymax, false)
	return xmin, xmax, ymin, ymax
}

// classNames writes each label at the dot that is nearest to the medians of its dots, or
// beside it with a line to it, where another label is in the way.
type classNames struct{ l *latent }

// Plot implements [plot.Plotter].
func (n classNames) Plot(c draw.Canvas, p *plot.Plot) {
	const radius = vg.Length(9)
	x, y := p.Transforms(&c)
	var labels []int
	var dots []vg.Point
	for label := range classColours {
		u, v, ok := n.l.middle(label)
		if at := (vg.Point{X: x(u), Y: y(v)}); ok && c.Contains(at) {
			labels, dots = append(labels, label), append(dots, at)
		}
	}
	sty := letters(titleSize, text.XCenter)
	sty.YAlign = text.YCenter
	names := spread(dots, 2*radius+2)
	for i, at := range names {
		c.StrokeLine2(draw.LineStyle{Color: color.Black, Width: 0.7}, dots[i].X, dots[i].Y, at.X, at.Y)
	}
	for i, at := range names {
		c.DrawGlyph(draw.GlyphStyle{Color: color.White, Radius: radius, Shape: draw.CircleGlyph{}}, at)
		c.DrawGlyph(draw.GlyphStyle{Color: classColours[labels[i]], Radius: radius, Shape: draw.RingGlyph{}}, at)
		c.FillText(sty, at, strconv.Itoa(labels[i]))
	}
}

// middle returns the dot of a label that is nearest to the medians of its x and y.
func (l *latent) middle(label int) (x, y float64, ok bool) {
	var xs, ys []float64
	for i := range l.x {
		if l.label(i) == label {
			xs, ys = append(xs, l.x[i]), append(ys, l.y[i])
		}
	}
	if xs == nil {
		return 0, 0, false
	}
	u, v := median(xs), median(ys)
	order := make([]int, len(xs))
	for i := range order {
		order[i] = i
	}
	best := slices.MinFunc(order, func(i, j int) int {
		return cmp.Compare(sq(xs[i]-u)+sq(ys[i]-v), sq(xs[j]-u)+sq(ys[j]-v))
	})
	return xs[best], ys[best], true
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}
