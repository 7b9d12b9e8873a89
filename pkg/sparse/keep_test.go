package sparse_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

func TestResumeOrLoad(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 700, 2)
	fresh := func(seed uint64) *sparse.Learner {
		l, err := sparse.NewLearner(X, sparse.Learning{Atoms: 12, Lambda: 0.1, Batch: 64}, seeded(seed))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if _, err := sparse.LatestLearner("t"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("before any training: %v, expected ErrNotExist", err)
	}
	whole := fresh(1)
	if err := whole.Resume(context.Background(), X, nil); err != nil {
		t.Fatal(err)
	}
	want, _ := whole.MarshalBinary()

	ctx, cancel := context.WithCancel(context.Background())
	l := fresh(1)
	err := l.ResumeOrLoad(ctx, "t", X, func(s sparse.Step) {
		if s.T == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || l.Steps() != 4 {
		t.Fatalf("interrupted: %d steps, %v", l.Steps(), err)
	}
	first := 0
	l = fresh(1)
	err = l.ResumeOrLoad(context.Background(), "t", X, func(s sparse.Step) {
		if first == 0 {
			first = s.T
		}
	})
	if got, _ := l.MarshalBinary(); err != nil || first != 5 || !bytes.Equal(got, want) {
		t.Fatalf("resumed at step %d, expected 5, with the bits of an uninterrupted run; %v", first, err)
	}
	l = fresh(1)
	if err := l.ResumeOrLoad(context.Background(), "t", X, func(sparse.Step) { t.Error("learned again") }); err != nil {
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
	steps := 0
	if err := fresh(2).ResumeOrLoad(context.Background(), "t", X, func(sparse.Step) { steps++ }); err != nil || steps == 0 {
		t.Errorf("another seed: %d steps, %v", steps, err)
	}
	if err := fresh(1).ResumeOrLoad(context.Background(), "t", nil, nil); err == nil {
		t.Error("no error without data")
	}
}

func TestNewLearnerFrom(t *testing.T) {
	D := randomDictionary(t, 4, 3, seeded(1))
	l, err := sparse.NewLearnerFrom(D, sparse.Learning{Lambda: 0.1}, seeded(2))
	if err != nil || !mat.EqualApprox(l.Dictionary().Atoms(), D.Atoms(), 1e-15) || l.Settings.Atoms != 4 {
		t.Errorf("learning does not start from the atoms given; %v", err)
	}
	negative, _ := sparse.NewDictionary(mat.NewDense(1, 2, []float64{-1, -1}))
	for want, try := range map[string]func() error{
		"expected both": func() error { _, err := sparse.NewLearnerFrom(nil, sparse.Learning{Lambda: 1}, seeded(1)); return err },
		"asked for 3 atoms": func() error {
			_, err := sparse.NewLearnerFrom(D, sparse.Learning{Atoms: 3, Lambda: 1}, seeded(1))
			return err
		},
		"λ is 0": func() error { _, err := sparse.NewLearnerFrom(D, sparse.Learning{}, seeded(1)); return err },
		"no positive entry": func() error {
			_, err := sparse.NewLearnerFrom(negative, sparse.Learning{Lambda: 1, NonNegativeAtoms: true}, seeded(1))
			return err
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
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
