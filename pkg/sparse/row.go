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
