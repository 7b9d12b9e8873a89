package sparse

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// takeFast takes the code of the fast path as it is, with q = b − G·z in single
// precision.
func (r *rowCoder) takeFast() {
	h, w := r.fast, r.w
	h.code(w.z)
	clear(h.a)
	kernel.AxpyRows(h.a, h.z[:len(h.support)], h.gram, h.k, h.support)
	for j, b := range w.b {
		w.q[j] = b - float64(h.a[j])*h.scale
	}
}

// exact is by how much of λ_max the conditions of a minimiser may be missed for
// rounding.
const exact = 1e-13

// polish takes the code of the fast path to double precision. On its support S,
// optimality asks for G_SS·z_S + ridge·z_S = b_S − λs, and
//
//	z_S ← z_S + G_SS⁻¹·(b_S − λs − G_SS·z_S − ridge·z_S),
//
// with the inverse in single precision, brings it closer by a factor of about
// 10⁷/cond(G_SS) each time. q is left fresh. It reports whether the conditions hold on
// S: the equations, and that no entry has changed its sign.
//
// Source: Wilkinson, Rounding Errors in Algebraic Processes (1963), chapter 3,
// iterative refinement.
func (r *rowCoder) polish() bool {
	h, w := r.fast, r.w
	r.corner.set(h.support, w.gram, r.k, r.pen.ridge)
	n := padded(len(h.support))
	missed, z := r.missed[:n], r.corner.z[:n]
	clear(missed)
	clear(z)
	for i := range h.support {
		z[i] = float64(h.z[i]) * h.scale
	}
	last := math.Inf(1)
	for {
		gz, worst := r.corner.times(z), 0.0
		for i, j := range h.support {
			m := w.b[j] - r.pen.lambda*float64(h.sign[i]) - gz[i]
			worst = max(worst, math.Abs(m))
			missed[i] = float32(m / h.scale)
		}
		if worst <= exact/100*h.scale || !(worst <= last/4) {
			last = worst
			break
		}
		last = worst
		h.solve(h.over(h.u), missed)
		for i := range h.support {
			z[i] += float64(h.u[i]) * h.scale
		}
	}
	kept := last <= exact*h.scale
	clear(w.z)
	for i, j := range h.support {
		w.z[j] = z[i]
		kept = kept && z[i]*float64(h.sign[i]) >= 0
		z[i] = -z[i]
	}
	copy(w.q, w.b)
	kernel.AxpyRows(w.q, z[:len(h.support)], w.gram, w.k, h.support)
	return kept
}

// corner is G_SS + ridge·I, gathered, in rows of padded length.
type corner struct {
	n, stride int
	g         []float64
	z, gz     []float64
}

// set gathers it.
func (c *corner) set(support []int, gram []float64, k int, ridge float64) {
	c.n, c.stride = len(support), padded(len(support))
	if len(c.z) < c.stride {
		c.g, c.z, c.gz = make([]float64, c.stride*c.stride), make([]float64, c.stride), make([]float64, c.stride)
	}
	for a, i := range support {
		row, g := gram[i*k:(i+1)*k], c.g[a*c.stride:(a+1)*c.stride]
		for b, j := range support[:a] {
			g[b] = row[j]
			c.g[b*c.stride+a] = row[j]
		}
		g[a] = row[i] + ridge
		clear(g[c.n:])
	}
}

// times returns the product with z, padded.
func (c *corner) times(z []float64) []float64 {
	gz := c.gz[:c.stride]
	clear(gz)
	kernel.AxpyRows(gz, z[:c.n], c.g, c.stride, nil)
	return gz
}
