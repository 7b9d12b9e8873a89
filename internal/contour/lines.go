package contour

// A Line is a piece of a level set: the points (X[i], Y[i]) in order, with the low side
// at the left of the way along it. Closed lines end where they begin.
type Line struct {
	X, Y   []float64
	Closed bool
}

// Lines returns where the function is level, as lines that are closed or end at the
// grid's border. Time and memory grow with the number of cells. A smooth function's
// lines are off by O(h²) for cells of width h.
//
// Reference: W. Lorensen, H. Cline, Marching Cubes, SIGGRAPH 1987, in two dimensions.
func (g Grid) Lines(level float64) []Line {
	p := g.pieces(level)
	var lines []Line
	follow := func(e int, closed bool) {
		l := Line{Closed: closed}
		for l.add(p.place[e]); p.next[e] > 0; l.add(p.place[e]) {
			e, p.next[e] = p.next[e]-1, 0
		}
		if len(l.X) > 1 {
			lines = append(lines, l)
		}
	}
	for _, e := range p.starts {
		if !p.entered[e] {
			follow(e, false)
		}
	}
	for _, e := range p.starts {
		if p.next[e] > 0 {
			follow(e, true)
		}
	}
	return lines
}

// pieces are a level's lines before they are joined: each piece crosses one cell, from
// one edge of the grid to another. An edge is met by two cells, and where a piece ends
// in one of them the next begins in the other.
type pieces struct {
	next    []int              // the edge where the piece ends that begins at this one, plus 1
	entered []bool             // a piece ends at this edge
	place   map[int][2]float64 // of the crossing of an edge
	starts  []int              // the edges where pieces begin, in the order of the cells
}

func (g Grid) pieces(level float64) *pieces {
	edges := 2 * len(g.X) * len(g.Y)
	p := &pieces{next: make([]int, edges), entered: make([]bool, edges), place: make(map[int][2]float64)}
	for i := range len(g.Y) - 1 {
		for j := range len(g.X) - 1 {
			c := g.at(i, j, level)
			c.segments(func(from, to vertex) {
				p.next[from.edge] = to.edge + 1
				p.entered[to.edge] = true
				p.place[from.edge], p.place[to.edge] = [2]float64{from.x, from.y}, [2]float64{to.x, to.y}
				p.starts = append(p.starts, from.edge)
			})
		}
	}
	return p
}

// add appends a point unless it is the last one again.
func (l *Line) add(p [2]float64) {
	if n := len(l.X); n > 0 && l.X[n-1] == p[0] && l.Y[n-1] == p[1] {
		return
	}
	l.X, l.Y = append(l.X, p[0]), append(l.Y, p[1])
}

// Below returns the area where the function is at or below level; where it is so
// everywhere, exactly the area of the grid. A smooth function's area is off by O(h²) for
// cells of width h.
func (g Grid) Below(level float64) float64 {
	var sum float64
	all := true
	for i := range len(g.Y) - 1 {
		for j := range len(g.X) - 1 {
			c := g.at(i, j, level)
			sum += c.area()
			all = all && c.cuts == 0 && c.ring[0].in
		}
	}
	if all {
		return (g.X[len(g.X)-1] - g.X[0]) * (g.Y[len(g.Y)-1] - g.Y[0])
	}
	return sum
}
