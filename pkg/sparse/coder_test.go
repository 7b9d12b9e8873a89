package sparse_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

func TestCoderCertifies(t *testing.T) {
	rng := seeded(1)
	D := randomDictionary(t, 20, 12, rng)
	X := gaussian(300, 12, rng)
	for name, m := range map[string]ebm.Method{"default": nil, "coordinate descent": sparse.CoordinateDescent{}, "FISTA": sparse.FISTA{Restart: sparse.GradientRestart}} {
		coder := sparse.Coder{Dict: D, Lambda: 0.3, Method: m, Tol: 1e-9, MaxIter: 100000}
		codes, err := coder.Encode(context.Background(), X)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range codes.Rows {
			primal, gap := naiveCertificate(D.Atoms(), X.RawRowView(i), codes.Z.RawRowView(i), 0.3)
			if math.Abs(c.Primal-primal) > 1e-12*primal || math.Abs(c.Gap-gap) > 1e-11 || gap > 1.1e-9 || c.Status != ebm.Converged {
				t.Fatalf("%s, row %d: certificate %+v, by definition primal %v, gap %v", name, i, c, primal, gap)
			}
			p, err := sparse.Lasso(D, X.RawRowView(i), 0.3)
			if err != nil {
				t.Fatal(err)
			}
			direct, err := sparse.Certify(p, codes.Z.RawRowView(i))
			if err != nil || math.Abs(direct.Primal-primal) > 1e-12*primal || math.Abs(direct.Gap-gap) > 1e-12 || direct.Active != c.Active {
				t.Fatalf("row %d: Certify gives %+v, %v, by definition primal %v, gap %v", i, direct, err, primal, gap)
			}
		}
	}
}

// On the Gram matrix FISTA takes the same steps as in its plain form: after as many,
// the same energy.
func TestFISTAOnGramIsFISTA(t *testing.T) {
	rng := seeded(6)
	D, X := randomDictionary(t, 30, 15, rng), gaussian(20, 15, rng)
	for _, reg := range []ebm.Regularizer{ebm.L1{}, ebm.NonNegativeL1{}} {
		for _, m := range []sparse.FISTA{{}, {Restart: sparse.GradientRestart}, {L: 20}} {
			for _, steps := range []int{8, 43} {
				coder := sparse.Coder{Dict: D, Lambda: 0.2, Reg: reg, Method: m, MaxIter: steps, Tol: 1e-300}
				codes, err := coder.Encode(context.Background(), X)
				if err != nil {
					t.Fatal(err)
				}
				for i := range 20 {
					model := sparse.Model(D, 0.2)
					model.Reg = reg
					p, _ := model.Problem(nil, X.RawRowView(i))
					want, err := ebm.Infer(context.Background(), p, m, nil, ebm.Settings{MaxIter: steps, Tol: 1e-300})
					if err != nil {
						t.Fatal(err)
					}
					if got := codes.Rows[i].Primal; math.Abs(got-want.Energy) > 1e-10*want.Energy {
						t.Errorf("%T, %+v, row %d: energy %v after %d steps, plain FISTA %v", reg, m, i, got, steps, want.Energy)
					}
				}
			}
		}
	}
}

func TestCoderSameBits(t *testing.T) {
	rng := seeded(2)
	D := randomDictionary(t, 40, 20, rng)
	X := gaussian(500, 20, rng)
	coder := sparse.Coder{Dict: D, Lambda: 0.2}
	var want []float64
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		codes, err := coder.Encode(context.Background(), X)
		if err != nil {
			t.Fatal(err)
		}
		got := codes.Z.RawMatrix().Data
		if want == nil {
			want = slices.Clone(got)
		}
		if !slices.Equal(got, want) {
			t.Errorf("other bits with %d processors", procs)
		}
	}
}

func TestCoderDegenerate(t *testing.T) {
	ctx := context.Background()
	twice := mat.NewDense(3, 2, []float64{1, 0, 1, 0, 1, 1}) // an atom twice, more atoms than entries
	for _, scale := range []float64{1e-12, 1, 1e12} {
		D, err := sparse.NewDictionary(twice)
		if err != nil {
			t.Fatal(err)
		}
		X := mat.NewDense(3, 2, []float64{scale, 2 * scale, 0, 0, -scale, scale})
		for _, lambda := range []float64{0, 0.1 * scale, 10 * scale} {
			codes, err := (&sparse.Coder{Dict: D, Lambda: lambda, Tol: 1e-10}).Encode(ctx, X)
			if err != nil {
				t.Fatal(err)
			}
			if s := codes.Summary(); s.GapMax > 1e-10 && lambda > 0 || s.Unsolved != 0 {
				t.Errorf("scale %v, λ %v: %+v", scale, lambda, s)
			}
			for j := range 3 {
				if v := codes.Z.At(1, j); v != 0 {
					t.Errorf("a zero sample has code %v", v)
				}
			}
		}
	}
}

func TestCoderRefuses(t *testing.T) {
	D := randomDictionary(t, 3, 2, seeded(3))
	X := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	bad := mat.NewDense(2, 2, []float64{1, 2, 3, math.NaN()})
	for want, c := range map[string]struct {
		coder sparse.Coder
		X     *mat.Dense
	}{
		"no dictionary":   {sparse.Coder{Lambda: 1}, X},
		"X has no rows":   {sparse.Coder{Dict: D, Lambda: 1}, &mat.Dense{}},
		"X has no row":    {sparse.Coder{Dict: D, Lambda: 1}, nil},
		"X[1][1] is NaN":  {sparse.Coder{Dict: D, Lambda: 1}, bad},
		"X has 3 columns": {sparse.Coder{Dict: D, Lambda: 1}, mat.NewDense(1, 3, nil)},
		"λ is -1":         {sparse.Coder{Dict: D, Lambda: -1}, X},
		"λ is NaN":        {sparse.Coder{Dict: D, Lambda: math.NaN()}, X},
		"Tol is -1":       {sparse.Coder{Dict: D, Lambda: 1, Tol: -1}, X},
		"MaxIter -3":      {sparse.Coder{Dict: D, Lambda: 1, MaxIter: -3}, X},
		"L is -1":         {sparse.Coder{Dict: D, Lambda: 1, Method: sparse.ISTA{L: -1}}, X},
	} {
		codes, err := c.coder.Encode(context.Background(), c.X)
		if err == nil || codes != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

func TestCoderSaysWhatItMissed(t *testing.T) {
	rng := seeded(4)
	D, X := randomDictionary(t, 40, 20, rng), gaussian(5, 20, rng)
	codes, err := (&sparse.Coder{Dict: D, Lambda: 0.01, Method: sparse.CoordinateDescent{}, MaxIter: 1}).Encode(context.Background(), X)
	if err != nil {
		t.Fatal(err)
	}
	if s := codes.Summary(); s.Unsolved != 5 || s.GapMax < 1e-6 || codes.Rows[0].Status != ebm.LimitHit {
		t.Errorf("after one sweep: %+v, first row %v", s, codes.Rows[0].Status)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	codes, err = (&sparse.Coder{Dict: D, Lambda: 0.01}).Encode(ctx, X)
	if !errors.Is(err, context.Canceled) || codes == nil || codes.Rows[4].Status != ebm.Cancelled {
		t.Errorf("after the context ended: %v", err)
	}
}

// Samples that are mostly zero take another way to their correlations; mixed with
// others or alone, every row has the same bits, and the energy is right.
func TestCoderThinRows(t *testing.T) {
	rng := seeded(9)
	D, X := randomDictionary(t, 30, 40, rng), gaussian(200, 40, rng)
	for i := range 200 {
		for c := range 40 {
			if i%3 != 0 && rng.IntN(10) > 0 {
				X.Set(i, c, 0)
			}
		}
	}
	coder := sparse.Coder{Dict: D, Lambda: 0.2}
	codes, err := coder.Encode(context.Background(), X)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		alone, err := coder.Encode(context.Background(), X.Slice(i, i+1, 0, 40).(*mat.Dense))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(alone.Z.RawRowView(0), codes.Z.RawRowView(i)) {
			t.Errorf("row %d has other bits alone", i)
		}
		primal, gap := naiveCertificate(D.Atoms(), X.RawRowView(i), codes.Z.RawRowView(i), 0.2)
		if primal > 0 && (gap > 1e-6 || math.Abs(primal-codes.Rows[i].Primal) > 1e-12*primal) {
			t.Errorf("row %d: energy %v with gap %v, by definition %v", i, codes.Rows[i].Primal, gap, primal)
		}
	}
}

func TestEncodeAll(t *testing.T) {
	rng := seeded(5)
	D, X := randomDictionary(t, 9, 6, rng), gaussian(300, 6, rng)
	coder := sparse.Coder{Dict: D, Lambda: 0.3}
	whole, err := coder.Encode(context.Background(), X)
	if err != nil {
		t.Fatal(err)
	}
	batches := func(yield func(*mat.Dense) bool) {
		for i := 0; i < 300; i += 70 {
			if !yield(X.Slice(i, min(i+70, 300), 0, 6).(*mat.Dense)) {
				return
			}
		}
	}
	row := 0
	for codes, err := range coder.EncodeAll(context.Background(), batches) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range codes.Rows {
			if !slices.Equal(codes.Z.RawRowView(i), whole.Z.RawRowView(row)) {
				t.Errorf("row %d has other bits in a stream", row)
			}
			row++
		}
	}
	if row != 300 {
		t.Errorf("%d rows came out of 300", row)
	}
	bad := func(yield func(*mat.Dense) bool) { _ = yield(nil) && yield(X) }
	for _, err := range coder.EncodeAll(context.Background(), bad) {
		if err == nil {
			t.Error("a batch after an error")
		}
	}
}

func ExampleCoder() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	X := mat.NewDense(2, 2, []float64{2, 0.3, -1, 1})
	coder := sparse.Coder{Dict: D, Lambda: 0.5}
	codes, _ := coder.Encode(context.Background(), X)
	fmt.Println(mat.Formatted(codes.Z))
	fmt.Printf("%.1f atoms a sample, gap %.0e\n", codes.Summary().Active, codes.Summary().GapMax)
	// Output:
	// ⎡ 1.5     0⎤
	// ⎣-0.5   0.5⎦
	// 1.5 atoms a sample, gap 0e+00
}

// A tolerance that single precision can serve gives the exact code up to it, also for
// samples far outside its range, and with nearly dependent atoms.
func TestRoughCodes(t *testing.T) {
	rng := seeded(31)
	atoms := gaussian(40, 20, rng)
	copy(atoms.RawRowView(1), atoms.RawRowView(0))
	atoms.Set(1, 3, atoms.At(1, 3)+1e-6)
	D, err := sparse.NewDictionary(atoms)
	if err != nil {
		t.Fatal(err)
	}
	for _, scale := range []float64{1e-60, 1e-25, 1e-12, 1, 1e12, 1e25, 1e60} {
		X := gaussian(30, 20, rng)
		X.Scale(scale, X)
		clear(X.RawRowView(7)[3:]) // one that counts as sparse
		for _, reg := range []ebm.Regularizer{ebm.L1{}, ebm.NonNegativeL1{}, ebm.ElasticNet{Ridge: 0.1}} {
			exact := encode(t, sparse.Coder{Dict: D, Lambda: 0.5 * scale, Reg: reg, Tol: 1e-9}, X)
			rough := encode(t, sparse.Coder{Dict: D, Lambda: 0.5 * scale, Reg: reg, Tol: 1e-4}, X)
			for i, r := range rough.Rows {
				p, err := sparse.Model(D, 0.5*scale).Problem(nil, X.RawRowView(i))
				if err != nil {
					t.Fatal(err)
				}
				p.R = reg
				c, err := sparse.Certify(p, rough.Z.RawRowView(i))
				if err != nil {
					t.Fatal(err)
				}
				if want := exact.Rows[i].Primal; r.Status != ebm.Converged || c.Gap > 1.1e-4 || c.Primal > want*(1+1e-4) {
					t.Errorf("scale %g, %T, row %d: %v, gap %.1e, energy %v, the minimum is %v", scale, reg, i, r.Status, c.Gap, c.Primal, want)
				}
			}
		}
	}
}

func encode(t *testing.T, c sparse.Coder, X *mat.Dense) *sparse.Codes {
	t.Helper()
	codes, err := c.Encode(context.Background(), X)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}
