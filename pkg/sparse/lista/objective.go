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
	y nonzeros[T] // n×d
	z []T         // n×k, or nil
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
	a.y.size(rows, n.d)
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
	for i := range rows {
		kernel.Convert(a.y.rows(i, i+1), Y.RawRowView(i), 1)
	}
	a.y.list(0, rows)
	a.y.only = a.z != nil && n.plan.kind == gramKind && 10*a.y.total(0, rows) < 3*rows*n.d
	return a, nil
}

// take fills samples lo … hi-1 of the tape with those of the given rows.
func (a *data[T]) take(tp *tape[T], rows []int, lo, hi, k int) {
	d := a.y.m
	for i := lo; i < hi; i++ {
		s, c := rows[i], a.y.count[rows[i]]
		if a.z != nil {
			copy(tp.target[i*k:(i+1)*k], a.z[s*k:(s+1)*k])
		}
		if tp.y.only {
			tp.listed.count[i] = c
			continue
		}
		copy(tp.y.rows(i, i+1), a.y.rows(s, s+1))
		copy(tp.y.at[i*d:i*d+c], a.y.at[s*d:s*d+c])
		copy(tp.y.value[i*d:i*d+c], a.y.value[s*d:s*d+c])
		tp.y.count[i] = c
	}
}

// A way says how samples go through a network: through depth layers and back as far as
// layer first, the weight of the loss after each layer (nil: the last one alone), and
// whether derivatives by We are those at which S + We·W stays what it is.
type way struct {
	depth, first int
	weight       []float64
	coupled      bool
}

// pass runs the rows through the network and back. It returns the mean loss and leaves
// its gradient in Grad, by what the layers of the way back use.
func (n *Network[T]) pass(a *data[T], rows []int, w way) float64 {
	tp := &n.tape
	tp.size(len(rows), w.depth, n.d, n.k)
	tp.way = w
	tp.first = max(w.first, 1)
	if tp.y.only = a.y.only && !w.coupled; tp.y.only {
		l := &tp.listed
		l.n, l.m, l.only, l.pick, l.value, l.at = len(rows), n.d, true, rows, a.y.value, a.y.at
		l.count = grow(l.count, len(rows))
	}
	tp.back(n.k)
	tp.target = tp.target[:0]
	if a.z != nil {
		tp.target = grow(tp.target, len(rows)*n.k)
	} else {
		tp.target = nil
	}
	n.engine.prepare(tp, true)
	n.core.params.ZeroGrad()
	n.batch, n.rows = a, rows
	if n.block == nil {
		n.block = func(lo, hi int) {
			n.batch.take(&n.tape, n.rows, lo, hi, n.k)
			n.engine.forward(&n.tape, lo, hi)
			n.loss.last(&n.tape, lo, hi)
			n.engine.backward(&n.tape, lo, hi)
		}
	}
	tp.each(n.block)
	n.engine.gradient(tp)
	return tp.value()
}
