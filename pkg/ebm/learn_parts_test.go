package ebm_test

import (
	"math"
	"math/rand/v2"
)

// atoms is the decoder ȳ = W·z + H·h with W d×k by rows, then H. unit scales the
// columns of W.
type atoms struct {
	d, k, m int
	theta   []float64
	unit    bool
}

func newAtoms(d, k, m int, unit bool, rng *rand.Rand) *atoms {
	w := &atoms{d, k, m, normal(d*(k+m), rng), unit}
	w.Normalize()
	return w
}

func normal(n int, rng *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

func (w *atoms) Dims() (d, k int)  { return w.d, w.k }
func (w *atoms) Params() []float64 { return w.theta }
func (w *atoms) row(i int) (wz, wh []float64) {
	return w.theta[i*w.k : (i+1)*w.k], w.theta[w.d*w.k+i*w.m : w.d*w.k+(i+1)*w.m]
}
func (w *atoms) Decode(dst, h, z []float64) {
	for i := range dst {
		wz, wh := w.row(i)
		dst[i] = dot(wz, z) + dot(wh, h)
	}
}
func (w *atoms) Pullback(dst, h, z, u []float64) {
	clear(dst)
	for i, ui := range u {
		wz, _ := w.row(i)
		axpy(dst, ui, wz)
	}
}
func (w *atoms) PullbackH(dst, h, z, u []float64) {
	clear(dst)
	for i, ui := range u {
		_, wh := w.row(i)
		axpy(dst, ui, wh)
	}
}
func (w *atoms) PullbackParams(dst, h, z, u []float64) {
	for i, ui := range u {
		axpy(dst[i*w.k:(i+1)*w.k], ui, z)
		axpy(dst[w.d*w.k+i*w.m:w.d*w.k+(i+1)*w.m], ui, h)
	}
}
func (w *atoms) Normalize() {
	for j := 0; w.unit && j < w.k; j++ {
		var s float64
		for i := range w.d {
			s += w.theta[i*w.k+j] * w.theta[i*w.k+j]
		}
		for i := range w.d {
			w.theta[i*w.k+j] /= math.Sqrt(s)
		}
	}
}

// curved is the decoder ȳ = V·tanh(W·z + H·h + b): hidden row j is (W_j, H_j, b_j).
type curved struct {
	d, k, m, hidden int
	theta           []float64
}

func newCurved(d, k, m, hidden int, rng *rand.Rand) *curved {
	return &curved{d, k, m, hidden, normal(hidden*(k+m+1)+d*hidden, rng)}
}

func (c *curved) Dims() (d, k int)  { return c.d, c.k }
func (c *curved) Params() []float64 { return c.theta }
func (c *curved) unit(j int) []float64 {
	n := c.k + c.m + 1
	return c.theta[j*n : (j+1)*n]
}
func (c *curved) out(i int) []float64 {
	return c.theta[c.hidden*(c.k+c.m+1)+i*c.hidden:][:c.hidden]
}
func (c *curved) act(j int, h, z []float64) float64 {
	w := c.unit(j)
	return math.Tanh(dot(w[:c.k], z) + dot(w[c.k:c.k+c.m], h) + w[c.k+c.m])
}
func (c *curved) Decode(dst, h, z []float64) {
	clear(dst)
	for j := range c.hidden {
		t := c.act(j, h, z)
		for i := range dst {
			dst[i] += c.out(i)[j] * t
		}
	}
}

// back calls f with the gradient over the argument of each hidden unit.
func (c *curved) back(h, z, u []float64, f func(j int, t, g float64)) {
	for j := range c.hidden {
		t, g := c.act(j, h, z), 0.0
		for i := range u {
			g += u[i] * c.out(i)[j]
		}
		f(j, t, g*(1-t*t))
	}
}
func (c *curved) Pullback(dst, h, z, u []float64) {
	clear(dst)
	c.back(h, z, u, func(j int, _, g float64) { axpy(dst, g, c.unit(j)[:c.k]) })
}
func (c *curved) PullbackH(dst, h, z, u []float64) {
	clear(dst)
	c.back(h, z, u, func(j int, _, g float64) { axpy(dst, g, c.unit(j)[c.k:c.k+c.m]) })
}
func (c *curved) PullbackParams(dst, h, z, u []float64) {
	n := c.k + c.m + 1
	c.back(h, z, u, func(j int, t, g float64) {
		axpy(dst[j*n:], g, z)
		axpy(dst[j*n+c.k:], g, h)
		dst[j*n+c.k+c.m] += g
		for i, ui := range u {
			dst[c.hidden*n+i*c.hidden+j] += ui * t
		}
	})
}

// oval is the decoder ȳ = (h₁·cos z, h₂·sin z), without parameters of its own.
type oval struct{}

func (oval) Dims() (d, k int) { return 2, 1 }
func (oval) Decode(dst, h, z []float64) {
	dst[0], dst[1] = h[0]*math.Cos(z[0]), h[1]*math.Sin(z[0])
}
func (oval) Pullback(dst, h, z, u []float64) {
	dst[0] = -u[0]*h[0]*math.Sin(z[0]) + u[1]*h[1]*math.Cos(z[0])
}
func (oval) PullbackH(dst, h, z, u []float64) {
	dst[0], dst[1] = u[0]*math.Cos(z[0]), u[1]*math.Sin(z[0])
}

// line is the predictor h = a + b·x for x of one entry: θ = (a, b).
type line struct{ theta []float64 }

func (l line) Dims() (h, x int)  { return len(l.theta) / 2, 1 }
func (l line) Params() []float64 { return l.theta }
func (l line) Predict(dst, x []float64) {
	for i := range dst {
		dst[i] = l.theta[i] + l.theta[len(dst)+i]*x[0]
	}
}
func (l line) PullbackParams(dst, x, u []float64) {
	axpy(dst, 1, u)
	axpy(dst[len(u):], x[0], u)
}

func dot(a, b []float64) float64 {
	var s float64
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// axpy adds c·v to the first entries of dst.
func axpy(dst []float64, c float64, v []float64) {
	for i := range v {
		dst[i] += c * v[i]
	}
}
