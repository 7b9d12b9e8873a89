package patches_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/patches"
)

// walks returns n patches whose entries are random walks: correlated, with a mean
// that is not zero.
func walks(n, d int, seed uint64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 0))
	X := mat.NewDense(n, d, nil)
	for i := range n {
		v := 3.0
		for j := range d {
			v += rng.NormFloat64()
			X.Set(i, j, v)
		}
	}
	return X
}

func TestRemoveMean(t *testing.T) {
	X := walks(7, 9, 1)
	before := mat.DenseCopyOf(X)
	Y, err := patches.RemoveMean(X)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		if s := floats.Sum(Y.RawRowView(i)); math.Abs(s) > 1e-12 {
			t.Errorf("row %d sums to %v", i, s)
		}
		for j := range 9 {
			if got, want := Y.At(i, j)-Y.At(i, 0), X.At(i, j)-X.At(i, 0); math.Abs(got-want) > 1e-12 {
				t.Errorf("row %d: entries 0 and %d differ by %v, before by %v", i, j, got, want)
			}
		}
	}
	if !mat.Equal(X, before) {
		t.Error("the input changed")
	}
}

func TestNormalizeContrast(t *testing.T) {
	// Norms 0, 1, 5, 10, 13: median 5, floor 0.4·5 = 2.
	X := mat.NewDense(5, 2, []float64{3, 4, 0, 0, 0.6, -0.8, -6, 8, 5, 12})
	before := mat.DenseCopyOf(X)
	Y, err := patches.NormalizeContrast(X, 0.4)
	if err != nil {
		t.Fatal(err)
	}
	want := mat.NewDense(5, 2, []float64{0.6, 0.8, 0, 0, 0.3, -0.4, -0.6, 0.8, 5. / 13, 12. / 13})
	if !mat.EqualApprox(Y, want, 1e-15) {
		t.Errorf("got\n%v", mat.Formatted(Y))
	}
	if !mat.Equal(X, before) {
		t.Error("the input changed")
	}
	if Y, err = patches.NormalizeContrast(X, 0); err != nil || Y.At(1, 0) != 0 || math.Abs(Y.At(2, 0)-0.6) > 1e-15 {
		t.Errorf("c = 0: %v, rows 1 and 2 are %v and %v", err, Y.RawRowView(1), Y.RawRowView(2))
	}
	if m, err := patches.MedianNorm(X.Slice(0, 4, 0, 2).(*mat.Dense)); err != nil || m != 3 {
		t.Errorf("median of 5, 0, 1, 10 is %v, %v", m, err)
	}
	tiny := mat.NewDense(1, 2, []float64{3e-300, 4e-300})
	if Y, err := patches.NormalizeContrast(tiny, 0.2); err != nil || math.Abs(Y.At(0, 0)-0.6) > 1e-15 {
		t.Errorf("scale 1e-300: %v, %v", Y.RawRowView(0), err)
	}
}

func TestHighContrast(t *testing.T) {
	X := mat.NewDense(4, 4, []float64{
		0.1, 0.1, 0.1, 0.1,
		1, -1, 1, -1, // 1
		7, 7.2, 7, 7.2, // 0.1
		0, 0, 4, 4, // 2
	})
	for _, c := range []struct {
		floor float64
		want  []int
	}{{0, []int{1, 2, 3}}, {0.2, []int{1, 3}}, {1, []int{3}}, {2.5, nil}} {
		got, err := patches.HighContrast(X, c.floor)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("floor %v: %v, %v, expected %v", c.floor, got, err, c.want)
		}
	}
	Y, err := patches.Rows(X, []int{3, 1})
	if err != nil || !mat.Equal(Y, mat.NewDense(2, 4, []float64{0, 0, 4, 4, 1, -1, 1, -1})) {
		t.Errorf("%v, %v", Y, err)
	}
}

func TestRefuses(t *testing.T) {
	good := walks(5, 3, 1)
	bad := walks(5, 3, 1)
	bad.Set(2, 1, math.NaN())
	huge := walks(5, 3, 1)
	huge.Scale(1e200, huge)
	same := mat.NewDense(3, 2, []float64{1, 2, 1, 2, 1, 2})
	w, err := patches.FitPCA(good, patches.Spectrum{Keep: 2})
	if err != nil {
		t.Fatal(err)
	}
	wide := walks(2, 4, 1)
	cases := map[string]func() error{
		"X has no rows":                 func() error { _, err := patches.RemoveMean(nil); return err },
		"X[2][1] is NaN":                func() error { _, err := patches.NormalizeContrast(bad, 0.2); return err },
		"c is -1":                       func() error { _, err := patches.NormalizeContrast(good, -1); return err },
		"floor is NaN":                  func() error { _, err := patches.DivideByNorm(good, math.NaN()); return err },
		"floor is -2":                   func() error { _, err := patches.HighContrast(good, -2); return err },
		"index 5":                       func() error { _, err := patches.Rows(good, []int{5}); return err },
		"no indices":                    func() error { _, err := patches.Rows(good, nil); return err },
		"ε is -1":                       func() error { _, err := patches.FitZCA(good, patches.Spectrum{Epsilon: -1}); return err },
		"Keep is -3":                    func() error { _, err := patches.FitPCA(good, patches.Spectrum{Keep: -3}); return err },
		"Fraction is 1.5":               func() error { _, err := patches.FitPCA(good, patches.Spectrum{Fraction: 1.5}); return err },
		"all 3 patches are the same":    func() error { _, err := patches.FitZCA(same, patches.Spectrum{}); return err },
		"scale X down":                  func() error { _, err := patches.FitZCA(huge, patches.Spectrum{}); return err },
		"1 patch":                       func() error { _, err := patches.FitPCA(walks(1, 3, 1), patches.Spectrum{}); return err },
		"X has 4 columns, the":          func() error { _, err := w.Apply(wide); return err },
		"X has 3 columns, the":          func() error { _, err := w.Invert(good); return err },
		"is NaN, expected a finite num": func() error { _, err := w.Apply(bad); return err },
		"f0 is 0":                       func() error { _, err := patches.WhitenImage(make([]float64, 6), 2, 3, 0); return err },
		"2×3 pixels with 5":             func() error { _, err := patches.WhitenImage(make([]float32, 5), 2, 3, 1); return err },
		"0×3 pixels":                    func() error { _, err := patches.WhitenImage([]float32{}, 0, 3, 1); return err },
		"pixel 1 of row 0 is +Inf":      func() error { _, err := patches.WhitenImage([]float64{0, math.Inf(1)}, 1, 2, 1); return err },
	}
	for want, try := range cases {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}

func ExampleNormalizeContrast() {
	X := mat.NewDense(3, 2, []float64{30, 40, 6, 8, 0.3, 0.4}) // norms 50, 10, 0.5
	Y, err := patches.NormalizeContrast(X, 0.2)                // floor 0.2·10
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", mat.Formatted(Y))
	// Output:
	// ⎡0.60  0.80⎤
	// ⎢0.60  0.80⎥
	// ⎣0.15  0.20⎦
}
