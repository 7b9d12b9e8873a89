package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"

	"github.com/latentlab/latentlab/internal/layered"
)

// drawEdge draws an edge and its head. What leaves a pale node is pale; on its way to a
// node that is not, it changes at a third.
func (d *diagram) drawEdge(p page, i int) {
	e, way := d.g.Edges[i], d.Edges[i]
	if len(way) == 0 {
		return
	}
	from, to := d.g.Nodes[d.g.Index(e.From)], d.g.Nodes[d.g.Index(e.To)]
	colour := d.look.edge
	if from.Faded && to.Faded {
		colour = pale(colour)
	}
	tip, dir := end(way)
	line := cut(way, d.look.arrow*0.8)
	if from.Faded && !to.Faded {
		first, rest := split(line, 0.4)
		d.drawWay(p, first, pale(colour))
		line = rest
	}
	d.drawWay(p, line, colour)
	drawHead(p, tip, dir, d.look.arrow, colour)
}

func (d *diagram) drawWay(p page, way []layered.Curve, c color.Color) {
	if len(way) == 0 {
		return
	}
	at := func(q layered.Point) vg.Point {
		if d.look.square { // edges that share their way fall on the same pixels
			q.X, q.Y = math.Round(q.X), math.Round(q.Y)
		}
		return p.at(q.X, q.Y)
	}
	var path vg.Path
	path.Move(at(way[0][0]))
	for _, q := range way {
		path.CubeTo(at(q[1]), at(q[2]), at(q[3]))
	}
	strokePath(p, path, c, d.look.edgeWidth)
}

// drawHead draws a filled arrowhead with its tip at a point.
func drawHead(p page, tip, dir layered.Point, length float64, c color.Color) {
	half := 0.36 * length
	var path vg.Path
	path.Move(p.at(tip.X, tip.Y))
	path.Line(p.at(tip.X-dir.X*length-dir.Y*half, tip.Y-dir.Y*length+dir.X*half))
	path.Line(p.at(tip.X-dir.X*length+dir.Y*half, tip.Y-dir.Y*length-dir.X*half))
	path.Close()
	p.SetColor(c)
	p.Fill(path)
}

// end returns where a way ends and its direction there.
func end(way []layered.Curve) (tip, dir layered.Point) {
	last := way[len(way)-1]
	tip = last[3]
	for i := 2; i >= 0; i-- {
		dx, dy := tip.X-last[i].X, tip.Y-last[i].Y
		if n := math.Hypot(dx, dy); n > 1e-6 {
			return tip, layered.Point{X: dx / n, Y: dy / n}
		}
	}
	return tip, layered.Point{Y: -1}
}

// length returns the length of a curve, as that of a polygon.
func length(c layered.Curve) float64 {
	sum, last := 0.0, c[0]
	for i := 1; i <= 16; i++ {
		at := on(c, float64(i)/16)
		sum += math.Hypot(at.X-last.X, at.Y-last.Y)
		last = at
	}
	return sum
}

// on returns the point of a curve at t in [0, 1].
func on(c layered.Curve, t float64) layered.Point {
	left, _ := halves(c, t)
	return left[3]
}

// halves cuts a curve at t (de Casteljau).
func halves(c layered.Curve, t float64) (left, right layered.Curve) {
	mix := func(a, b layered.Point) layered.Point {
		return layered.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
	}
	ab, bc, cd := mix(c[0], c[1]), mix(c[1], c[2]), mix(c[2], c[3])
	abc, bcd := mix(ab, bc), mix(bc, cd)
	m := mix(abc, bcd)
	return layered.Curve{c[0], ab, abc, m}, layered.Curve{m, bcd, cd, c[3]}
}

// split cuts a way at a part of its length.
func split(way []layered.Curve, part float64) (first, rest []layered.Curve) {
	left := 0.0
	for _, c := range way {
		left += part * length(c)
	}
	for i, c := range way {
		if n := length(c); left >= n {
			left -= n
			continue
		} else if n > 0 {
			a, b := halves(c, left/n)
			return append(append(first, way[:i]...), a), append([]layered.Curve{b}, way[i+1:]...)
		}
	}
	return way, nil
}

// cut takes a length off the end of a way, where it is straight.
func cut(way []layered.Curve, off float64) []layered.Curve {
	total := 0.0
	for _, c := range way {
		total += length(c)
	}
	if total <= off {
		return nil
	}
	first, _ := split(way, 1-off/total)
	return first
}
