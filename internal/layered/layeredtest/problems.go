// Package layeredtest checks layouts.
package layeredtest

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/layered"
	"github.com/latentlab/latentlab/pkg/graph"
)

// Problems returns what makes a layout untidy: nodes that overlap, edges that pass
// through nodes that they do not join, or that do not begin and end at the outlines of
// those that they do, and what lies outside of the picture.
func Problems(g *graph.Graph, out *layered.Layout) []string {
	var all []string
	for i, a := range out.Nodes {
		for j, b := range out.Nodes[:i] {
			if a.Meets(b) {
				all = append(all, fmt.Sprintf("%s overlaps %s", g.Nodes[i].Name, g.Nodes[j].Name))
			}
		}
		if a.X-a.W/2 < -1e-6 || a.Y-a.H/2 < -1e-6 || a.X+a.W/2 > out.W+1e-6 || a.Y+a.H/2 > out.H+1e-6 {
			all = append(all, fmt.Sprintf("%s is outside", g.Nodes[i].Name))
		}
	}
	for i, e := range g.Edges {
		name := e.From + " → " + e.To
		if len(out.Edges[i]) == 0 {
			all = append(all, name+" is not drawn")
			continue
		}
		from, to := g.Index(e.From), g.Index(e.To)
		line := flat(out.Edges[i])
		if !near(out.Nodes[from], line[0]) || !near(out.Nodes[to], line[len(line)-1]) {
			all = append(all, fmt.Sprintf("%s goes from %.1f to %.1f, its nodes are %.1f and %.1f", name, line[0], line[len(line)-1], out.Nodes[from], out.Nodes[to]))
		}
		for k, b := range out.Nodes {
			if k != from && k != to && through(b, line) {
				all = append(all, name+" passes through "+g.Nodes[k].Name)
			}
		}
	}
	return all
}

// flat returns points along a way.
func flat(way []layered.Curve) []layered.Point {
	points := []layered.Point{way[0][0]}
	for _, c := range way {
		for i := 1; i <= 40; i++ {
			t := float64(i) / 40
			s := 1 - t
			at := func(a, b, c, d float64) float64 {
				return s*s*s*a + 3*s*s*t*b + 3*s*t*t*c + t*t*t*d
			}
			points = append(points, layered.Point{X: at(c[0].X, c[1].X, c[2].X, c[3].X), Y: at(c[0].Y, c[1].Y, c[2].Y, c[3].Y)})
		}
	}
	return points
}

// near says whether a point is at the rim of a box, or of the ellipse in it.
func near(b layered.Box, p layered.Point) bool {
	dx, dy := math.Abs(p.X-b.X)/(b.W/2), math.Abs(p.Y-b.Y)/(b.H/2)
	return math.Abs(max(dx, dy)-1) < 1e-6 || math.Abs(math.Hypot(dx, dy)-1) < 1e-6
}

// through says whether a line comes within 3 pixels of a box.
func through(b layered.Box, line []layered.Point) bool {
	for _, p := range line {
		if math.Abs(p.X-b.X) < b.W/2+3 && math.Abs(p.Y-b.Y) < b.H/2+3 {
			return true
		}
	}
	return false
}
