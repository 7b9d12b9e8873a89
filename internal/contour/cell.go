package contour

// A vertex is a point of a cell's outline: a corner, or a crossing of the level.
type vertex struct {
	x, y  float64
	in    bool // a corner at or below the level
	cross bool
	edge  int // of a crossing: its edge's number in the grid
}

// A cell is a square of the grid, with its outline counter-clockwise: four corners and
// up to four crossings between them.
type cell struct {
	ring   [8]vertex
	n      int  // vertices in the ring
	cuts   int  // crossings
	joined bool // in a saddle: the two low corners are joined
}

// at returns the cell whose lower left corner is row i, column j.
func (g Grid) at(i, j int, level float64) cell {
	below, above := g.V.RawRowView(i), g.V.RawRowView(i+1)
	v := [4]float64{below[j], below[j+1], above[j+1], above[j]}
	x := [4]float64{g.X[j], g.X[j+1], g.X[j+1], g.X[j]}
	y := [4]float64{g.Y[i], g.Y[i], g.Y[i+1], g.Y[i+1]}
	across, n := len(g.X), len(g.X)*len(g.Y)
	edges := [4]int{i*across + j, n + i*across + j + 1, (i+1)*across + j, n + i*across + j}
	var c cell
	c.joined = v[0]/4+v[1]/4+v[2]/4+v[3]/4 <= level
	for k := range 4 {
		a, b := k, (k+1)%4
		c.push(vertex{x: x[a], y: y[a], in: v[a] <= level})
		if (v[a] <= level) == (v[b] <= level) {
			continue
		}
		if v[a] > v[b] {
			a, b = b, a // from the lower end, so that both cells find the same point
		}
		t := (level - v[a]) / (v[b] - v[a])
		c.push(vertex{x: x[a] + t*(x[b]-x[a]), y: y[a] + t*(y[b]-y[a]), cross: true, edge: edges[k]})
		c.cuts++
	}
	return c
}

func (c *cell) push(v vertex) { c.ring[c.n] = v; c.n++ }

// segments calls add with the pieces of the level's line, the low side at their left.
func (c *cell) segments(add func(from, to vertex)) {
	if c.cuts == 0 {
		return
	}
	// leave is where the outline leaves the low side, enter where it comes back.
	var leave, enter [2]vertex
	low, l, e := c.ring[0].in, 0, 0
	first := low
	for _, v := range c.ring[:c.n] {
		switch {
		case !v.cross:
			low = v.in
		case low:
			leave[l] = v
			l++
		default:
			enter[e] = v
			e++
		}
	}
	if c.cuts == 2 {
		add(leave[0], enter[0])
		return
	}
	if !first {
		enter[0], enter[1] = enter[1], enter[0] // so that enter[i] is the next after leave[i]
	}
	if !c.joined {
		enter[0], enter[1] = enter[1], enter[0]
	}
	add(leave[0], enter[0])
	add(leave[1], enter[1])
}

// area returns the area of the low side within the cell.
func (c *cell) area() float64 {
	if c.cuts == 4 && !c.joined {
		return c.shoelace(func(v vertex) bool { return !v.cross }) - c.shoelace(func(v vertex) bool { return !v.in })
	}
	return c.shoelace(func(v vertex) bool { return v.in || v.cross })
}

// shoelace returns the area of the polygon of the vertices that keep wants.
func (c *cell) shoelace(keep func(vertex) bool) float64 {
	var first, last vertex
	var sum float64
	n := 0
	origin := c.ring[0]
	for _, v := range c.ring[:c.n] {
		if !keep(v) {
			continue
		}
		v.x, v.y = v.x-origin.x, v.y-origin.y
		if n == 0 {
			first = v
		} else {
			sum += last.x*v.y - v.x*last.y
		}
		last = v
		n++
	}
	return (sum + last.x*first.y - first.x*last.y) / 2
}
