package ebm

import "fmt"

// ComposedDecoder is ȳ = Outer(h, Inner(h, z)): the inner decoder's output is the outer
// one's code, and h goes to both. It serves many goroutines at a time if they do.
type ComposedDecoder struct {
	outer, inner Decoder
	theta        []float64
	h            int
	pool         spare[between]
}

// between is what lies between two composed parts.
type between struct {
	value, grad, side []float64
}

// ComposeDecoders puts outer on top of inner. θ is outer's followed by inner's; where both
// have parameters, both are moved, see [Placed], and belong to the composition from then
// on. The error names lengths that do not fit,
// or a part that cannot be moved.
func ComposeDecoders(outer, inner Decoder) (*ComposedDecoder, error) {
	if outer == nil || inner == nil {
		return nil, fmt.Errorf("ebm: a decoder to compose is missing")
	}
	_, k := outer.Dims()
	d, _ := inner.Dims()
	if d != k {
		return nil, fmt.Errorf("ebm: the inner decoder makes %d entries, the outer one takes %d", d, k)
	}
	ho, hi := hDim(outer), hDim(inner)
	if ho != 0 && hi != 0 && ho != hi {
		return nil, fmt.Errorf("ebm: the outer decoder takes an h of %d entries, the inner one of %d", ho, hi)
	}
	theta, err := join(learnedDecoders(outer, inner))
	if err != nil {
		return nil, err
	}
	c := &ComposedDecoder{outer: outer, inner: inner, theta: theta, h: max(ho, hi)}
	c.pool.make = func() *between {
		return &between{make([]float64, k), make([]float64, k), make([]float64, c.h)}
	}
	return c, nil
}

// learnedDecoders returns two decoders as parts with parameters, nil where they have none.
func learnedDecoders(outer, inner Decoder) (a, b learned) {
	if p, ok := outer.(Parametric); ok {
		a = p
	}
	if p, ok := inner.(Parametric); ok {
		b = p
	}
	return a, b
}

// hDim returns how long an h a decoder takes, 0 if it does not say.
func hDim(dec Decoder) int {
	if c, ok := dec.(Conditional); ok {
		return c.HDim()
	}
	return 0
}

// Dims returns the outer decoder's d and the inner one's k.
func (c *ComposedDecoder) Dims() (d, k int) {
	d, _ = c.outer.Dims()
	_, k = c.inner.Dims()
	return d, k
}

// HDim returns the length of h that the parts take, 0 if neither says.
func (c *ComposedDecoder) HDim() int { return c.h }

// Decode sets dst = Outer(h, Inner(h, z)).
func (c *ComposedDecoder) Decode(dst, h, z []float64) {
	m := c.pool.get()
	c.inner.Decode(m.value, h, z)
	c.outer.Decode(dst, h, m.value)
	c.pool.put(m)
}

// middle returns Inner(h, z) and the gradient over it that belongs to u.
func (c *ComposedDecoder) middle(h, z, u []float64) *between {
	m := c.pool.get()
	c.inner.Decode(m.value, h, z)
	c.outer.Pullback(m.grad, h, m.value, u)
	return m
}

// Pullback sets dst = (∂Inner/∂z)ᵀ·(∂Outer/∂z)ᵀ·u.
func (c *ComposedDecoder) Pullback(dst, h, z, u []float64) {
	m := c.middle(h, z, u)
	c.inner.Pullback(dst, h, z, m.grad)
	c.pool.put(m)
}

// PullbackH sets dst to the gradient over h, by both ways. A part that is not Conditioned
// does not depend on h.
func (c *ComposedDecoder) PullbackH(dst, h, z, u []float64) {
	m := c.middle(h, z, u)
	clear(dst)
	if outer, ok := c.outer.(Conditioned); ok {
		outer.PullbackH(dst, h, m.value, u)
	}
	if inner, ok := c.inner.(Conditioned); ok {
		if len(m.side) != len(dst) {
			m.side = make([]float64, len(dst))
		}
		inner.PullbackH(m.side, h, z, m.grad)
		for i, v := range m.side {
			dst[i] += v
		}
	}
	c.pool.put(m)
}

// Params returns θ, first the outer decoder's.
func (c *ComposedDecoder) Params() []float64 { return c.theta }

// PullbackParams adds the gradient over θ to dst.
func (c *ComposedDecoder) PullbackParams(dst, h, z, u []float64) {
	mustMatch("dst", len(dst), "θ", len(c.theta))
	m := c.middle(h, z, u)
	if p, ok := c.outer.(Parametric); ok {
		n := len(p.Params())
		p.PullbackParams(dst[:n], h, m.value, u)
		dst = dst[n:]
	}
	if p, ok := c.inner.(Parametric); ok {
		p.PullbackParams(dst, h, z, m.grad)
	}
	c.pool.put(m)
}

// Place moves θ to theta. It panics if a part with parameters is not Placed.
func (c *ComposedDecoder) Place(theta []float64) {
	mustMatch("theta", len(theta), "θ", len(c.theta))
	outer, inner := learnedDecoders(c.outer, c.inner)
	placeBoth(outer, inner, theta)
	c.theta = theta
}

func (c *ComposedDecoder) partsMovable() bool {
	outer, inner := learnedDecoders(c.outer, c.inner)
	return movable(outer) && movable(inner)
}

// Normalize normalizes both parts, where they ask for it.
func (c *ComposedDecoder) Normalize() {
	for _, dec := range []Decoder{c.outer, c.inner} {
		if n, ok := dec.(Normalizer); ok {
			n.Normalize()
		}
	}
}
