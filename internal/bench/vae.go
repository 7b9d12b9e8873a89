package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/vae"
)

// vaeEpochs is how long vae-train trains; vaeScored are the epochs after which it gives
// the loss.
const vaeEpochs = 20

var vaeScored = []int{1, 5, 10, 20}

// vaeTrain trains 784–400–(20,20)–400–784 on all 60,000 grey images of MNIST, batches of
// 128, Adam at 1e-3, in single precision, and scores the test images. Seconds are those
// of an epoch without its scoring, the median of all.
func (b *Bench) vaeTrain(ctx context.Context, threads int, emit func(Row)) error {
	row := Row{Workload: "vae-train", Variant: "f32", Threads: threads}
	if !b.chosen(row.Workload, row.Variant, threads) {
		return nil
	}
	train, test, err := datasets.MNIST(ctx)
	if err != nil {
		return fmt.Errorf("MNIST: %w", err)
	}
	b.say("data: %s", test.Source)
	X, err := vae.NewGrey[float32](train.Pix, train.Dim())
	if err != nil {
		return err
	}
	T, err := vae.NewGrey[float32](test.Pix, test.Dim())
	if err != nil {
		return err
	}
	m, err := vae.Dense(train.Dim(), []int{400}, 20, vae.Bernoulli[float32]{}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		return err
	}
	type kind = vae.Grey[float32]
	var seconds []float64
	start := time.Now()
	trainer, err := vae.NewTrainer[float32, kind](m, vae.Training[float32]{Epochs: b.runs(vaeEpochs)}, rand.New(rand.NewPCG(2, 0)))
	if err != nil {
		return err
	}
	per := train.Len() / 128
	err = trainer.Resume(ctx, X, T, func(p vae.Progress[kind]) {
		switch {
		case p.Done != nil:
			start = time.Now() // after the scoring
			b.say("epoch %d: −ELBO %.2f", p.Done.N, p.Done.Valid.NegELBO)
		case p.Step%per == per-1: // the last step before the scoring: one short of an epoch
			seconds = append(seconds, time.Since(start).Seconds()*float64(per)/float64(per-1))
		}
	})
	if err != nil {
		return err
	}
	row = row.timed(seconds)
	epochs := trainer.Epochs()
	last := epochs[len(epochs)-1].Valid
	row.Quality = []Field{{"neg_elbo", last.NegELBO}, {"recon", last.Recon}, {"kl", last.KL}}
	for _, e := range vaeScored {
		if e <= len(epochs) {
			row.Quality = append(row.Quality, Field{fmt.Sprintf("neg_elbo_%d", e), epochs[e-1].Valid.NegELBO})
		}
	}
	emit(row)
	return nil
}
