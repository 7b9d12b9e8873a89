package conv

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// sweep visits the coordinates of a strip in order. With c = Σ_p K_p·r_p over the
// residual r under the kernel and n = Σ_p weight_p·K_p², each becomes the minimiser of
// E over it alone,
//
//	z ← shrink_λ(c + n·z + α·z̄)/(n + α),
//
// and what it changed by is taken off the residual. moves, if not nil, is set to the
// changes. Cost: h·w·C multiplications for a visit, as many again for a change.
func (e *encoder[T]) sweep(s *strip[T], lambda T, moves []T) {
	if e.target == nil && e.weights == nil {
		e.sweepPlain(s, lambda, moves)
		return
	}
	for i := range s.list {
		c := &s.list[i]
		g, n := e.meet(c)
		v, den := g+n*c.z, n
		if e.target != nil {
			v, den = v+e.alpha*e.targetAt(c), n+e.alpha
		}
		z := e.shrink(v, lambda)
		if den > 0 {
			z /= den
		} else {
			z = 0
		}
		e.moveTo(s, i, z, moves)
	}
}

// sweepPlain is sweep for kernels of unit norm, n = 1 but at the edge, and α = 0.
func (e *encoder[T]) sweepPlain(s *strip[T], lambda T, moves []T) {
	for i := range s.list {
		c := &s.list[i]
		var z T
		if c.edge {
			g, n := e.meet(c)
			if n > 0 {
				z = e.shrink(g+n*c.z, lambda) / n
			}
		} else {
			z = e.shrink(e.inner(c)+c.z, lambda)
		}
		e.moveTo(s, i, z, moves)
	}
}

func (e *encoder[T]) moveTo(s *strip[T], i int, z T, moves []T) {
	c := &s.list[i]
	move := z - c.z
	if moves != nil {
		moves[i] = move
	}
	if move != 0 {
		e.add(e.r, c, -move, e.weights)
		c.z = z
	}
}

func (e *encoder[T]) shrink(v, lambda T) T {
	switch {
	case v > lambda:
		return v - lambda
	case v < -lambda && !e.positive:
		return v + lambda
	}
	return 0
}

// inner returns the inner product of the residual with the kernel of a coordinate that
// lies within the picture.
func (e *encoder[T]) inner(c *coord[T]) T {
	size := e.rows.k * e.width
	k := e.taps[int(c.k)*e.channels*size:]
	g := kernel.PatchDot(k, e.r[c.at:], e.ld, e.rows.k, e.width)
	for ch := 1; ch < e.channels; ch++ {
		g += kernel.PatchDot(k[ch*size:], e.r[ch*e.size+int(c.at):], e.ld, e.rows.k, e.width)
	}
	return g
}

// meet is inner for any coordinate, with the squared norm n of the weighted kernel.
func (e *encoder[T]) meet(c *coord[T]) (g, n T) {
	if !c.edge {
		return e.inner(c), 1
	}
	e.under(c, func(pixel, at int, k T) {
		g += k * e.r[at]
		w := T(1)
		if e.weights != nil {
			w = e.weights[pixel]
		}
		n += w * k * k
	})
	return g, n
}

// add sets planes += a·weights ⊙ K for the kernel of a coordinate.
func (e *encoder[T]) add(planes []T, c *coord[T], a T, weights []T) {
	if c.edge {
		e.under(c, func(pixel, at int, k T) {
			w := T(1)
			if weights != nil {
				w = weights[pixel]
			}
			planes[at] += a * w * k
		})
		return
	}
	size := e.rows.k * e.width
	k := e.taps[int(c.k)*e.channels*size:]
	for ch := range e.channels {
		kernel.PatchAxpy(a, k[ch*size:], planes[ch*e.size+int(c.at):], e.ld, e.rows.k, e.width)
	}
}

// under calls f for each pixel under the kernel of a coordinate, with its place in the
// planes and the kernel's number there.
func (e *encoder[T]) under(c *coord[T], f func(pixel, at int, k T)) {
	u, v := int(c.at)/e.ld, int(c.at)%e.ld
	for ch := range e.channels {
		k := e.taps[(int(c.k)*e.channels+ch)*e.rows.k*e.width:]
		for i := range e.rows.k {
			y := e.rows.pixel(u, i)
			if y < 0 {
				continue
			}
			for j := range e.cols.k {
				if x := e.cols.pixel(v, j); x >= 0 {
					f(y*e.cols.n+x, ch*e.size+e.at(y, x), k[i*e.width+j])
				}
			}
		}
	}
}

func (e *encoder[T]) targetAt(c *coord[T]) T {
	u, v := int(c.at)/e.ld, int(c.at)%e.ld
	return e.target[(int(c.k)*e.rows.size+u)*e.cols.size+v]
}

// penalty returns λΣ|z| + α/2·Σ(z² − 2z·z̄) over a strip: its part of E but for ‖r‖² and
// a constant.
func (e *encoder[T]) penalty(s *strip[T]) float64 {
	var abs, pull float64
	for i := range s.list {
		c := &s.list[i]
		z := float64(c.z)
		abs += math.Abs(z)
		if e.target != nil && z != 0 {
			pull += z * (z/2 - float64(e.targetAt(c)))
		}
	}
	return e.lambda*abs + float64(e.alpha)*pull
}
