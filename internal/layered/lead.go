package layered

import "math"

// lead returns the way of a link.
func (q *router) lead(i int) [][4]place {
	l, path := q.links[i], q.paths[i]
	from, to := q.items[l.from], q.items[l.to]
	switch {
	case l.beside:
		return q.across(from, to)
	case l.from == l.to:
		return q.loop(from, q.items[path[1]])
	}
	dir := 1.0
	if from.layer > to.layer {
		dir = -1
	}
	p, rest := q.leave(l, path[1:], dir)
	for len(rest) > 1 {
		bend := q.items[rest[0]]
		if len(rest) == 2 && q.bySide(i) {
			q.enterSide(p, i, bend, dir)
			return p.path
		}
		p.shift(place{q.far(bend.layer, -dir), bend.v}, q.turn(l, bend.layer, dir))
		p.line(place{q.far(bend.layer, dir), bend.v})
		rest = rest[1:]
	}
	end := place{q.bands[to.layer].mid - dir*q.edgeAt(i), q.ports[[2]int{i, 0}]}
	p.shift(place{q.far(to.layer, -dir) - dir*q.Arrow, end.v}, q.turn(l, to.layer, dir))
	p.line(end)
	return p.path
}

// leave returns a pen that has gone from a link's beginning to the end of its layer, and
// the items that are left.
func (q *router) leave(l link, rest []int, dir float64) (*pen, []int) {
	from, mid := q.items[l.from], q.bands[q.layer[l.from]].mid
	p := &pen{square: q.Square}
	if l.exit {
		bend := q.items[rest[0]]
		p.at = place{mid, from.v + math.Copysign(from.half, bend.v-from.v)}
		p.arc(place{q.far(from.layer, dir), bend.v}, true)
		return p, rest[1:]
	}
	p.at = place{mid + dir*q.along(l.from)/2, from.v}
	p.line(place{q.far(from.layer, dir), from.v})
	return p, rest
}

// far returns where a layer ends for who goes in direction dir.
func (q *router) far(layer int, dir float64) float64 {
	if dir > 0 {
		return q.bands[layer].high
	}
	return q.bands[layer].low
}

// turn returns the part of the way to a layer at which an edge turns.
func (q *router) turn(l link, layer int, dir float64) float64 {
	gap := layer
	if dir > 0 {
		gap--
	}
	t, ok := q.track[[2]int{l.from, gap}]
	switch {
	case !ok:
		return 0.5
	case dir < 0:
		return 1 - t
	}
	return t
}

// edgeAt returns how far the outline of a link's end is from its middle, along the
// edges, at the link's port.
func (q *router) edgeAt(i int) float64 {
	to := q.links[i].to
	half := q.along(to) / 2
	if !q.Sizes[to].Round {
		return half
	}
	return half * circle((q.ports[[2]int{i, 0}]-q.items[to].v)/q.items[to].half)
}

// circle returns the height of the unit circle above t.
func circle(t float64) float64 { return math.Sqrt(max(0, 1-t*t)) }

// enterSide leads p through the last bend into the side of the link's end.
func (q *router) enterSide(p *pen, i int, bend item, dir float64) {
	l := q.links[i]
	to := q.items[l.to]
	sign := math.Copysign(1, bend.v-to.v)
	off, half := q.ports[[2]int{i, 1}], to.half
	if q.Sizes[l.to].Round {
		half *= circle(2 * off / q.along(l.to))
	}
	end := place{q.bands[to.layer].mid + off, to.v + sign*half}
	if math.Abs(bend.v-p.at.v) >= 0.5 {
		p.shift(place{q.far(to.layer, -dir), bend.v}, q.turn(l, to.layer, dir))
	}
	p.arc(place{end.u, end.v + sign*q.Arrow}, false)
	p.line(end)
}

// across is the straight way between neighbours of one layer.
func (q *router) across(from, to item) [][4]place {
	sign := math.Copysign(1, to.v-from.v)
	u := q.bands[from.layer].mid
	p := &pen{at: place{u, from.v + sign*from.half}}
	p.line(place{u, to.v - sign*to.half})
	return p.path
}

// loop is the way from a node through the bend at its side back to it.
func (q *router) loop(at, bend item) [][4]place {
	sign := math.Copysign(1, bend.v-at.v)
	u, half, off := q.bands[at.layer].mid, at.half, q.along(at.node)/5
	if q.Sizes[at.node].Round {
		half *= circle(2. / 5)
	}
	side := at.v + sign*half
	p := &pen{at: place{u + off, side}}
	p.path = append(p.path, [4]place{p.at, {u + 2*off, bend.v}, {u - 2*off, bend.v + sign*2}, {u - off, side}})
	return p.path
}
