package lista

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// A clipper scales gradients, in parallel.
type clipper[T kernel.Float] struct {
	g           []T
	factor      T
	norms       []float64 // of the parts
	norm, scale func(i int)
}

// clipPart is how many numbers are scaled by one goroutine at a time.
const clipPart = 1 << 14

// clip returns ‖g‖₂ and scales g to norm limit if it is longer; to norm 1 for limit 0. A
// norm of NaN or Inf is returned and leaves g as it is: training should stop there.
func (c *clipper[T]) clip(g []T, limit float64) float64 {
	if c.norm == nil {
		c.norm = func(i int) { c.norms[i] = float64(kernel.Nrm2(c.part(i))) }
		c.scale = func(i int) { kernel.Scal(c.factor, c.part(i)) }
	}
	parts := (len(g) + clipPart - 1) / clipPart
	c.g, c.norms = g, grow(c.norms, parts)
	kernel.Parallel(parts, c.norm)
	norm := 0.0
	for _, v := range c.norms {
		norm = math.Hypot(norm, v)
	}
	to := limit
	if limit == 0 {
		to = 1
	}
	if norm > limit && norm-norm == 0 {
		c.factor = T(to / norm)
		kernel.Parallel(parts, c.scale)
	}
	return norm
}

func (c *clipper[T]) part(i int) []T { return c.g[i*clipPart : min((i+1)*clipPart, len(c.g))] }
