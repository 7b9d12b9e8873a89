package lista

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// Network is an encoder of a number of layers. Its parameters are changed by training
// alone; encoding may be done by one goroutine at a time.
type Network[T nn.Float] struct {
	dict   *sparse.Dictionary
	lambda float64
	form   Form
	layers int

	*core[T]
	engine engine[T]
	tape   tape[T]

	block func(lo, hi int)
}

// New returns an untrained network for the codes of D and λ: as many steps of ISTA as
// it has layers, for the forms that can be. The error is for no dictionary, λ that is
// not positive, no form, layers < 0, and settings of the form that make no sense.
func New[T nn.Float](D *sparse.Dictionary, lambda float64, form Form, layers int) (*Network[T], error) {
	switch {
	case D == nil:
		return nil, fmt.Errorf("lista: no dictionary")
	case !(lambda > 0) || math.IsInf(lambda, 1):
		return nil, fmt.Errorf("lista: λ is %v, expected a finite number > 0", lambda)
	case form == nil:
		return nil, fmt.Errorf("lista: no form, expected one such as Tied{}")
	case layers < 0:
		return nil, fmt.Errorf("lista: %d layers, expected at least 0", layers)
	}
	p, err := form.plan(D, lambda, layers)
	if err != nil {
		return nil, err
	}
	d, k := D.Dims()
	return assemble(D, lambda, form, layers, newCore[T](p, d, k)), nil
}

// assemble puts an engine around parameters.
func assemble[T nn.Float](D *sparse.Dictionary, lambda float64, form Form, layers int, c *core[T]) *Network[T] {
	n := &Network[T]{dict: D, lambda: lambda, form: form, layers: layers, core: c}
	c.loss = &loss[T]{d: c.d, k: c.k, lambda: lambda, dict: make([]T, c.d*c.k)}
	kernel.Convert(c.loss.dict, D.Atoms().RawMatrix().Data, 1)
	switch c.plan.kind {
	case gramKind:
		n.engine = &gram[T]{core: c}
	case residualKind:
		n.engine = &residual[T]{core: c}
	case coordinateKind:
		n.engine = &coordinate[T]{core: c}
	case tanhKind:
		n.engine = &squash[T]{core: c}
	}
	return n
}

// follow makes D the dictionary that the energy and the residual forms use.
func (n *Network[T]) follow(D *sparse.Dictionary) {
	n.dict = D
	kernel.Convert(n.loss.dict, D.Atoms().RawMatrix().Data, 1)
}

// Dictionary returns the dictionary whose codes the network predicts.
func (n *Network[T]) Dictionary() *sparse.Dictionary { return n.dict }

// Lambda returns λ.
func (n *Network[T]) Lambda() float64 { return n.lambda }

// Form returns the form.
func (n *Network[T]) Form() Form { return n.form }

// Depth returns the number of layers.
func (n *Network[T]) Depth() int { return n.layers }

// Params returns the parameters by name: "We", "S", "theta", or "2.We" where layer 2
// has its own. They are shared, not copied.
func (n *Network[T]) Params() *nn.Params[T] { return n.core.params }

// Deepen returns a network of another depth with the same parameters, shared with n,
// for forms whose layers are all alike. The error is for other forms.
func (n *Network[T]) Deepen(layers int) (*Network[T], error) {
	if !n.plan.tied() {
		return nil, fmt.Errorf("lista: %v has parameters of its own in each of its %d layers, expected a form whose layers are alike", n.form, n.layers)
	}
	if layers < 0 {
		return nil, fmt.Errorf("lista: %d layers, expected at least 0", layers)
	}
	c := *n.core
	c.products = products[T]{}
	return assemble(n.dict, n.lambda, n.form, layers, &c), nil
}

// Encode returns the codes of the rows of Y (n×d), n×k, with the same bits whatever the
// number of processors. The error is ctx's, or names bad input before any work is done.
func (n *Network[T]) Encode(ctx context.Context, Y *mat.Dense) (*mat.Dense, error) {
	all, err := n.encode(ctx, Y, n.layers)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Layers returns the codes after 0, 1, … Depth layers.
func (n *Network[T]) Layers(ctx context.Context, Y *mat.Dense) ([]*mat.Dense, error) {
	return n.encode(ctx, Y, 0)
}

// encodeRows is how many samples are encoded at a time.
const encodeRows = 1024

// encode encodes Y and returns the codes after the layers from first on.
func (n *Network[T]) encode(ctx context.Context, Y *mat.Dense, first int) ([]*mat.Dense, error) {
	if err := n.checkData("Y", Y, n.d); err != nil {
		return nil, err
	}
	rows, _ := Y.Dims()
	var batch data[T]
	all := upTo(min(rows, encodeRows))
	out := make([]*mat.Dense, n.layers+1-first)
	for i := range out {
		out[i] = mat.NewDense(rows, n.k, nil)
	}
	for from := 0; from < rows; from += encodeRows {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		count := min(encodeRows, rows-from)
		n.tape.size(count, n.layers, n.d, n.k)
		batch.fill(Y, from, from+count, n.plan.kind == gramKind, false)
		n.tape.y.take(&batch, all[:count], n.d)
		n.engine.prepare(&n.tape, false)
		n.tape.each(func(lo, hi int) {
			n.engine.forward(&n.tape, lo, hi)
			for i := range out {
				to := out[i].RawMatrix().Data[(from+lo)*n.k : (from+hi)*n.k]
				kernel.Convert(to, n.tape.z[first+i].rows(lo, hi), 1)
			}
		})
	}
	return out, nil
}

// checkData refuses a matrix that is empty, has another number of columns or entries
// that are not finite.
func (n *Network[T]) checkData(name string, X *mat.Dense, cols int) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("lista: %s has no rows, expected at least one", name)
	}
	rows, c := X.Dims()
	if c != cols {
		return fmt.Errorf("lista: %s has %d columns, expected %d", name, c, cols)
	}
	for i := range rows {
		if err := ebm.Finite(fmt.Sprintf("%s[%d]", name, i), X.RawRowView(i)); err != nil {
			return err
		}
	}
	return nil
}
