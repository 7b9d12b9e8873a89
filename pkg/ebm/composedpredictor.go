package ebm

import "fmt"

// ComposedPredictor is h = Outer(Inner(x)). It serves many goroutines at a time if its
// parts do.
type ComposedPredictor struct {
	outer, inner Predictor
	theta        []float64
	pool         spare[between]
}

// ComposePredictors puts outer on top of inner. θ is outer's followed by inner's; where
// both have parameters, both are moved, see [Placed], and belong to the composition from
// then on. The error names lengths that do not
// fit, a part that cannot be moved, and an outer predictor that hides what the inner one
// has to learn.
func ComposePredictors(outer, inner Predictor) (*ComposedPredictor, error) {
	if outer == nil || inner == nil {
		return nil, fmt.Errorf("ebm: a predictor to compose is missing")
	}
	_, n := outer.Dims()
	if h, _ := inner.Dims(); h != n {
		return nil, fmt.Errorf("ebm: the inner predictor makes %d entries, the outer one takes %d", h, n)
	}
	a, b := learnedPredictors(outer, inner)
	if n := len(paramsOf(b)); n > 0 && !CanPullbackX(outer) {
		return nil, fmt.Errorf("ebm: the inner predictor has %d parameters, and the outer one, %T, no PullbackX", n, outer)
	}
	theta, err := join(a, b)
	if err != nil {
		return nil, err
	}
	c := &ComposedPredictor{outer: outer, inner: inner, theta: theta}
	c.pool.make = func() *between { return &between{value: make([]float64, n), grad: make([]float64, n)} }
	return c, nil
}

// learnedPredictors returns two predictors as parts with parameters, nil where they have none.
func learnedPredictors(outer, inner Predictor) (a, b learned) {
	if p, ok := outer.(ParametricPredictor); ok {
		a = p
	}
	if p, ok := inner.(ParametricPredictor); ok {
		b = p
	}
	return a, b
}

// Dims returns the outer predictor's length of h and the inner one's of x.
func (c *ComposedPredictor) Dims() (h, x int) {
	h, _ = c.outer.Dims()
	_, x = c.inner.Dims()
	return h, x
}

// Predict sets dst = Outer(Inner(x)).
func (c *ComposedPredictor) Predict(dst, x []float64) {
	m := c.pool.get()
	c.inner.Predict(m.value, x)
	c.outer.Predict(dst, m.value)
	c.pool.put(m)
}

// Params returns θ, first the outer predictor's.
func (c *ComposedPredictor) Params() []float64 { return c.theta }

// PullbackParams adds the gradient over θ to dst.
func (c *ComposedPredictor) PullbackParams(dst, x, u []float64) {
	mustMatch("dst", len(dst), "θ", len(c.theta))
	m := c.pool.get()
	c.inner.Predict(m.value, x)
	outer, inner := learnedPredictors(c.outer, c.inner)
	n := len(paramsOf(outer))
	if n > 0 {
		c.outer.(ParametricPredictor).PullbackParams(dst[:n], m.value, u)
	}
	if len(paramsOf(inner)) > 0 {
		c.outer.(DifferentiablePredictor).PullbackX(m.grad, m.value, u)
		c.inner.(ParametricPredictor).PullbackParams(dst[n:], x, m.grad)
	}
	c.pool.put(m)
}

// PullbackX sets dst = (∂Inner/∂x)ᵀ·(∂Outer/∂x)ᵀ·u. It panics if a part has no PullbackX.
func (c *ComposedPredictor) PullbackX(dst, x, u []float64) {
	m := c.pool.get()
	c.inner.Predict(m.value, x)
	c.outer.(DifferentiablePredictor).PullbackX(m.grad, m.value, u)
	c.inner.(DifferentiablePredictor).PullbackX(dst, x, m.grad)
	c.pool.put(m)
}

// Place moves θ to theta. It panics if a part with parameters is not Placed.
func (c *ComposedPredictor) Place(theta []float64) {
	mustMatch("theta", len(theta), "θ", len(c.theta))
	outer, inner := learnedPredictors(c.outer, c.inner)
	placeBoth(outer, inner, theta)
	c.theta = theta
}

func (c *ComposedPredictor) partsMovable() bool {
	outer, inner := learnedPredictors(c.outer, c.inner)
	return movable(outer) && movable(inner)
}
