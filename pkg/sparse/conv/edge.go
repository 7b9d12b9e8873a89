package conv

import "github.com/latentlab/latentlab/internal/kernel"

// plain reports whether the kernel of place u meets neither a margin nor, on a circle,
// pixels of which a margin holds a copy.
func (a axis) plain(u int) bool {
	if a.circular {
		return u >= a.k-1 && u+a.k <= a.n
	}
	return a.inside(u)
}

// place sets what follows from the place of a coordinate.
func (e *encoder[T]) place(c *coord[T], u, v int) {
	c.n, c.edge = 1, e.weights != nil || !e.rows.plain(u) || !e.cols.plain(v)
	if !c.edge || e.weights == nil && e.rows.circular {
		return
	}
	c.n = 0
	for ch := range e.channels {
		k := e.taps[(int(c.k)*e.channels+ch)*e.rows.k*e.width:]
		for i := range e.rows.k {
			y := e.rows.pixel(u, i)
			for j := range e.cols.k {
				x := e.cols.pixel(v, j)
				if y < 0 || x < 0 {
					continue
				}
				w := T(1)
				if e.weights != nil {
					w = e.weights[e.at(y, x)]
				}
				c.n += w * k[i*e.width+j] * k[i*e.width+j]
			}
		}
	}
}

// add sets planes += a·weights ⊙ K for the kernel of a coordinate. weights are those of
// the pixels of a plane, or nil. At the edge of a picture the kernel is cut; on a circle
// it is put down again wherever a margin holds copies of what it covers.
func (e *encoder[T]) add(planes []T, c *coord[T], a T, weights []T) {
	if !c.edge {
		size := e.rows.k * e.width
		k := e.taps[int(c.k)*e.channels*size:]
		for ch := range e.channels {
			kernel.PatchAxpy(a, k[ch*size:], planes[ch*e.size+int(c.at):], e.ld, e.rows.k, e.width)
		}
		return
	}
	u, v := int(c.at)/e.ld, int(c.at)%e.ld
	if !e.rows.circular {
		e.addPart(planes, c, a, weights, u, v, span{e.top, e.top + e.rows.n}, span{e.left, e.left + e.cols.n})
		return
	}
	all, across := span{0, e.height}, span{0, e.cols.size + e.cols.k - 1}
	for _, y := range [3]int{u, u - e.rows.n, u + e.rows.n} {
		if y+e.rows.k <= 0 || y >= e.height {
			continue
		}
		for _, x := range [3]int{v, v - e.cols.n, v + e.cols.n} {
			if x+e.cols.k > 0 && x < across.to {
				e.addPart(planes, c, a, weights, y, x, all, across)
			}
		}
	}
}

// span is from … to−1.
type span struct{ from, to int }

// addPart is add with the kernel's corner at row u and column v of the planes, cut to
// the rows and columns of two spans.
func (e *encoder[T]) addPart(planes []T, c *coord[T], a T, weights []T, u, v int, rows, cols span) {
	first, last := max(0, rows.from-u), min(e.rows.k, rows.to-u)
	left, right := max(0, cols.from-v), min(e.cols.k, cols.to-v)
	for ch := range e.channels {
		k := e.taps[(int(c.k)*e.channels+ch)*e.rows.k*e.width:]
		if weights == nil && left == 0 && right == e.cols.k {
			kernel.PatchAxpy(a, k[first*e.width:], planes[ch*e.size+(u+first)*e.ld+v:], e.ld, last-first, e.width)
			continue
		}
		for i := first; i < last; i++ {
			at := (u+i)*e.ld + v
			line, row := planes[ch*e.size+at+left:][:right-left], k[i*e.width+left:][:right-left]
			if weights == nil {
				for j, t := range row {
					line[j] += a * t
				}
				continue
			}
			for j, t := range row {
				line[j] += a * weights[at+left+j] * t
			}
		}
	}
}
