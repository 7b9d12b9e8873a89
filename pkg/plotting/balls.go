package plotting

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Ball is a fuzzy ball in the plane: the Gaussian around (X, Y) with standard
// deviations SX and SY along the axes.
type Ball struct {
	X, Y   float64
	SX, SY float64
	Colour color.Color // nil: blue
	Name   string      // written beside the middle; may be empty
}

// Springs ties balls to the origin.
type Springs struct {
	Strength float64 // k of the energy ½k‖z‖², whose force is k·‖z‖
	Of       []int   // which balls; nil: all
}

// Balls draws fuzzy balls: a soft disc as dark as the Gaussian is dense, out to two
// standard deviations, with a dot in the middle, and the axes through the origin. With
// springs (nil for none), a coil goes from the origin to each ball; its windings are as
// many however long it is, and its colour goes from grey, no force, to red, the largest
// force in the picture, which is given under the title. Both axes have one scale. It
// fails for a ball that is not finite or whose SX or SY is not positive, for springs
// whose strength is not positive, and for a spring of a ball that is not there.
func Balls(a Axes, balls []Ball, springs *Springs) *Figure {
	a.Equal = true
	if a.Width == 0 && a.Height == 0 {
		a.Width, a.Height = 520, 480
	}
	if err := a.check(); err != nil {
		return failed("Balls", "%w", err)
	}
	if a.LogX || a.LogY {
		return failed("Balls", "an axis is logarithmic; expected linear ones")
	}
	if err := checkBalls(balls, springs); err != nil {
		return failed("Balls", "%w", err)
	}
	var c *coils
	if springs != nil {
		c = newCoils(balls, *springs)
	}
	f := a.balls(balls, c, nil)
	f.exact = true // soft edges over each other have many colours
	return f
}

// balls draws balls that have been checked. springs and trails may be nil.
func (a Axes) balls(balls []Ball, springs *coils, trails trails) *Figure {
	p := a.newPlot()
	p.Add(gridLines{x: true, y: true}, cross{})
	p.Add(trails, discs(balls))
	if springs != nil {
		p.Add(springs)
	}
	p.Add(middles(balls))
	return a.figure(p, nil)
}

func checkBalls(balls []Ball, springs *Springs) error {
	if len(balls) == 0 {
		return fmt.Errorf("there are no balls; expected at least one")
	}
	for i, b := range balls {
		if err := checkValues(fmt.Sprintf("ball %d", i), []float64{b.X, b.Y, b.SX, b.SY}); err != nil {
			return err
		}
		if b.SX <= 0 || b.SY <= 0 {
			return fmt.Errorf("ball %d has standard deviations %v and %v; expected them above 0", i, b.SX, b.SY)
		}
	}
	if springs == nil {
		return nil
	}
	if !(springs.Strength > 0) || math.IsInf(springs.Strength, 1) {
		return fmt.Errorf("the springs' strength is %v; expected a finite number above 0", springs.Strength)
	}
	for _, i := range springs.Of {
		if i < 0 || i >= len(balls) {
			return fmt.Errorf("a spring for ball %d; there are %d", i, len(balls))
		}
	}
	return nil
}

// cross is the axes through the origin, with arrows.
type cross struct{}

// Plot implements [plot.Plotter].
func (cross) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	line := draw.LineStyle{Color: color.Gray{Y: 0x40}, Width: 1.4}
	const head = 7
	if o := y(0); o > c.Min.Y && o < c.Max.Y {
		c.StrokeLine2(line, c.Min.X, o, c.Max.X, o)
		c.StrokeLines(line, []vg.Point{{X: c.Max.X - head, Y: o + head/2}, {X: c.Max.X, Y: o}, {X: c.Max.X - head, Y: o - head/2}})
	}
	if o := x(0); o > c.Min.X && o < c.Max.X {
		c.StrokeLine2(line, o, c.Min.Y, o, c.Max.Y)
		c.StrokeLines(line, []vg.Point{{X: o - head/2, Y: c.Max.Y - head}, {X: o, Y: c.Max.Y}, {X: o + head/2, Y: c.Max.Y - head}})
	}
}

// ballBlue is the colour of balls.
var ballBlue = color.NRGBA{0x40, 0x40, 0xf0, 0xff}

func (b Ball) colour() color.NRGBA {
	if b.Colour == nil {
		return ballBlue
	}
	return color.NRGBAModel.Convert(b.Colour).(color.NRGBA)
}

// discs draws the balls without their middles.
type discs []Ball

// ballReach is how many standard deviations of a ball are drawn, ballRings in how many
// steps, and ballDensity how dark its middle is.
const (
	ballReach   = 2.0
	ballRings   = 16
	ballDensity = 0.55
)

// Plot implements [plot.Plotter].
func (f discs) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, b := range f {
		centre := vg.Point{X: x(b.X), Y: y(b.Y)}
		rx, ry := x(b.X+b.SX)-centre.X, y(b.Y+b.SY)-centre.Y
		under := 0.0 // opacity of what is drawn so far
		for i := range ballRings {
			r := ballReach * (1 - float64(i)/ballRings)
			mid := r - ballReach/ballRings/2
			want := ballDensity * math.Exp(-mid*mid/2)
			col := b.colour()
			col.A = uint8(255*(want-under)/(1-under) + 0.5) // over what is below, it gives want
			under = want
			ring := around(centre, vg.Length(r)*rx, vg.Length(r)*ry)
			c.FillPolygon(col, c.ClipPolygonXY(ring))
		}
	}
}

// around returns points around a centre.
func around(centre vg.Point, rx, ry vg.Length) []vg.Point {
	pts := make([]vg.Point, 64)
	for i := range pts {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(pts)))
		pts[i] = vg.Point{X: centre.X + rx*vg.Length(cos), Y: centre.Y + ry*vg.Length(sin)}
	}
	return pts
}

// DataRange implements [plot.DataRanger].
func (f discs) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, b := range f { // the origin, at 0, is always in
		xmin, xmax = min(xmin, b.X-ballReach*b.SX), max(xmax, b.X+ballReach*b.SX)
		ymin, ymax = min(ymin, b.Y-ballReach*b.SY), max(ymax, b.Y+ballReach*b.SY)
	}
	xmin, xmax = roomy(xmin, xmax, false)
	ymin, ymax = roomy(ymin, ymax, false)
	return xmin, xmax, ymin, ymax
}

// middles draws the dots in the middle of balls, and their names.
type middles []Ball

// Plot implements [plot.Plotter].
func (m middles) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	var names []string
	var places []vg.Point
	for _, b := range m {
		pt := vg.Point{X: x(b.X), Y: y(b.Y)}
		if !c.Contains(pt) {
			continue
		}
		c.DrawGlyph(draw.GlyphStyle{Color: b.colour(), Radius: 3, Shape: draw.CircleGlyph{}}, pt)
		c.DrawGlyph(draw.GlyphStyle{Color: color.Black, Radius: 3, Shape: draw.RingGlyph{}}, pt)
		if b.Name != "" {
			names, places = append(names, b.Name), append(places, pt.Add(vg.Point{X: 5, Y: 4}))
		}
	}
	for i, pt := range spread(places, 13) {
		c.FillText(letters(tickSize, 0), pt, names[i])
	}
}
