package sparse

import (
	"context"
	"fmt"
	"iter"

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
	Tol     float64    // relative duality gap at which a row is done; default 1e-6; Homotopy takes single precision from 1e-4 on
	MaxIter int        // steps a row at most, for methods that iterate; default 10000
}

// Encode finds the codes of the rows of X (n×d), in parallel, with the same bits
// whatever the number of processors. Rows that miss the tolerance say so in their
// Status. If ctx ends, the error is ctx.Err() and the codes found so far are
// returned; rows not reached are zero with Status Cancelled. Any other error names
// bad input, before any work is done.
func (c *Coder) Encode(ctx context.Context, X *mat.Dense) (*Codes, error) {
	if err := c.check(X); err != nil {
		return nil, err
	}
	return c.encode(ctx, X)
}

// encode is Encode for input that was checked.
func (c *Coder) encode(ctx context.Context, X *mat.Dense) (*Codes, error) {
	return encodeBlocks(ctx, c.Dict, X, c.rough(), func() rowEncoder { return newRowCoder(c) })
}

// rough is the tolerance from which on single precision is good enough.
const rough = 1e-4

// rough reports whether single precision gives codes as good as Tol asks for.
func (c *Coder) rough() bool {
	_, path := c.method().(Homotopy)
	return path && c.Tol >= rough
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

// Free sets dst[i] to the free energy min_z E(y, z) of row y_i of X (n×d), as
// ebm.FreeEnergy asks for.
func (c *Coder) Free(ctx context.Context, dst []float64, X *mat.Dense) error {
	codes, err := c.Encode(ctx, X)
	if err != nil {
		return err
	}
	if len(dst) != len(codes.Rows) {
		return fmt.Errorf("sparse: dst has %d entries for %d rows", len(dst), len(codes.Rows))
	}
	for i, row := range codes.Rows {
		dst[i] = row.Primal
	}
	return nil
}

// EncodeAll encodes a stream of batches, one after another, so that memory holds one
// batch and its codes. The first error ends it.
func (c *Coder) EncodeAll(ctx context.Context, batches iter.Seq[*mat.Dense]) iter.Seq2[*Codes, error] {
	return func(yield func(*Codes, error) bool) {
		for X := range batches {
			codes, err := c.Encode(ctx, X)
			if !yield(codes, err) || err != nil {
				return
			}
		}
	}
}
