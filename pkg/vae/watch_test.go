package vae_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/vae"
)

// Looking on changes nothing, and the balls are those of the epochs asked for.
func TestWatch(t *testing.T) {
	x := grey[float64](12, 6)
	trainer := func(epochs int) *vae.Trainer[float64, vae.Grey[float64]] {
		m := dense(t, 6, []int{5}, 2, vae.Likelihood[float64](vae.Bernoulli[float64]{}), 7)
		tr, err := vae.NewTrainer[float64, vae.Grey[float64]](m, vae.Training[float64]{Epochs: epochs, Batch: 4}, newRand(3))
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	ctx := context.Background()
	seen, err := vae.Watch(ctx, trainer(4), x, []int{0, 2, 4})
	if err != nil || len(seen) != 3 {
		t.Fatal(len(seen), err)
	}
	for i, epochs := range []int{0, 2, 4} {
		tr := trainer(max(epochs, 1))
		if epochs > 0 {
			if err := tr.Resume(ctx, x, x, nil); err != nil {
				t.Fatal(err)
			}
		}
		b, err := tr.Model.Balls(ctx, x, newRand(1))
		if err != nil || !slices.Equal(b.Overlaps(), seen[i].Overlaps()) {
			t.Errorf("after %d epochs: other balls than without watching, %v", epochs, err)
		}
	}
	for _, at := range [][]int{{1, 1}, {5}, {-1}} {
		if _, err := vae.Watch(ctx, trainer(4), x, at); err == nil || !strings.Contains(err.Error(), "ascending") {
			t.Errorf("at %v: error %v", at, err)
		}
	}
}
