package nn

import "github.com/latentlab/latentlab/internal/kernel"

// groups is into how many parts a batch of pictures is cut. Each part sums its own
// gradient of the weights, and the parts are added in order.
const groups = 8

// A windowed is one Forward or Backward of a convolution, and what it needs from
// call to call.
type windowed[T Float] struct {
	window
	n           int // pictures
	big, small  []T // n×picture, n×features
	w, dw, bias []T
	job         job
	buf         []T // a group: columns, then dw
	run         func(i int)
}

type job int

const (
	toSmall   job = iota // small = gather(big)·Wᵀ + bias
	toBig                // big = bias + scatter(small·W)
	toWeights            // dw += smallᵀ·gather(big)
)

// do runs the job over all pictures.
func (c *windowed[T]) do(j job, w, dw, bias, big, small []T) {
	c.job, c.w, c.dw, c.bias, c.big, c.small = j, w, dw, bias, big, small
	c.n = len(small) / c.features()
	if c.run == nil {
		c.run = c.group
	}
	parts := min(groups, c.n)
	c.buf = grow(c.buf, parts*(c.columns()+c.weights()))
	kernel.Parallel(parts, c.run)
	if j == toWeights {
		for i := range parts {
			kernel.Add(dw, dw, c.buf[i*(c.columns()+c.weights())+c.columns():][:c.weights()])
		}
	}
}

// group does the pictures of part i.
func (c *windowed[T]) group(i int) {
	parts := min(groups, c.n)
	buf := c.buf[i*(c.columns()+c.weights()):]
	cols, dw := buf[:c.columns()], buf[c.columns():c.columns()+c.weights()]
	clear(dw)
	for k := i * c.n / parts; k < (i+1)*c.n/parts; k++ {
		big := c.big[k*c.picture() : (k+1)*c.picture()]
		small := c.small[k*c.features() : (k+1)*c.features()]
		c.one(cols, dw, big, small)
	}
}

// one does one picture: cols is places×patch, small places×f, w and dw f×patch.
func (c *windowed[T]) one(cols, dw, big, small []T) {
	m, k, f := c.places(), c.patch(), c.f
	switch c.job {
	case toSmall:
		gather(c.window, cols, big)
		kernel.Gemm(false, true, m, f, k, 1, cols, k, c.w, k, start(small, c.bias), small, f)
	case toBig:
		kernel.Gemm(false, false, m, k, f, 1, small, f, c.w, k, 0, cols, k)
		if start(big, c.bias) == 0 {
			clear(big)
		}
		scatter(c.window, big, cols)
	case toWeights:
		gather(c.window, cols, big)
		kernel.Gemm(true, false, f, k, m, 1, small, f, cols, k, 1, dw, k)
	}
}

// start sets the rows of y to b and returns 1, what to keep of it; 0 where b is
// empty.
func start[T Float](y, b []T) T {
	if len(b) == 0 {
		return 0
	}
	for ; len(y) > 0; y = y[len(b):] {
		copy(y, b)
	}
	return 1
}
