package lista

import (
	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// An engine computes the layers of one kind. Of the samples lo … hi-1 of a tape,
// forward makes z[1] … z[depth]; backward starts from tp.dz, the derivative of the loss
// by z[depth], and makes the derivatives by what each layer shrinks; gradient turns
// these into derivatives by the parameters, and adds them to Grad.
type engine[T kernel.Float] interface {
	prepare(tp *tape[T], train bool)
	forward(tp *tape[T], lo, hi int)
	backward(tp *tape[T], lo, hi int)
	gradient(tp *tape[T])
}

// core is what all engines share.
type core[T kernel.Float] struct {
	plan   *plan
	params *nn.Params[T]
	d, k   int
	offset []int // of each tensor in Value and Grad
	loss   *loss[T]
	products[T]
}

func newCore[T kernel.Float](p *plan, d, k int) *core[T] {
	c := &core[T]{plan: p, d: d, k: k}
	var shapes []nn.Shape
	at := 0
	for _, t := range p.tensors {
		shapes = append(shapes, t.shape)
		c.offset = append(c.offset, at)
		at += t.shape.Size()
	}
	c.offset = append(c.offset, at)
	c.params = nn.NewParams[T](shapes...)
	for i, t := range p.tensors {
		kernel.Convert(c.value(i), t.start, 1)
	}
	return c
}

func (c *core[T]) value(slot int) []T { return c.params.Value[c.offset[slot]:c.offset[slot+1]] }
func (c *core[T]) grad(slot int) []T  { return c.params.Grad[c.offset[slot]:c.offset[slot+1]] }

// bound keeps thresholds at 0 or above.
func (c *core[T]) bound() {
	for i, b := range c.plan.bounded {
		if b {
			kernel.ShrinkPos(c.value(i), c.value(i), 0)
		}
	}
}

// sums adds the blocks' parts of a derivative to dst, in the order of the blocks.
func (tp *tape[T]) sums(dst []T, at, m int) {
	for i := range blocks(tp.n) {
		kernel.Add(dst, dst, tp.part[i*m+at:i*m+at+len(dst)])
	}
}
