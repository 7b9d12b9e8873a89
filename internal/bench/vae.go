package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/pkg/vae"
)

// vaeEpochs is how long vae-train trains, vaeSeeds how often; vaeScored are the epochs
// after which it gives the loss.
const (
	vaeEpochs = 20
	vaeSeeds  = 3
)

var vaeScored = []int{1, 5, 10, 20}

// vaeTrain trains 784–400–(20,20)–400–784 on all 60,000 grey images of MNIST, batches of
// 128, Adam at 1e-3, in single precision, and scores the test images. Seconds are those
// of an epoch without its scoring, the median of all; losses are means over the seeds.
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
	var seconds []float64
	mean := make([]vae.Score[vae.Grey[float32]], b.runs(vaeEpochs)) // after each epoch
	for seed := range uint64(vaeSeeds) {
		epochs, err := b.vaeSeed(ctx, X, T, 1+seed, func(s float64) { seconds = append(seconds, s) })
		if err != nil {
			return err
		}
		for i, e := range epochs {
			mean[i].NegELBO += e.Valid.NegELBO / vaeSeeds
			mean[i].Recon += e.Valid.Recon / vaeSeeds
			mean[i].KL += e.Valid.KL / vaeSeeds
		}
	}
	row = row.timed(seconds)
	last := mean[len(mean)-1]
	row.Quality = []Field{{"neg_elbo", last.NegELBO}, {"recon", last.Recon}, {"kl", last.KL}, {"seeds", vaeSeeds}}
	for _, e := range vaeScored {
		if e <= len(mean) {
			row.Quality = append(row.Quality, Field{fmt.Sprintf("neg_elbo_%d", e), mean[e-1].NegELBO})
		}
	}
	emit(row)
	return nil
}

// vaeSeed trains once, and calls timed with the seconds of each epoch.
func (b *Bench) vaeSeed(ctx context.Context, X, T vae.Grey[float32], seed uint64, timed func(seconds float64)) ([]vae.Epoch[vae.Grey[float32]], error) {
	n, d := X.Dims()
	m, err := vae.Dense(d, []int{400}, 20, vae.Bernoulli[float32]{}, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		return nil, err
	}
	trainer, err := vae.NewTrainer[float32, vae.Grey[float32]](m, vae.Training[float32]{Epochs: b.runs(vaeEpochs)}, rand.New(rand.NewPCG(seed, 1)))
	if err != nil {
		return nil, err
	}
	per, start := n/128, time.Now()
	err = trainer.Resume(ctx, X, T, func(p vae.Progress[vae.Grey[float32]]) {
		switch {
		case p.Done != nil:
			b.say("seed %d, epoch %d: −ELBO %.2f", seed, p.Done.N, p.Done.Valid.NegELBO)
			start = time.Now() // after the scoring
		case p.Step%per == per-1: // the last step before the scoring: one short of an epoch
			timed(time.Since(start).Seconds() * float64(per) / float64(per-1))
		}
	})
	return trainer.Epochs(), err
}
