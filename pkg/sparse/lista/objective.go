package lista

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// An Objective says what training lowers, as a mean over the samples: [Codes] or [Energy].
type Objective interface {
	// targets returns the codes to predict, nil for none.
	targets() *mat.Dense
}

// Codes is the distance to codes that are known, ½‖z − z*‖², with the rows of Z (n×k)
// as z*: supervised training (Gregor & LeCun 2010, eq. 5).
func Codes(Z *mat.Dense) Objective { return known{Z} }

type known struct{ z *mat.Dense }

func (o known) targets() *mat.Dense { return o.z }

// Energy is the energy of the code itself, ½‖y − W·z‖² + λ‖z‖₁: no code needs to be
// known (Ablin, Moreau, Massias & Gramfort 2019, eq. 8).
type Energy struct{}

func (Energy) targets() *mat.Dense { return nil }

// data are the samples of a training with their targets.
type data[T kernel.Float] struct {
	n      int
	x      []T             // n×d, or none where the blocks are enough
	blocks kernel.Quads[T] // of x
	quads  bool            // use the blocks
	z      []T             // n×k, or nil
}

// newData checks and copies samples and targets.
func newData[T kernel.Float](n *Network[T], Y *mat.Dense, o Objective) (*data[T], error) {
	if err := n.checkData("Y", Y, n.d); err != nil {
		return nil, err
	}
	if o == nil {
		return nil, fmt.Errorf("lista: no objective, expected Codes or Energy")
	}
	a := new(data[T])
	rows, _ := Y.Dims()
	if Z := o.targets(); Z != nil {
		if err := n.checkData("Z", Z, n.k); err != nil {
			return nil, err
		}
		if zr, _ := Z.Dims(); zr != rows {
			return nil, fmt.Errorf("lista: Z has %d rows, Y has %d", zr, rows)
		}
		a.z = make([]T, rows*n.k)
		for i := range rows {
			kernel.Convert(a.z[i*n.k:(i+1)*n.k], Z.RawRowView(i), 1)
		}
	} else if _, ok := o.(Energy); !ok {
		return nil, fmt.Errorf("lista: Codes has no matrix")
	}
	a.fill(Y, 0, rows, n.plan.kind == gramKind, a.z == nil)
	return a, nil
}

// fill makes the samples rows lo … hi-1 of Y. Where most blocks are zero and quads can
// be used, x is left out unless it is to be kept.
func (a *data[T]) fill(Y *mat.Dense, lo, hi int, quads, keep bool) {
	_, d := Y.Dims()
	a.n, a.quads = hi-lo, false
	if quads {
		a.blocks.Reset(d)
		row := make([]T, d)
		for i := lo; i < hi; i++ {
			kernel.Convert(row, Y.RawRowView(i), 1)
			a.blocks.Append(row)
		}
		a.quads = a.blocks.Density() < kernel.FewBlocks
	}
	if a.quads && !keep {
		a.x = a.x[:0]
		return
	}
	a.x = grow(a.x, a.n*d)
	for i := range a.n {
		kernel.Convert(a.x[i*d:(i+1)*d], Y.RawRowView(lo+i), 1)
	}
}

// A way says how samples go through a network: through depth layers and back as far as
// layer first, the weight of the loss after each layer (nil: the last one alone), and
// whether derivatives by We are those at which S + We·W stays what it is, and S has none.
type way struct {
	depth, first int
	weight       []float64
	coupled      bool
	held         bool
}

// pass runs the rows through the network and back. It returns the mean loss and leaves
// its gradient in Grad, by what the layers of the way back use.
func (n *Network[T]) pass(a *data[T], rows []int, w way) float64 {
	tp := &n.tape
	tp.size(len(rows), w.depth, n.d, n.k)
	tp.way = w
	tp.first = max(w.first, 1)
	tp.y.take(a, rows, n.d)
	tp.back(n.k)
	tp.target, tp.rows = a.z, rows
	n.engine.prepare(tp, true)
	n.core.params.ZeroGrad()
	if n.block == nil {
		n.block = func(lo, hi int) {
			n.engine.forward(&n.tape, lo, hi)
			n.loss.last(&n.tape, lo, hi)
			n.engine.backward(&n.tape, lo, hi)
		}
	}
	tp.each(n.block)
	n.engine.gradient(tp)
	return tp.value()
}
