package sparse_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// planted returns n samples, each the sum of three atoms out of k.
func planted(D *sparse.Dictionary, n int, seed uint64) *mat.Dense {
	rng := seeded(seed)
	d, k := D.Dims()
	Z := mat.NewDense(n, k, nil)
	for i := range n {
		for range 3 {
			Z.Set(i, rng.IntN(k), float64(1-2*rng.IntN(2))*(1+rng.Float64()))
		}
	}
	X := mat.NewDense(n, d, nil)
	X.Mul(Z, D.Atoms())
	return X
}

func TestLearnFindsThePlantedAtoms(t *testing.T) {
	truth := randomDictionary(t, 20, 30, seeded(1))
	X := planted(truth, 4000, 2)
	l, err := sparse.Learn(context.Background(), X, sparse.Learning{Atoms: 20, Lambda: 0.4, Batch: 100, Passes: 10}, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	var match mat.Dense
	match.Mul(truth.Atoms(), l.Dictionary().Atoms().T())
	found := 0
	for j := range 20 {
		best := 0.0
		for _, c := range match.RawRowView(j) {
			best = math.Max(best, math.Abs(c))
		}
		if best > 0.98 {
			found++
		}
	}
	if found < 19 {
		t.Errorf("%d of 20 planted atoms found with |cos| > 0.98", found)
	}
	energy := func(D *sparse.Dictionary) float64 {
		codes, err := (&sparse.Coder{Dict: D, Lambda: 0.4}).Encode(context.Background(), X)
		if err != nil {
			t.Fatal(err)
		}
		return codes.Summary().Objective
	}
	if got, want := energy(l.Dictionary()), energy(truth); got > 1.01*want {
		t.Errorf("mean energy %v under the learned atoms, %v under the planted ones", got, want)
	}
}

func TestLearnSameBits(t *testing.T) {
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 700, 2)
	s := sparse.Learning{Atoms: 12, Lambda: 0.1, Batch: 64, Passes: 2}
	var want []byte
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		l, err := sparse.Learn(context.Background(), X, s, seeded(3), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := l.MarshalBinary()
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
}

func TestLearnResumes(t *testing.T) {
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 700, 2)
	s := sparse.Learning{Atoms: 12, Lambda: 0.1, Batch: 64, Passes: 2}
	whole, err := sparse.Learn(context.Background(), X, s, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := whole.MarshalBinary()
	for stop := 1; stop < whole.Steps(); stop += 5 {
		ctx, cancel := context.WithCancel(context.Background())
		l, err := sparse.Learn(ctx, X, s, seeded(3), func(step sparse.Step) {
			if step.T == stop {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || l.Steps() != stop {
			t.Fatalf("cancelled after step %d: %d steps, %v", stop, l.Steps(), err)
		}
		data, _ := l.MarshalBinary()
		var again sparse.Learner
		if err := again.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		if err := again.Resume(context.Background(), X, nil); err != nil {
			t.Fatal(err)
		}
		if got, _ := again.MarshalBinary(); !bytes.Equal(got, want) {
			t.Errorf("stopped after step %d and resumed: other bits", stop)
		}
	}
}

// Atoms that point away from all data are replaced by samples.
func TestLearnReplacesDeadAtoms(t *testing.T) {
	rng := seeded(1)
	X := mat.NewDense(400, 4, nil)
	for i := range 400 {
		if i < 3 { // rare directions, drawn as atoms and never used again
			X.Set(i, 1+i, 0.011)
		} else {
			X.Set(i, 0, 1+rng.Float64())
			X.Set(i, 1, rng.Float64())
		}
	}
	l, err := sparse.Learn(context.Background(), X, sparse.Learning{Atoms: 300, Lambda: 0.5, Batch: 10, Unused: 3}, rng, nil)
	if err != nil {
		t.Fatal(err)
	}
	replaced := 0
	for _, s := range l.History() {
		replaced += s.Replaced
	}
	if replaced == 0 {
		t.Error("no atom was replaced, though two directions make all the data and there are 300 atoms")
	}
}

func TestLearnRefuses(t *testing.T) {
	X := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 6})
	good := sparse.Learning{Atoms: 2, Lambda: 1}
	zero := mat.NewDense(3, 2, []float64{0, 0, 0, 0, 5, 6})
	bad := mat.NewDense(1, 2, []float64{1, math.Inf(-1)})
	cases := []struct {
		X      *mat.Dense
		change func(*sparse.Learning)
		want   string
	}{
		{nil, nil, "X has no rows"},
		{&mat.Dense{}, nil, "X has no rows"},
		{bad, nil, "X[0][1] is -Inf"},
		{X, func(s *sparse.Learning) { s.Atoms = 4 }, "asked for 4 atoms from 3 samples"},
		{X, func(s *sparse.Learning) { s.Atoms = 0 }, "asked for 0 atoms"},
		{X, func(s *sparse.Learning) { s.Lambda = 0 }, "λ is 0"},
		{X, func(s *sparse.Learning) { s.Lambda = -2 }, "λ is -2"},
		{X, func(s *sparse.Learning) { s.Lambda = math.NaN() }, "λ is NaN"},
		{X, func(s *sparse.Learning) { s.Batch = -1 }, "Batch -1"},
		{X, func(s *sparse.Learning) { s.Forget = math.NaN() }, "Forget NaN"},
		{zero, nil, "only 1 samples are not zero"},
	}
	for _, c := range cases {
		s := good
		if c.change != nil {
			c.change(&s)
		}
		if _, err := sparse.Learn(context.Background(), c.X, s, seeded(1), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected an error that says %q", err, c.want)
		}
	}
	if _, err := sparse.Learn(context.Background(), X, good, nil, nil); err == nil || !strings.Contains(err.Error(), "no random generator") {
		t.Errorf("%v, expected an error about the generator", err)
	}
	l, _ := sparse.NewLearner(X, good, seeded(1))
	if err := l.Resume(context.Background(), mat.NewDense(3, 3, nil), nil); err == nil || !strings.Contains(err.Error(), "X has 3 columns") {
		t.Errorf("%v, expected an error about the columns", err)
	}
}

func ExampleLearn() {
	X := mat.NewDense(6, 2, []float64{1, 0, 2, 0, -3, 0, 0, 1, 0, -2, 0, 4}) // two directions
	l, err := sparse.Learn(context.Background(), X, sparse.Learning{Atoms: 2, Lambda: 0.1, Passes: 5}, seeded(5), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", mat.Formatted(l.Dictionary().Atoms()))
	// Output:
	// ⎡ 0.000  -1.000⎤
	// ⎣ 1.000   0.000⎦
}
