package layered

import (
	"cmp"
	"math"
	"slices"
)

// A place is a point in u, along the edges, and v, across them.
type place struct{ u, v float64 }

// A band is the room of a layer along the edges.
type band struct{ low, mid, high float64 }

// A router leads the edges.
type router struct {
	*rows
	bands []band
	ports map[[2]int]float64 // where links end across, by link and 0; for side entries along, by link and 1
	track map[[2]int]float64 // where an edge that turns does so in a gap, by the item that it comes from and the layer
}

func newRouter(r *rows) *router {
	q := &router{rows: r, ports: make(map[[2]int]float64), track: make(map[[2]int]float64)}
	q.band()
	q.port()
	return q
}

// along returns the size of a node along the edges.
func (q *router) along(node int) float64 {
	if q.Flow == Right {
		return q.Sizes[node].W
	}
	return q.Sizes[node].H
}

// band stacks the layers.
func (q *router) band() {
	q.bands = make([]band, len(q.layers))
	u := 0.0
	for l := range q.bands {
		before, after := 0.0, 0.0
		for i := range q.layer {
			if q.layer[i] == l {
				half := q.along(i) / 2
				before, after = max(before, half+q.Sizes[i].Note), max(after, half)
			}
		}
		q.bands[l] = band{u, u + before, u + before + after}
		u = q.bands[l].high + q.gapAbove(l)
	}
}

// gapAbove returns the room above a layer. At right angles, every edge that turns there
// has a track of its own.
func (q *router) gapAbove(l int) float64 {
	if !q.Square || l+1 == len(q.layers) {
		return q.Gap
	}
	tracks := make(map[int]bool)
	for i, p := range q.paths {
		for j := 1; j < len(p); j++ {
			a, b := q.items[p[j-1]], q.items[p[j]]
			if min(a.layer, b.layer) == l && a.layer != b.layer && math.Abs(a.v-b.v) > 0.5 {
				tracks[q.links[i].from] = true
			}
		}
	}
	n := 0
	for i := range q.items {
		if tracks[i] {
			n++
			q.track[[2]int{i, l}] = float64(n)
		}
	}
	for key, t := range q.track {
		if key[1] == l {
			q.track[key] = t / float64(n+1)
		}
	}
	return q.Gap + 10*float64(max(0, n-1))
}

// port spreads the ends of links over the sides of nodes: straight where there is room.
func (q *router) port() {
	for v := range q.layer {
		var below, above, left, right []int
		for _, i := range q.in[v] {
			l, p := q.links[i], q.paths[i]
			switch before := p[len(p)-2]; {
			case l.beside || l.from == l.to:
			case !q.bySide(i) && q.layer[l.from] > q.layer[v]:
				above = append(above, i)
			case !q.bySide(i):
				below = append(below, i)
			case q.items[before].v < q.items[v].v:
				left = append(left, i)
			default:
				right = append(right, i)
			}
		}
		q.facePorts(v, below)
		q.facePorts(v, above)
		q.sidePorts(v, left)
		q.sidePorts(v, right)
	}
}

// bySide says whether a link enters by the side. One that was to share a bend that
// stands at another node enters like others.
func (q *router) bySide(i int) bool {
	p := q.paths[i]
	return q.links[i].entry && q.items[p[len(p)-2]].owner == q.links[i].to
}

// facePorts spreads links over the face behind a node, or the one before it.
func (q *router) facePorts(v int, links []int) {
	const between = 16
	it := q.items[v]
	at := func(i int) float64 { p := q.paths[i]; return q.items[p[len(p)-2]].v }
	slices.SortStableFunc(links, func(a, b int) int { return cmp.Compare(at(a), at(b)) })
	room := it.half - 12
	if q.Sizes[v].Round {
		room = it.half * 0.6
	}
	n := float64(len(links))
	step := max(0, min(between, room, 2*room/max(1, n-1))) // of two, one can be straight
	for j, i := range links {
		low, high := it.v-room+step*float64(j), it.v+room-step*(n-1-float64(j))
		q.ports[[2]int{i, 0}] = max(min(at(i), high), low)
	}
	for j := 1; j < len(links); j++ {
		a, b := [2]int{links[j-1], 0}, [2]int{links[j], 0}
		q.ports[b] = max(q.ports[b], q.ports[a]+step)
	}
	if len(links) == 1 && (q.Sizes[v].Round || math.Abs(at(links[0])-it.v) > room) {
		q.ports[[2]int{links[0], 0}] = it.v
	}
}

// sidePorts spreads links over one side: what comes from further away enters further
// along.
func (q *router) sidePorts(v int, links []int) {
	far := func(i int) float64 { p := q.paths[i]; return math.Abs(q.items[p[len(p)-2]].v - q.items[v].v) }
	slices.SortStableFunc(links, func(a, b int) int { return cmp.Compare(far(a), far(b)) })
	n := float64(len(links))
	for j, i := range links {
		off := 0.0
		if n > 1 {
			off = q.along(v) * 0.25 * (2*float64(j)/(n-1) - 1)
		}
		if q.layer[q.links[i].from] > q.layer[v] {
			off = -off
		}
		q.ports[[2]int{i, 1}] = off
	}
}

// A pen draws a path.
type pen struct {
	at     place
	square bool
	path   [][4]place
}

func (p *pen) line(to place) {
	if math.Abs(to.u-p.at.u)+math.Abs(to.v-p.at.v) < 1e-9 {
		return
	}
	third := func(t float64) place { return place{p.at.u + t*(to.u-p.at.u), p.at.v + t*(to.v-p.at.v)} }
	p.path = append(p.path, [4]place{p.at, third(1. / 3), third(2. / 3), to})
	p.at = to
}

// shift goes to another v between two layers, along the edges at both ends; at a right
// angle at the part t of the way.
func (p *pen) shift(to place, t float64) {
	if math.Abs(to.v-p.at.v) < 0.5 {
		p.line(to)
		return
	}
	if p.square {
		u := p.at.u + t*(to.u-p.at.u)
		p.line(place{u, p.at.v})
		p.line(place{u, to.v})
		p.line(to)
		return
	}
	half := (p.at.u + to.u) / 2
	p.path = append(p.path, [4]place{p.at, {half, p.at.v}, {half, to.v}, to})
	p.at = to
}

// arc goes along the edges first and across them at the end, or the other way round.
func (p *pen) arc(to place, acrossFirst bool) {
	corner := place{to.u, p.at.v}
	if acrossFirst {
		corner = place{p.at.u, to.v}
	}
	if p.square {
		p.line(corner)
		p.line(to)
		return
	}
	const k = 0.62
	toward := func(a place) place { return place{a.u + k*(corner.u-a.u), a.v + k*(corner.v-a.v)} }
	p.path = append(p.path, [4]place{p.at, toward(p.at), toward(to), to})
	p.at = to
}
