package sparse

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Coder encodes many samples that share a dictionary: it finds
// z* = argmin ½‖y − W·z‖² + λ‖z‖₁ for every row y of X.
type Coder struct {
	Dict   *Dictionary
	Lambda float64

	Method  ebm.Method // default: Homotopy, exact; polished by coordinate descent where rounding asks for it
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
	p, err := Lasso(c.Dict, X.RawRowView(0), c.Lambda)
	if err != nil {
		return err
	}
	if m, ok := c.Method.(ebm.Checker); ok {
		return m.Check(p)
	}
	return nil
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
	corr *mat.Dense // correlations X·Dᵀ of a block of rows
	w    *descent
	path *homotopy
}

func newRowCoder(c *Coder) *rowCoder {
	_, k := c.Dict.Dims()
	r := &rowCoder{Coder: *c, corr: mat.NewDense(block, k, nil), w: newDescent(c.Dict), path: newHomotopy(c.Dict)}
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
		case nil, Homotopy:
			codes.Rows[row] = r.follow(yy)
		case CoordinateDescent:
			r.w.start(r.Lambda, nil)
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
	steps := r.path.run(r.w.b, r.Lambda)
	r.path.code(r.w.z)
	r.w.start(r.Lambda, r.w.z)
	c := r.w.certificate(yy)
	c.Iterations = steps
	if c.Gap <= r.Tol {
		return c
	}
	return r.descend(yy, steps)
}

// descend runs coordinate descent from where r.w stands, after done steps. The
// certificate is computed after a full sweep, from q computed anew.
func (r *rowCoder) descend(yy float64, done int) Certificate {
	for t := done + 1; ; t++ {
		r.w.step()
		if !r.w.full && t < r.MaxIter {
			continue
		}
		r.w.refresh()
		c := r.w.certificate(yy)
		c.Iterations = t
		if c.Gap <= r.Tol {
			return c
		}
		if t >= r.MaxIter {
			c.Status = ebm.LimitHit
			return c
		}
	}
}

// iterate runs the chosen method, with a look at the certificate at every step.
func (r *rowCoder) iterate(y []float64, yy float64) Certificate {
	p, _ := Lasso(r.Dict, y, r.Lambda) // the input was checked before
	r.w.lambda = r.Lambda
	var c Certificate
	for t, s := range r.Method.Iterates(p, nil) {
		copy(r.w.z, s.Z)
		r.w.refresh()
		c = r.w.certificate(yy)
		c.Iterations = t
		if c.Gap <= r.Tol {
			return c
		}
		if t >= r.MaxIter {
			c.Status = ebm.LimitHit
			return c
		}
		if ebm.Finite("z", s.Z) != nil {
			c.Status = ebm.Diverged
			return c
		}
	}
	return c
}
