package sparse

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Coder encodes many samples that share a dictionary: it finds
// z* = argmin ½‖y − W·z‖² + λR(z) for every row y of X.
type Coder struct {
	Dict   *Dictionary
	Lambda float64
	Reg    ebm.Regularizer // default: ebm.L1; one with a certificate, see Certify

	Method  ebm.Method // default: the fastest exact one that serves Reg
	Tol     float64    // relative duality gap at which a row is done; default 1e-6
	MaxIter int        // steps a row at most, for methods that iterate; default 10000
}

// block is how many rows share one matrix product with the dictionary.
const block = 128

// Encode finds the codes of the rows of X (n×d), in parallel, with the same bits
// whatever the number of processors. Rows that miss the tolerance say so in their
// Status. If ctx ends, the error is ctx.Err() and the codes found so far are
// returned; rows not reached are zero with Status Cancelled. Any other error names
// bad input, before any work is done.
func (c *Coder) Encode(ctx context.Context, X *mat.Dense) (*Codes, error) {
	if err := c.check(X); err != nil {
		return nil, err
	}
	n, _ := X.Dims()
	_, k := c.Dict.Dims()
	codes := &Codes{Z: mat.NewDense(n, k, nil), Rows: make([]Certificate, n)}
	for i := range codes.Rows {
		codes.Rows[i].Status = ebm.Cancelled
	}
	c.Dict.Gram()
	starts := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			w := newRowCoder(c)
			for i := range starts {
				w.encode(ctx, X, codes, i, min(i+block, n))
			}
		})
	}
	for i := 0; i < n; i += block {
		starts <- i
	}
	close(starts)
	wg.Wait()
	return codes, ctx.Err()
}

func (c *Coder) check(X *mat.Dense) error {
	if c.Dict == nil {
		return fmt.Errorf("sparse: the coder has no dictionary")
	}
	d, _ := c.Dict.Dims()
	if err := checkData("X", X); err != nil {
		return err
	}
	if _, cols := X.Dims(); cols != d {
		return fmt.Errorf("sparse: X has %d columns, the dictionary's atoms have %d entries", cols, d)
	}
	if !(c.Tol >= 0) || c.MaxIter < 0 {
		return fmt.Errorf("sparse: Tol is %v and MaxIter %d, expected numbers ≥ 0", c.Tol, c.MaxIter)
	}
	p, err := c.model().Problem(nil, X.RawRowView(0))
	if err != nil {
		return err
	}
	if _, err := Certify(p, make([]float64, p.Dim())); err != nil {
		return err
	}
	if m, ok := c.method().(ebm.Checker); ok {
		return m.Check(p)
	}
	return nil
}

func (c *Coder) model() *ebm.Model {
	m := Model(c.Dict, c.Lambda)
	if c.Reg != nil {
		m.Reg = c.Reg
	}
	return m
}

// method returns the method to use: the path, where it serves the regularizer;
// coordinate descent for weights of which one is zero; FISTA for the rest.
func (c *Coder) method() ebm.Method {
	if c.Method != nil {
		return c.Method
	}
	_, k := c.Dict.Dims()
	pen, err := penaltyOf(c.model().Reg, c.Lambda, k)
	switch {
	case err != nil:
		return FISTA{Restart: GradientRestart}
	case homotopyServes(pen) != nil:
		return CoordinateDescent{}
	}
	return Homotopy{}
}

// checkData refuses a matrix that is nil, has no rows, or holds a value that is
// not finite.
func checkData(name string, X *mat.Dense) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("sparse: %s has no rows, expected at least one sample", name)
	}
	n, _ := X.Dims()
	for i := range n {
		if err := ebm.Finite(fmt.Sprintf("%s[%d]", name, i), X.RawRowView(i)); err != nil {
			return err
		}
	}
	return nil
}

// rowCoder is the workspace of one goroutine.
type rowCoder struct {
	Coder
	m    *ebm.Model
	pen  penalty    // of the methods on the Gram matrix
	corr *mat.Dense // correlations X·Dᵀ of a block of rows
	w    *descent
	path *homotopy

	onGram  bool // pen is the penalty: optimality can be read off q
	scratch []float64
}

func newRowCoder(c *Coder) *rowCoder {
	_, k := c.Dict.Dims()
	r := &rowCoder{Coder: *c, corr: mat.NewDense(block, k, nil), w: newDescent(c.Dict), path: newHomotopy(c.Dict)}
	r.m, r.Method = c.model(), c.method()
	pen, err := penaltyOf(r.m.Reg, c.Lambda, k)
	r.pen, r.onGram = pen, err == nil
	r.w.pen, r.scratch = pen, make([]float64, k)
	if r.Tol == 0 {
		r.Tol = 1e-6
	}
	if r.MaxIter == 0 {
		r.MaxIter = 10000
	}
	return r
}

// encode finds the codes of rows i to j−1.
func (r *rowCoder) encode(ctx context.Context, X *mat.Dense, codes *Codes, i, j int) {
	if ctx.Err() != nil {
		return
	}
	x := X.Slice(i, j, 0, X.RawMatrix().Cols).(*mat.Dense).RawMatrix()
	corr := r.corr.RawMatrix()
	corr.Rows = j - i
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, x, r.Dict.atoms.RawMatrix(), 0, corr)
	for row := i; row < j; row++ {
		copy(r.w.b, r.corr.RawRowView(row-i))
		yy := squaredNorm(X.RawRowView(row))
		switch r.Method.(type) {
		case Homotopy:
			codes.Rows[row] = r.follow(yy)
		case CoordinateDescent:
			r.w.start(r.pen, nil)
			codes.Rows[row] = r.descend(yy, 0)
		default:
			codes.Rows[row] = r.iterate(X.RawRowView(row), yy)
		}
		copy(codes.Z.RawRowView(row), r.w.z)
	}
}

// follow runs the homotopy on the correlations in r.w.b. Where its certificate
// misses the tolerance (nearly dependent atoms), coordinate descent goes on.
func (r *rowCoder) follow(yy float64) Certificate {
	steps := r.path.run(r.w.b, r.pen)
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
		if c, done := r.certify(yy, t); done {
			return c
		}
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
	bz, qz := floats.Dot(w.b, w.z), floats.Dot(w.q, w.z)
	copy(r.scratch, w.q)
	c, _ = certificate(math.Max(0, yy-bz-qz), yy-bz, r.scratch, w.z, r.m.Reg, r.Lambda)
	c.Iterations = steps
	switch {
	case c.Gap <= r.Tol:
	case r.onGram && w.violation() <= 1e-13*absMax(w.b):
	case steps >= r.MaxIter:
		c.Status = ebm.LimitHit
	default:
		return c, false
	}
	return c, true
}
