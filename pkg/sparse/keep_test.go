package sparse_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

func TestLearnOrLoad(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 700, 2)
	s := sparse.Learning{Atoms: 12, Lambda: 0.1, Batch: 64}
	if _, err := sparse.LatestLearner("t"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("before any training: %v, expected ErrNotExist", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	l, err := sparse.LearnOrLoad(ctx, "t", X, s, 1, func(s sparse.Step) {
		if s.T == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || l.Steps() != 4 {
		t.Fatalf("interrupted: %d steps, %v", l.Steps(), err)
	}
	first := 0
	l, err = sparse.LearnOrLoad(context.Background(), "t", X, s, 1, func(s sparse.Step) {
		if first == 0 {
			first = s.T
		}
	})
	if err != nil || first != 5 || l.Steps() != 11 {
		t.Fatalf("resumed at step %d, expected 5; %d steps, %v", first, l.Steps(), err)
	}
	want, _ := l.MarshalBinary()
	l, err = sparse.LearnOrLoad(context.Background(), "t", X, s, 1, func(sparse.Step) { t.Error("learned again") })
	if err != nil {
		t.Fatal(err)
	}
	latest, err := sparse.LatestLearner("t")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*sparse.Learner{l, latest} {
		if got, _ := l.MarshalBinary(); !bytes.Equal(got, want) {
			t.Error("the loaded learner differs from the learned one")
		}
	}
	if l, err := sparse.LearnOrLoad(context.Background(), "t", nil, s, 1, nil); err == nil || l != nil {
		t.Errorf("no data: %v", err)
	}
}

func TestExplained(t *testing.T) {
	X := mat.NewDense(2, 2, []float64{0, 0, 2, 4}) // mean (1, 2), Σ‖x − mean‖² = 10
	mean := mat.NewDense(2, 2, []float64{1, 2, 1, 2})
	near := mat.NewDense(2, 2, []float64{0, 1, 2, 4})
	for want, hat := range map[float64]*mat.Dense{1: X, 0: mean, 0.9: near} {
		if got := sparse.Explained(X, hat); math.Abs(got-want) > 1e-15 {
			t.Errorf("explained %v, expected %v", got, want)
		}
	}
}

func TestUseAndRebuild(t *testing.T) {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{0, 1, 1, 0}))
	c := sparse.Codes{Z: mat.NewDense(2, 2, []float64{3, 0, 1, -2})}
	if u := c.Use(); u[0] != 1 || u[1] != 0.5 {
		t.Errorf("use %v, expected [1 0.5]", u)
	}
	if want := mat.NewDense(2, 2, []float64{0, 3, -2, 1}); !mat.Equal(c.Rebuild(D), want) {
		t.Errorf("rebuilt %v, expected %v", c.Rebuild(D), want)
	}
}
