package sparse

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// rowCoder is the workspace of one goroutine.
type rowCoder struct {
	Coder
	m    *ebm.Model
	pen  penalty // of the methods on the Gram matrix
	w    *descent
	fast *homotopy[float32]
	path *homotopy[float64] // made when first needed

	fista *fistaOnGram // nil unless the method is FISTA and its steps can be taken on the Gram matrix
	L     float64

	onGram  bool // pen is the penalty: optimality can be read off q
	scratch []float64
	k       int
	rough   bool      // single precision is enough
	corner  corner    // of polish
	missed  []float32 // scratch of polish
}

func newRowCoder(c *Coder) *rowCoder {
	_, k := c.Dict.Dims()
	gram32, _, _ := c.Dict.single()
	r := &rowCoder{Coder: *c, k: k, w: newDescentOn(k), fast: newHomotopy(k, gram32), rough: c.rough()}
	if !r.rough {
		r.double()
	}
	r.m, r.Method = c.model(), c.method()
	pen, err := penaltyOf(r.m.Reg, c.Lambda, k)
	r.pen, r.onGram = pen, err == nil
	r.w.pen, r.scratch = pen, make([]float64, k)
	r.missed = make([]float32, padded(k))
	if r.Tol == 0 {
		r.Tol = 1e-6
	}
	if r.MaxIter == 0 {
		r.MaxIter = 10000
	}
	if m, ok := r.Method.(FISTA); ok && r.onGram && m.onGram(r.pen) {
		r.fista, r.L = newFistaOnGram(r.w), m.L
		if r.L == 0 {
			r.L = c.Dict.SquaredNorm()
		}
	}
	return r
}

// double makes the Gram matrix available in double precision.
func (r *rowCoder) double() { r.w.gram = r.Dict.Gram().RawMatrix().Data }

// encodeRow runs the method that fits.
func (r *rowCoder) encodeRow(z, y, b []float64, yy float64) (c Certificate) {
	copy(r.w.b, b)
	switch m := r.Method.(type) {
	case Homotopy:
		c = r.follow(yy)
	case CoordinateDescent:
		r.w.start(r.pen, nil)
		c = r.descend(yy, 0)
	case FISTA:
		if r.fista == nil {
			return r.finish(z, r.iterate(y, yy))
		}
		c = r.fista.run(m, r.L, r.pen, r.MaxIter, func(steps int) (Certificate, bool) { return r.certify(yy, steps) })
	default:
		c = r.iterate(y, yy)
	}
	return r.finish(z, c)
}

// finish writes the code that was found to z.
func (r *rowCoder) finish(z []float64, c Certificate) Certificate {
	copy(z, r.w.z)
	return c
}

// follow runs the homotopy on the correlations in r.w.b, in single precision first:
// the support and the signs that it ends with are then all that is taken from it.
// Where these are not those of the minimiser (kinks nearer than rounding, nearly
// dependent atoms), the path is followed again in double precision, and where the
// certificate misses the tolerance even so, coordinate descent goes on from its end.
func (r *rowCoder) follow(yy float64) Certificate {
	steps := r.fast.run(r.w.b, r.pen)
	optimal := true
	if r.rough {
		r.takeFast()
	} else {
		optimal = r.polish()
	}
	c, done := r.certify(yy, steps)
	if outside := r.pen.lambda * (1 - c.scale); done && optimal && (r.rough || outside <= exact*r.fast.scale) {
		return c
	}
	if r.path == nil {
		r.double()
		r.path = newPath(r.Dict)
	}
	steps += r.path.run(r.w.b, r.pen)
	r.path.code(r.w.z)
	r.w.start(r.pen, r.w.z)
	if c, done := r.certify(yy, steps); done {
		return c
	}
	return r.descend(yy, steps)
}

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

// descend runs coordinate descent from where r.w stands, after some steps. The
// certificate is computed after a full sweep, from q computed anew.
func (r *rowCoder) descend(yy float64, steps int) Certificate {
	for t := steps + 1; ; t++ {
		r.w.step()
		if !r.w.full && t < r.MaxIter {
			continue
		}
		r.w.refresh()
		c, done := r.certify(yy, t)
		if done {
			return c
		}
		r.w.screen(c)
	}
}

// iterate runs the chosen method, with a look at the certificate at every step.
func (r *rowCoder) iterate(y []float64, yy float64) Certificate {
	p, _ := r.m.Problem(nil, y) // the input was checked before
	var c Certificate
	for t, s := range r.Method.Iterates(p, nil) {
		if ebm.Finite("z", s.Z) != nil {
			c.Status = ebm.Diverged
			return c
		}
		copy(r.w.z, s.Z)
		r.w.refresh()
		done := false
		if c, done = r.certify(yy, t); done {
			return c
		}
	}
	return c
}

// certify computes the certificate of the code in r.w, whose q must be fresh, and
// reports whether the row is done: the gap is small enough; or Wᵀr is where it has
// to be to 1e-13 of its size, so that rounding allows no more (with λ = 0, where
// the gap says nothing, it is this that ends the row); or the steps are used up.
//
// In the coordinates of the Gram matrix, with q = Wᵀr and b = Wᵀy,
// ‖r‖² = ‖y‖² − ⟨b + q, z⟩ and ⟨r, y⟩ = ‖y‖² − ⟨b, z⟩.
func (r *rowCoder) certify(yy float64, steps int) (c Certificate, done bool) {
	w := r.w
	bz, qz := kernel.Dot(w.b, w.z), kernel.Dot(w.q, w.z)
	copy(r.scratch, w.q)
	c, _ = certificate(math.Max(0, yy-bz-qz), yy-bz, r.scratch, w.z, r.m.Reg, r.Lambda)
	c.Iterations = steps
	switch {
	case c.Gap <= r.Tol:
	case r.onGram && (c.Gap < 1e-9 || r.Lambda == 0) && w.violation() <= 1e-13*absMax(w.b):
	case steps >= r.MaxIter:
		c.Status = ebm.LimitHit
	default:
		return c, false
	}
	return c, true
}
