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
// and what it changed by is taken off the residual. moves is set to the changes. Cost:
// h·w·C multiplications for a visit, as many again for a change.
func (e *encoder[T]) sweep(s *strip[T], lambda T, moves []T) {
	if e.target != nil {
		e.sweepPulled(s, lambda, moves)
		return
	}
	for i := 0; i < len(s.list); i++ {
		i += kernel.Descend(s.list[i:], moves[i:], e.taps, e.r, e.ld, e.lines, e.width, lambda, e.positive)
		if i == len(s.list) {
			return
		}
		c := &s.list[i]
		z := e.shrink(e.inner(c)+c.N*c.Z, lambda)
		if c.N != 1 {
			z /= max(c.N, tiny) // z is 0 where n is
		}
		moves[i] = e.moveTo(c, z)
	}
}

// tiny keeps 0/0 away.
const tiny = 1e-30

// sweepPulled is sweep for α > 0.
func (e *encoder[T]) sweepPulled(s *strip[T], lambda T, moves []T) {
	for i := range s.list {
		c := &s.list[i]
		z := e.shrink(e.inner(c)+c.N*c.Z+e.alpha*e.targetAt(c), lambda)
		moves[i] = e.moveTo(c, z/(c.N+e.alpha))
	}
}

// moveTo changes a coordinate, and the residual, and returns by how much.
func (e *encoder[T]) moveTo(c *coord[T], z T) T {
	move := z - c.Z
	if move != 0 {
		e.add(e.r, c, -move, e.weights)
		c.Z = z
	}
	return move
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

// inner returns the inner product of the residual with the kernel of a coordinate: the
// margins are what the boundary says.
func (e *encoder[T]) inner(c *coord[T]) T {
	return kernel.PatchDot(e.kernel(kernelOf(c)), e.r[c.At:], e.ld, e.lines, e.width)
}

func (e *encoder[T]) targetAt(c *coord[T]) T {
	u, v := e.place(c.At)
	return e.target[(kernelOf(c)*e.rows.size+u)*e.cols.size+v]
}

// penalty returns λΣ|z| + α/2·Σ(z² − 2z·z̄) over a strip: its part of E but for ‖r‖² and
// a constant.
func (e *encoder[T]) penalty(s *strip[T]) float64 {
	var abs, pull float64
	for i := range s.list {
		c := &s.list[i]
		z := float64(c.Z)
		abs += math.Abs(z)
		if e.target != nil && z != 0 {
			pull += z * (z/2 - float64(e.targetAt(c)))
		}
	}
	return e.lambda*abs + float64(e.alpha)*pull
}
