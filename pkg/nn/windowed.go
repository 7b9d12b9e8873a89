package nn

import "github.com/latentlab/latentlab/internal/kernel"

// groups is into how many parts the work on a batch is cut. Each part sums its own
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
	parts := min(groups, c.items())
	c.buf = grow(c.buf, parts*(c.columns()+c.weights()))
	kernel.Parallel(parts, c.run)
	if j == toWeights {
		for i := range parts {
			kernel.Add(dw, dw, c.buf[i*(c.columns()+c.weights())+c.columns():][:c.weights()])
		}
	}
}

// items is how many pieces of work there are: bands of pictures, or whole pictures
// where bands overlap in what they write.
func (c *windowed[T]) items() int {
	if c.job == toBig {
		return c.n
	}
	return c.n * c.bands()
}

// group does part i of the items.
func (c *windowed[T]) group(i int) {
	items := c.items()
	parts := min(groups, items)
	buf := c.buf[i*(c.columns()+c.weights()):]
	cols, dw := buf[:c.columns()], buf[c.columns():c.columns()+c.weights()]
	clear(dw)
	for k := i * items / parts; k < (i+1)*items/parts; k++ {
		if c.job == toBig {
			c.stamp(cols, k)
			continue
		}
		c.slide(cols, dw, k/c.bands(), k%c.bands())
	}
}

// slide does one band of a picture: cols is m×k, the band's rows of small m×f, w and
// dw f×k.
func (c *windowed[T]) slide(cols, dw []T, picture, band int) {
	lo := band * c.band()
	hi := min(lo+c.band(), c.oh)
	m, k, f := (hi-lo)*c.ow, c.patch(), c.f
	rows := c.small[picture*c.features()+lo*c.ow*f:][:m*f]
	gather(c.window, lo, hi, cols, c.big[picture*c.picture():(picture+1)*c.picture()])
	if c.job == toWeights {
		kernel.GemmSerial(true, false, f, k, m, 1, rows, f, cols, k, 1, dw, k)
		return
	}
	kernel.GemmSerial(false, true, m, f, k, 1, cols, k, c.w, k, start(rows, c.bias), rows, f)
}

// stamp does one picture, band by band.
func (c *windowed[T]) stamp(cols []T, picture int) {
	big := c.big[picture*c.picture() : (picture+1)*c.picture()]
	small := c.small[picture*c.features() : (picture+1)*c.features()]
	if start(big, c.bias) == 0 {
		clear(big)
	}
	k, f := c.patch(), c.f
	for lo := 0; lo < c.oh; lo += c.band() {
		hi := min(lo+c.band(), c.oh)
		m := (hi - lo) * c.ow
		kernel.GemmSerial(false, false, m, k, f, 1, small[lo*c.ow*f:], f, c.w, k, 0, cols, k)
		scatter(c.window, lo, hi, big, cols)
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
