package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/latentlab/latentlab/internal/layered"
	"github.com/latentlab/latentlab/pkg/graph"
)

// drawNode draws a node and what is written in it.
func (d *diagram) drawNode(p page, n graph.Node, b layered.Box, backward bool) {
	k := d.look.kinds[n.Kind]
	fill, line := k.fill, k.line
	if n.Faded && k.shape != nothing {
		fill, line = pale(fill), pale(line)
	}
	switch k.shape {
	case oval:
		outline(p, ellipse(b), fill, line, k.width)
	case box:
		outline(p, rectangle(b), fill, line, k.width)
	case bullet:
		outline(p, domed(b, d.look.flow, backward), fill, line, k.width)
	case wedge:
		outline(p, wedged(b, backward), fill, line, k.width)
	}
	if n.Note != "" {
		d.drawNote(p, n.Note, b)
	}
	switch {
	case n.Kind == graph.Sum:
		drawPlus(p, b, d.look, n.Faded)
	case d.look.curves && n.Curve != nil:
		drawCurve(p, n.Curve, b)
	default:
		d.drawLabel(p, n, b, k.shape, backward)
	}
}

// drawLabel writes a label in the middle of the room that the shape leaves.
func (d *diagram) drawLabel(p page, n graph.Node, b layered.Box, s shape, backward bool) {
	x, y := b.X, b.Y
	switch {
	case s == bullet && d.look.flow == layered.Up && backward:
		y -= b.H * 0.12
	case s == bullet && d.look.flow == layered.Up:
		y += b.H * 0.12
	case s == bullet:
		x -= b.W * 0.06
	case s == wedge && backward:
		x += 2
	case s == wedge:
		x -= 2
	}
	sty := d.look.style(n.Faded)
	p.write(n.Text(), x, y+0.35*d.look.letters/float64(point), sty)
}

func (d *diagram) drawNote(p page, note string, b layered.Box) {
	sty := noteLetters()
	half := 0.35 * float64(sty.Font.Size/point)
	if d.look.flow == layered.Right {
		p.write(note, b.X-b.W/2-noteGap, b.Y+half, sty)
		return
	}
	sty.XAlign = text.XCenter
	p.write(note, b.X, b.Y+b.H/2+noteGap+2*half, sty)
}

// A stroke path in pixels of the page's frame.
type tracer func(p page) vg.Path

// outline fills a closed path and draws its line.
func outline(p page, path tracer, fill, line color.Color, width float64) {
	way := path(p)
	if fill != nil {
		p.SetColor(fill)
		p.Fill(way)
	}
	strokePath(p, way, line, width)
}

func strokePath(p page, way vg.Path, c color.Color, width float64) {
	p.SetColor(c)
	p.SetLineWidth(vg.Length(width) * point)
	p.SetLineDash(nil, 0)
	p.Stroke(way)
}

func rectangle(b layered.Box) tracer {
	return polygon([]layered.Point{{X: b.X - b.W/2, Y: b.Y - b.H/2}, {X: b.X + b.W/2, Y: b.Y - b.H/2}, {X: b.X + b.W/2, Y: b.Y + b.H/2}, {X: b.X - b.W/2, Y: b.Y + b.H/2}})
}

// polygon begins and ends in the middle of a side, so that all corners are alike.
func polygon(points []layered.Point) tracer {
	return func(p page) vg.Path {
		var way vg.Path
		last := points[len(points)-1]
		way.Move(p.at((last.X+points[0].X)/2, (last.Y+points[0].Y)/2))
		for _, q := range points {
			way.Line(p.at(q.X, q.Y))
		}
		way.Close()
		return way
	}
}

// kappa makes a cubic curve of a quarter circle.
const kappa = 0.5523

func ellipse(b layered.Box) tracer {
	return func(p page) vg.Path {
		var way vg.Path
		at := func(x, y float64) vg.Point { return p.at(b.X+x*b.W/2, b.Y+y*b.H/2) }
		way.Move(at(1, 0))
		way.CubeTo(at(1, kappa), at(kappa, 1), at(0, 1))
		way.CubeTo(at(-kappa, 1), at(-1, kappa), at(-1, 0))
		way.CubeTo(at(-1, -kappa), at(-kappa, -1), at(0, -1))
		way.CubeTo(at(kappa, -1), at(1, -kappa), at(1, 0))
		way.Close()
		return way
	}
}

// domed is flat behind and round in front, which is up, or to the right, or backward.
func domed(b layered.Box, flow layered.Flow, backward bool) tracer {
	sign := 1.0
	if backward {
		sign = -1
	}
	return func(p page) vg.Path {
		// s goes from −1 at one hand to 1, f from 0 behind to 1 in front.
		at := func(s, f float64) vg.Point { return p.at(b.X+s*b.W/2, b.Y+sign*(0.5-f)*b.H) }
		if flow == layered.Right {
			at = func(s, f float64) vg.Point { return p.at(b.X+sign*(f-0.5)*b.W, b.Y+s*b.H/2) }
		}
		const shoulder = 0.45
		top := shoulder + kappa*(1-shoulder)
		var way vg.Path
		way.Move(at(0, 0))
		way.Line(at(-1, 0))
		way.Line(at(-1, shoulder))
		way.CubeTo(at(-1, top), at(-kappa, 1), at(0, 1))
		way.CubeTo(at(kappa, 1), at(1, top), at(1, shoulder))
		way.Line(at(1, 0))
		way.Close()
		return way
	}
}

// wedged is round behind and pointed in front, to the right, or backward to the left.
func wedged(b layered.Box, backward bool) tracer {
	sign := 1.0
	if backward {
		sign = -1
	}
	return func(p page) vg.Path {
		at := func(x, y float64) vg.Point { return p.at(b.X+sign*x, b.Y+y) }
		w, h := b.W/2, b.H/2
		round, tip := 0.62*h, 0.55*h
		var way vg.Path
		way.Move(at(-w+round, -h))
		way.Line(at(w-tip, -h))
		way.Line(at(w, 0))
		way.Line(at(w-tip, h))
		way.Line(at(-w+round, h))
		way.CubeTo(at(-w+round*(1-kappa), h), at(-w, kappa*h), at(-w, 0))
		way.CubeTo(at(-w, -kappa*h), at(-w+round*(1-kappa), -h), at(-w+round, -h))
		way.Close()
		return way
	}
}

func drawPlus(p page, b layered.Box, l look, faded bool) {
	c := color.Color(black)
	if faded {
		c = pale(c)
	}
	r := 0.17 * min(b.W, b.H)
	wide := 2.0
	if l.curves {
		r, wide = 0.32*b.H, 2.2
	}
	for _, t := range [][2]float64{{r, 0}, {0, r}} {
		var way vg.Path
		way.Move(p.at(b.X-t[0], b.Y-t[1]))
		way.Line(p.at(b.X+t[0], b.Y+t[1]))
		strokePath(p, way, c, wide)
	}
}

// drawCurve draws a function around 0 on its axes, f and its argument from −1 to 1.
func drawCurve(p page, f func(float64) float64, b layered.Box) {
	r := 0.36 * min(b.W, b.H)
	for _, t := range [][2]float64{{1, 0}, {0, 1}} {
		var way vg.Path
		way.Move(p.at(b.X-r*t[0], b.Y-r*t[1]))
		way.Line(p.at(b.X+r*t[0], b.Y+r*t[1]))
		strokePath(p, way, plateRim, 1)
	}
	const steps = 48
	var way vg.Path
	down := false
	for i := range steps + 1 {
		v := 2*float64(i)/steps - 1
		y := f(v)
		if math.IsNaN(y) || math.Abs(y) > 1 {
			down = false
			continue
		}
		if at := p.at(b.X+v*r, b.Y-y*r); down {
			way.Line(at)
		} else {
			way.Move(at)
			down = true
		}
	}
	if len(way) > 1 {
		strokePath(p, way, black, 2)
	}
}
