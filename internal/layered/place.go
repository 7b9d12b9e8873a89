package layered

import (
	"cmp"
	"slices"
)

// Distances between neighbours in a layer, in pixels.
const (
	apart     = 34.0 // nodes
	aside     = 36.0 // a node and a bend at its side
	edgeApart = 20.0 // a node and another bend, or two bends
)

// A rule says that line high is at least gap further than line low.
type spread struct {
	low, high int
	gap       float64
}

// Lines are sets of items that have one place across.
type lines struct {
	of      []int // of each item, its line
	spreads []spread
	v       []float64
	pulls   []pull
	in, out [][]int // spreads of each line
	sorted  []int   // the lines, each after those that it must keep away from
}

// A pull wants v[b] − v[a] = off.
type pull struct {
	a, b   int
	off    float64
	weight float64
}

// place gives every item its v.
func (r *rows) place() {
	l := &lines{of: make([]int, len(r.items)), v: make([]float64, len(r.items))}
	for i := range l.of {
		l.of[i] = i
	}
	l.spreads = r.spreads()
	r.align(l)
	l.prepare()
	r.pull(l)
	l.settle()
	for i := range r.items {
		r.items[i].v = l.v[l.of[i]]
	}
}

// spreads returns the distances that neighbours keep.
func (r *rows) spreads() []spread {
	var all []spread
	for _, row := range r.layers {
		last := -1
		for _, b := range row {
			for _, i := range b.members() {
				if last >= 0 {
					all = append(all, spread{last, i, r.distance(last, i)})
				}
				last = i
			}
		}
	}
	return all
}

// distance returns how far the middles of two neighbours are apart at least.
func (r *rows) distance(a, b int) float64 {
	x, y := r.items[a], r.items[b]
	room := edgeApart
	switch {
	case x.owner == b && y.node >= 0 && x.node >= 0 || y.owner == a && x.node >= 0 && y.node >= 0:
		room = r.Arrow + 22
	case x.owner == b || y.owner == a:
		room = max(aside, r.Arrow+18)
	case x.node >= 0 && y.node >= 0:
		room = apart
	}
	return x.half + room + y.half
}

// align puts the ends of segments in one line, those first that should be straight,
// where that contradicts no order.
func (r *rows) align(l *lines) {
	order := make([]int, len(r.segments))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.segments[b].weight, r.segments[a].weight) })
	for _, i := range order {
		s := r.segments[i]
		l.join(s.low, s.high)
	}
}

// join makes one line of those of two items, unless one would then have to be beside
// itself.
func (l *lines) join(a, b int) {
	x, y := l.of[a], l.of[b]
	if x == y || l.reaches(x, y) || l.reaches(y, x) {
		return
	}
	for i, of := range l.of {
		if of == y {
			l.of[i] = x
		}
	}
}

// reaches says whether line x stands left of line y, directly or by way of others.
func (l *lines) reaches(x, y int) bool {
	seen := map[int]bool{x: true}
	for stack := []int{x}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, s := range l.spreads {
			if l.of[s.low] != at {
				continue
			}
			next := l.of[s.high]
			if next == y {
				return true
			}
			if !seen[next] {
				seen[next] = true
				stack = append(stack, next)
			}
		}
	}
	return false
}

// prepare turns spreads of items into spreads of lines and places the lines as far left
// as they go.
func (l *lines) prepare() {
	l.in, l.out = make([][]int, len(l.of)), make([][]int, len(l.of))
	for i := range l.spreads {
		s := &l.spreads[i]
		s.low, s.high = l.of[s.low], l.of[s.high]
		l.in[s.high] = append(l.in[s.high], i)
		l.out[s.low] = append(l.out[s.low], i)
	}
	waits := make([]int, len(l.of))
	var ready []int
	for i, of := range l.of {
		if waits[i] = len(l.in[i]); of == i && waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	for len(ready) > 0 {
		at := ready[0]
		ready = ready[1:]
		l.sorted = append(l.sorted, at)
		for _, i := range l.out[at] {
			s := l.spreads[i]
			l.v[s.high] = max(l.v[s.high], l.v[at]+s.gap)
			if waits[s.high]--; waits[s.high] == 0 {
				ready = append(ready, s.high)
			}
		}
	}
}

// pull collects what pulls lines towards each other: segments that are not straight,
// and sides.
func (r *rows) pull(l *lines) {
	for _, s := range r.segments {
		if a, b := l.of[s.low], l.of[s.high]; a != b {
			l.pulls = append(l.pulls, pull{a, b, 0, 1})
		}
	}
	for i, it := range r.items {
		if it.owner < 0 {
			continue
		}
		off := r.distance(it.owner, i)
		if r.pos[i] < r.pos[it.owner] {
			off = -off
		}
		l.pulls = append(l.pulls, pull{l.of[it.owner], l.of[i], off, 2})
	}
}

// settle moves each line to the mean of where it is pulled to, as far as its neighbours
// allow, again and again.
func (l *lines) settle() {
	pulled := make([][]pull, len(l.v))
	for _, p := range l.pulls {
		pulled[p.b] = append(pulled[p.b], p)
		pulled[p.a] = append(pulled[p.a], pull{p.b, p.a, -p.off, p.weight})
	}
	for round := range 60 {
		for n := range l.sorted {
			i := l.sorted[n]
			if round%2 == 0 { // from the right, so that there is room
				i = l.sorted[len(l.sorted)-1-n]
			}
			if len(pulled[i]) > 0 {
				l.move(i, pulled[i])
			}
		}
	}
}

func (l *lines) move(i int, pulls []pull) {
	sum, weight := 0.0, 0.0
	for _, p := range pulls {
		sum += p.weight * (l.v[p.a] + p.off)
		weight += p.weight
	}
	want := sum / weight
	for _, s := range l.out[i] {
		want = min(want, l.v[l.spreads[s].high]-l.spreads[s].gap)
	}
	for _, s := range l.in[i] {
		want = max(want, l.v[l.spreads[s].low]+l.spreads[s].gap)
	}
	l.v[i] = want
}
