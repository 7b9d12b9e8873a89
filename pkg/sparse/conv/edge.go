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

// newCoord returns the coordinate of kernel m at row u and column v of the maps.
func (e *encoder[T]) newCoord(m, u, v int, z T) coord[T] {
	c := coord[T]{At: e.corner(u, v), K: int32(m), Z: z, N: 1}
	if e.weights == nil && e.rows.plain(u) && e.cols.plain(v) {
		return c
	}
	c.K = ^c.K
	if e.weights != nil || !e.rows.circular {
		c.N = e.squaredNorm(&c, u, v)
	}
	return c
}

// squaredNorm returns Σ_p weight_p·K_p² over the pixels p under a kernel.
func (e *encoder[T]) squaredNorm(c *coord[T], u, v int) (n T) {
	k := e.kernel(kernelOf(c))
	for i := range e.rows.k {
		y := e.rows.pixel(u, i)
		for j := range e.cols.k {
			x := e.cols.pixel(v, j)
			if y < 0 || x < 0 {
				continue
			}
			for ch := range e.channels {
				t := k[(i*e.channels+ch)*e.width+j]
				if e.weights != nil {
					n += e.weights[e.at(y, x, ch)] * t * t
				} else {
					n += t * t
				}
			}
		}
	}
	return n
}

// add sets plane += a·weights ⊙ K for the kernel of a coordinate. weights are those of the
// plane, or nil. At the edge of a picture the kernel is cut; on a circle it is put down
// again wherever a margin holds copies of what it covers.
func (e *encoder[T]) add(plane []T, c *coord[T], a T, weights []T) {
	if c.K >= 0 {
		kernel.PatchAxpy(a, e.kernel(kernelOf(c)), plane[c.At:], e.ld, e.lines, e.width)
		return
	}
	u, v := e.place(c.At)
	if !e.rows.circular {
		e.addPart(plane, c, a, weights, u, v, span{e.top, e.top + e.rows.n}, span{e.left, e.left + e.cols.n})
		return
	}
	all, across := span{0, e.height}, span{0, e.cols.size + e.cols.k - 1}
	for _, y := range [3]int{u, u - e.rows.n, u + e.rows.n} {
		if y+e.rows.k <= 0 || y >= e.height {
			continue
		}
		for _, x := range [3]int{v, v - e.cols.n, v + e.cols.n} {
			if x+e.cols.k > 0 && x < across.to {
				e.addPart(plane, c, a, weights, y, x, all, across)
			}
		}
	}
}

// addPart is add with the kernel's corner at row u and column v of the plane, cut to the
// rows and columns of two spans.
func (e *encoder[T]) addPart(plane []T, c *coord[T], a T, weights []T, u, v int, rows, cols span) {
	first, last := max(0, rows.from-u)*e.channels, min(e.rows.k, rows.to-u)*e.channels
	left, right := max(0, cols.from-v), min(e.cols.k, cols.to-v)
	k, corner := e.kernel(kernelOf(c)), u*e.row+v
	if weights == nil && left == 0 && right == e.cols.k {
		kernel.PatchAxpy(a, k[first*e.width:], plane[corner+first*e.ld:], e.ld, last-first, e.width)
		return
	}
	for i := first; i < last; i++ {
		from, to := corner+i*e.ld+left, corner+i*e.ld+right
		line, row := plane[from:to], k[i*e.width+left:][:right-left]
		if weights == nil {
			for j, t := range row {
				line[j] += a * t
			}
			continue
		}
		for j, w := range weights[from:to] {
			line[j] += a * w * row[j]
		}
	}
}
