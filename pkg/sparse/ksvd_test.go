package sparse_test

import (
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

// The experiment of section V.A of the paper: 50 random atoms of 20 entries, 1500
// samples of three atoms each with Gaussian coefficients, and noise of 20 dB; 80 rounds
// with three atoms a sample. An atom counts as found with 1 − |dᵀd̂| < 0.01. A sample uses
// three atoms of 50: 90 samples an atom, on average.
func TestKSVDFindsTheAtomsOfThePaper(t *testing.T) {
	truth := randomDictionary(t, 50, 20, seeded(1))
	rng := seeded(2)
	Z := mat.NewDense(1500, 50, nil)
	for i := range 1500 {
		for _, j := range rng.Perm(50)[:3] {
			Z.Set(i, j, rng.NormFloat64())
		}
	}
	var X, noise mat.Dense
	X.Mul(Z, truth.Atoms())
	noise.Scale(0.1*mat.Norm(&X, 2)/math.Sqrt(1500*20), gaussian(1500, 20, rng))
	X.Add(&X, &noise)
	for _, s := range []sparse.KSVD{{Rare: 40}, {Rare: 40, Sweeps: 10}} {
		s.Atoms, s.Code.Count, s.Rounds = 50, 3, 80
		last := sparse.Round{}
		D, err := s.Learn(context.Background(), &X, seeded(3), func(r sparse.Round) {
			if r.Improved > r.Coded*(1+1e-12) || r.T != last.T+1 || r.Of != 80 {
				t.Errorf("%+v after %+v", r, last)
			}
			last = r
		})
		if err != nil || last.T != 80 {
			t.Fatalf("%+v, %v", last, err)
		}
		var match mat.Dense
		match.Mul(truth.Atoms(), D.Atoms().T())
		found := 0
		for j := range 50 {
			row := match.RawRowView(j)
			for _, c := range row {
				if math.Abs(c) > 0.99 {
					found++
					break
				}
			}
		}
		t.Logf("%d sweeps: %d of 50 atoms found, energy %.4g, of the noise %.4g", s.Sweeps, found, last.Improved, math.Pow(mat.Norm(&noise, 2), 2)/3000)
		if found < 45 {
			t.Errorf("%d sweeps: %d of 50 atoms found", s.Sweeps, found)
		}
	}
}

// The result depends neither on the number of processors nor on a stop in between.
func TestKSVDSameBits(t *testing.T) {
	X := planted(randomDictionary(t, 12, 10, seeded(1)), 700, 2)
	s := sparse.KSVD{Atoms: 12, Code: sparse.OMP{Residual: 0.5}, Rounds: 6, Sweeps: 2}
	var want *mat.Dense
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		D, err := s.Learn(context.Background(), X, seeded(3), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = D.Atoms()
		}
		if !mat.Equal(D.Atoms(), want) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	D, err := s.Learn(ctx, X, seeded(3), func(r sparse.Round) {
		if r.T == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || D == nil || mat.Equal(D.Atoms(), want) {
		t.Fatalf("cancelled after two rounds: dictionary %v, %v", D, err)
	}
	s.Rounds -= 2
	D, err = s.LearnFrom(context.Background(), D, X, nil)
	if err != nil || !mat.Equal(D.Atoms(), want) {
		t.Errorf("stopped after two rounds and gone on: other bits, %v", err)
	}
}

// At any scale of the data the atoms are the same, and degenerate data give atoms.
func TestKSVDDegenerate(t *testing.T) {
	X := planted(randomDictionary(t, 6, 5, seeded(1)), 60, 2)
	s := sparse.KSVD{Atoms: 6, Code: sparse.OMP{Count: 3}, Rounds: 5}
	want, err := s.Learn(context.Background(), X, seeded(3), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, scale := range []float64{1e-12, 1e12} {
		var scaled mat.Dense
		scaled.Scale(scale, X)
		D, err := s.Learn(context.Background(), &scaled, seeded(3), nil)
		if err != nil || !mat.EqualApprox(D.Atoms(), want.Atoms(), 1e-6) {
			t.Errorf("scale %v: other atoms, %v", scale, err)
		}
	}
	same := mat.NewDense(4, 2, []float64{3, 4, 3, 4, 3, 4, -3, -4})
	for _, s := range []sparse.KSVD{{Atoms: 4, Code: sparse.OMP{Count: 2}}, {Atoms: 1, Code: sparse.OMP{Residual: 100}}} {
		D, err := s.Learn(context.Background(), same, seeded(1), nil)
		if err != nil {
			t.Fatal(err)
		}
		for j := range s.Atoms {
			if a := D.Atom(j); math.Abs(math.Abs(a[0])-0.6) > 1e-15 || math.Abs(math.Abs(a[1])-0.8) > 1e-15 {
				t.Errorf("%+v: atom %v, expected ±(0.6, 0.8)", s, a)
			}
		}
	}
}

func TestKSVDRefuses(t *testing.T) {
	X := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 6})
	good := sparse.KSVD{Atoms: 2, Code: sparse.OMP{Count: 1}}
	for _, c := range []struct {
		X      *mat.Dense
		change func(*sparse.KSVD)
		want   string
	}{
		{nil, nil, "X has no rows"},
		{mat.NewDense(1, 2, []float64{1, math.NaN()}), nil, "X[0][1] is NaN"},
		{X, func(s *sparse.KSVD) { s.Atoms = 0 }, "asked for 0 atoms"},
		{X, func(s *sparse.KSVD) { s.Atoms = 4 }, "asked for 4 atoms from 3 samples"},
		{X, func(s *sparse.KSVD) { s.Rounds = -1 }, "Rounds -1"},
		{X, func(s *sparse.KSVD) { s.Sweeps = -1 }, "Sweeps -1"},
		{X, func(s *sparse.KSVD) { s.Rare = -1 }, "Rare -1"},
		{X, func(s *sparse.KSVD) { s.Code = sparse.OMP{} }, "neither Count nor Residual"},
		{mat.NewDense(2, 2, []float64{0, 0, 5, 6}), nil, "only 1 samples can serve"},
	} {
		s := good
		if c.change != nil {
			c.change(&s)
		}
		if _, err := s.Learn(context.Background(), c.X, seeded(1), nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected an error that says %q", err, c.want)
		}
	}
	if _, err := good.Learn(context.Background(), X, nil, nil); err == nil || !strings.Contains(err.Error(), "no random generator") {
		t.Errorf("%v, expected an error about the generator", err)
	}
	for want, D := range map[string]*sparse.Dictionary{
		"no dictionary": nil, "the dictionary has 5": randomDictionary(t, 5, 2, seeded(1)), "X has 2 columns": randomDictionary(t, 2, 3, seeded(1)),
	} {
		if _, err := good.LearnFrom(context.Background(), D, X, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

func ExampleKSVD() {
	X := mat.NewDense(6, 2, []float64{3, 4, 6, 8, -3, -4, 0, 1, 0, -2, 0, 4}) // two directions
	ksvd := sparse.KSVD{Atoms: 2, Code: sparse.OMP{Count: 1}, Rounds: 5}
	D, err := ksvd.Learn(context.Background(), X, seeded(1), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", mat.Formatted(D.Atoms()))
	// Output:
	// ⎡0.600  0.800⎤
	// ⎣0.000  1.000⎦
}
