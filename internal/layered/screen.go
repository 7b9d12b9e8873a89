package layered

import (
	"math"
	"slices"
)

const platePad = 13 // pixels between nodes and the rim of their plate

// layout turns u and v into pixels, everything at least 0.
func (q *router) layout() *Layout {
	out := &Layout{Backward: q.backward}
	for i := range q.layer {
		it := q.items[i]
		c := q.screen(place{q.bands[it.layer].mid, it.v})
		out.Nodes = append(out.Nodes, Box{c.X, c.Y, q.Sizes[i].W, q.Sizes[i].H})
	}
	for i := range q.links {
		var way []Curve
		for _, piece := range q.lead(i) {
			way = append(way, Curve{q.screen(piece[0]), q.screen(piece[1]), q.screen(piece[2]), q.screen(piece[3])})
		}
		out.Edges = append(out.Edges, way)
	}
	for _, group := range q.g.Groups {
		out.Groups = append(out.Groups, q.plate(out, group))
	}
	out.crop(q.Settings)
	return out
}

func (q *router) screen(p place) Point {
	if q.Flow == Right {
		return Point{p.u, p.v}
	}
	return Point{p.v, -p.u}
}

// plate returns a rectangle around the nodes of a group, or one for each node if another
// node would stand on it.
func (q *router) plate(out *Layout, group []string) []Box {
	var members []int
	for _, name := range group {
		members = append(members, q.g.Index(name))
	}
	whole := Box{W: -1}
	for _, i := range members {
		whole = whole.with(out.Nodes[i])
	}
	whole.W, whole.H = whole.W+2*platePad, whole.H+2*platePad
	alone := true
	for i, b := range out.Nodes {
		alone = alone && (slices.Contains(members, i) || !whole.Meets(b))
	}
	if alone {
		return []Box{whole}
	}
	var each []Box
	for _, i := range members {
		b := out.Nodes[i]
		each = append(each, Box{b.X, b.Y, b.W + 2*platePad, b.H + 2*platePad})
	}
	return each
}

// with returns the smallest box around two; a box of width −1 is empty.
func (b Box) with(c Box) Box {
	if b.W < 0 {
		return c
	}
	x0, x1 := min(b.X-b.W/2, c.X-c.W/2), max(b.X+b.W/2, c.X+c.W/2)
	y0, y1 := min(b.Y-b.H/2, c.Y-c.H/2), max(b.Y+b.H/2, c.Y+c.H/2)
	return Box{(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0}
}

// Meets says whether two boxes overlap.
func (b Box) Meets(c Box) bool {
	return math.Abs(b.X-c.X) < (b.W+c.W)/2 && math.Abs(b.Y-c.Y) < (b.H+c.H)/2
}

// crop moves everything to where the smallest x and y are 0.
func (out *Layout) crop(s Settings) {
	all := Box{W: -1}
	for i, b := range out.Nodes {
		all = all.with(b)
		if note := s.Sizes[i].Note; note > 0 && s.Flow == Right {
			all = all.with(Box{b.X - b.W/2 - note/2, b.Y, note, b.H})
		} else if note > 0 {
			all = all.with(Box{b.X, b.Y + b.H/2 + note/2, b.W, note})
		}
	}
	for _, way := range out.Edges {
		for _, c := range way {
			for _, p := range c {
				all = all.with(Box{p.X, p.Y, 0, 0})
			}
		}
	}
	for _, plates := range out.Groups {
		for _, b := range plates {
			all = all.with(b)
		}
	}
	out.W, out.H = all.W, all.H
	out.move(all.W/2-all.X, all.H/2-all.Y)
}

func (out *Layout) move(dx, dy float64) {
	for _, boxes := range append([][]Box{out.Nodes}, out.Groups...) {
		for i := range boxes {
			boxes[i].X, boxes[i].Y = boxes[i].X+dx, boxes[i].Y+dy
		}
	}
	for _, way := range out.Edges {
		for i := range way {
			for j := range way[i] {
				way[i][j].X, way[i][j].Y = way[i][j].X+dx, way[i][j].Y+dy
			}
		}
	}
}
