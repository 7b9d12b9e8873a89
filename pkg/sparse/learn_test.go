package sparse_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
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
		{zero, nil, "only 1 samples can serve"},
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

// The options: what they ask of codes and atoms holds, and learning still lowers the
// energy. In the ball and on the sphere the result is nearly the same.
func TestLearnOptions(t *testing.T) {
	rng := seeded(6)
	X := mat.NewDense(600, 10, nil)
	parts := gaussian(12, 10, rng)
	for i := range 600 {
		for range 2 {
			for c, v := range parts.RawRowView(rng.IntN(12)) {
				X.Set(i, c, X.At(i, c)+math.Abs(v))
			}
		}
	}
	energy := map[string]float64{}
	for name, s := range map[string]sparse.Learning{
		"plain": {}, "ball": {Ball: true}, "ridge": {Ridge: 0.1},
		"codes": {NonNegativeCodes: true}, "codes, ridge": {NonNegativeCodes: true, Ridge: 0.1}, "both": {NonNegativeCodes: true, NonNegativeAtoms: true},
	} {
		s.Atoms, s.Lambda, s.Batch, s.Passes = 12, 0.3, 60, 5
		l, err := sparse.Learn(context.Background(), X, s, seeded(7), nil)
		if err != nil {
			t.Fatal(err)
		}
		D, h := l.Dictionary(), l.History()
		energy[name] = h[len(h)-1].Objective
		if energy[name] > 0.95*h[0].Objective {
			t.Errorf("%s: energy from %v to %v", name, h[0].Objective, energy[name])
		}
		for j := range 12 {
			atom := D.Atom(j)
			if n := mat.Norm(mat.NewVecDense(10, atom), 2); math.Abs(n-1) > 1e-12 {
				t.Errorf("%s: atom %d has norm %v", name, j, n)
			}
			if s.NonNegativeAtoms && slices.Min(atom) < 0 {
				t.Errorf("%s: atom %d has a negative entry", name, j)
			}
		}
	}
	if a, b := energy["plain"], energy["ball"]; math.Abs(a-b) > 0.02*a {
		t.Errorf("energy %v on the sphere, %v in the ball", a, b)
	}
}

// Batches that the caller brings give what Learn gives for the same batches.
func TestUpdate(t *testing.T) {
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 64, 2)
	s := sparse.Learning{Atoms: 12, Lambda: 0.1, Batch: 64, Tol: 1e-6}
	whole, err := sparse.Learn(context.Background(), X, s, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := sparse.NewLearner(X, s, seeded(3))
	if err != nil {
		t.Fatal(err)
	}
	if step, err := l.Update(context.Background(), X); err != nil || step.T != 1 {
		t.Fatalf("%+v, %v", step, err)
	}
	if a, b := whole.Dictionary().Atoms(), l.Dictionary().Atoms(); !mat.EqualApprox(a, b, 1e-9) { // the order of the rows differs
		t.Error("the atoms differ")
	}
	if _, err := l.Update(context.Background(), mat.NewDense(2, 3, nil)); err == nil || !strings.Contains(err.Error(), "X has 3 columns") {
		t.Errorf("%v, expected an error about the columns", err)
	}
}

// The step is the gradient of the mean energy over the atoms: central differences.
func TestGradientStep(t *testing.T) {
	rng := seeded(8)
	X, Z := gaussian(7, 5, rng), gaussian(7, 4, rng)
	D := randomDictionary(t, 4, 5, rng)
	loss := func(atoms *mat.Dense) float64 {
		var r mat.Dense
		r.Mul(Z, atoms)
		r.Sub(X, &r)
		n := mat.Norm(&r, 2)
		return n * n / (2 * 7)
	}
	moved := sparse.GradientStep(D, X, Z, 1)
	for j := range 4 {
		for c := range 5 {
			const h = 1e-5
			up, down := D.Atoms(), D.Atoms()
			up.Set(j, c, up.At(j, c)+h)
			down.Set(j, c, down.At(j, c)-h)
			want := D.Atoms().At(j, c) - (loss(up)-loss(down))/(2*h)
			if got := moved.At(j, c); math.Abs(got-want) > 1e-8 {
				t.Errorf("entry %d, %d: %v, finite differences give %v", j, c, got, want)
			}
		}
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
