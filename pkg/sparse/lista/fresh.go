package lista

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// TrainFresh trains the network on samples that are new in each step, with the codes
// that come with them as targets, as [Network.Train] does with [Codes].
func (n *Network[T]) TrainFresh(ctx context.Context, src Source, s Training[T], rng *rand.Rand, progress func(Step)) (*Trainer[T], error) {
	t, err := NewTrainer(n, s, rng)
	if err != nil {
		return nil, err
	}
	return t, t.ResumeFresh(ctx, src, progress)
}

// ResumeFresh is [Trainer.Resume] with samples from src, which must be the one that the
// training began with. Step t has a generator of its own.
func (t *Trainer[T]) ResumeFresh(ctx context.Context, src Source, progress func(Step)) error {
	if src == nil {
		return fmt.Errorf("lista: no source, expected one such as Planted")
	}
	f := newFresh(t.Net, t.Settings.Batch)
	return t.resume(ctx, func(step int) (*data[T], []int, error) {
		rng := rand.New(rand.NewPCG(t.seed[0], t.seed[1]+uint64(step)))
		if err := src.Draw(f.y, f.z, rng); err != nil {
			return nil, nil, err
		}
		return &f.data, f.rows, f.convert(t.Net)
	}, progress)
}

// fresh is a batch of drawn samples.
type fresh[T nn.Float] struct {
	y, z *mat.Dense
	data data[T]
	rows []int
}

// newFresh makes room for a batch.
func newFresh[T nn.Float](n *Network[T], batch int) *fresh[T] {
	f := &fresh[T]{y: mat.NewDense(batch, n.d, nil), z: mat.NewDense(batch, n.k, nil)}
	f.data.z = make([]T, batch*n.k)
	for i := range batch {
		f.rows = append(f.rows, i)
	}
	return f
}

// convert checks what was drawn and makes it the batch's data.
func (f *fresh[T]) convert(n *Network[T]) error {
	if err := n.checkData("Y", f.y, n.d); err != nil {
		return err
	}
	if err := n.checkData("Z", f.z, n.k); err != nil {
		return err
	}
	f.data.fill(f.y, 0, len(f.rows), false, true)
	kernel.Convert(f.data.z, f.z.RawMatrix().Data, 1)
	return nil
}
