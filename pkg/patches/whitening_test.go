package patches_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/latentlab/latentlab/pkg/patches"
)

func covariance(X *mat.Dense) *mat.SymDense {
	var c mat.SymDense
	stat.CovarianceMatrix(&c, X, nil)
	return &c
}

func identity(d int) *mat.Dense {
	m := mat.NewDense(d, d, nil)
	for i := range d {
		m.Set(i, i, 1)
	}
	return m
}

var fits = map[string]func(*mat.Dense, patches.Spectrum) (*patches.Whitening, error){
	"PCA": patches.FitPCA, "ZCA": patches.FitZCA,
}

// There and back, at scales far from 1: the covariance is the identity, and
// Invert∘Apply changes nothing.
func TestWhiteningIsWhite(t *testing.T) {
	for name, fit := range fits {
		for _, scale := range []float64{1e-100, 1e-12, 1, 1e12, 1e100} {
			X := walks(1300, 10, 1)
			X.Scale(scale, X)
			before := mat.DenseCopyOf(X)
			w, err := fit(X, patches.Spectrum{})
			if err != nil {
				t.Fatal(err)
			}
			Y, err := w.Apply(X)
			if err != nil {
				t.Fatal(err)
			}
			if !mat.EqualApprox(covariance(Y), identity(10), 1e-8) {
				t.Errorf("%s at scale %v: the covariance is not the identity:\n%.2g", name, scale, mat.Formatted(covariance(Y)))
			}
			back, err := w.Invert(Y)
			if err != nil {
				t.Fatal(err)
			}
			back.Sub(back, X)
			if e := mat.Max(back) / mat.Max(X); e > 1e-10 {
				t.Errorf("%s at scale %v: Invert(Apply(X)) differs from X by %v", name, scale, e)
			}
			if !mat.Equal(X, before) {
				t.Errorf("%s: the input changed", name)
			}
		}
	}
}

func TestZCAIsSymmetric(t *testing.T) {
	w, err := patches.FitZCA(walks(300, 12, 2), patches.Spectrum{Epsilon: 0.1, Keep: 9})
	if err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(w.W, w.W.T()) || !mat.Equal(w.Unwhiten, w.Unwhiten.T()) {
		t.Error("W or Unwhiten is not symmetric")
	}
}

// Along the eigenvectors the variance is λ/(λ+ε), and ZCA is PCA rotated back.
func TestEpsilonShrinksTheSpectrum(t *testing.T) {
	const eps = 0.7
	X := walks(900, 8, 3)
	pca, err := patches.FitPCA(X, patches.Spectrum{Epsilon: eps})
	if err != nil {
		t.Fatal(err)
	}
	Y, _ := pca.Apply(X)
	for j, lambda := range pca.Variances {
		if got, want := covariance(Y).At(j, j), lambda/(lambda+eps); math.Abs(got-want) > 1e-9 {
			t.Errorf("component %d has variance %v, expected %v", j, got, want)
		}
		if j > 0 && lambda > pca.Variances[j-1] {
			t.Errorf("variance %d is %v, the one before is %v", j, lambda, pca.Variances[j-1])
		}
	}
	zca, err := patches.FitZCA(X, patches.Spectrum{Epsilon: eps})
	if err != nil {
		t.Fatal(err)
	}
	plain, _ := patches.FitPCA(X, patches.Spectrum{}) // V = Unwhiten/√λ
	V := mat.DenseCopyOf(plain.Unwhiten)
	for j, lambda := range plain.Variances {
		for i := range 8 {
			V.Set(j, i, V.At(j, i)/math.Sqrt(lambda))
		}
	}
	var want mat.Dense
	want.Mul(pca.W, V)
	if !mat.EqualApprox(zca.W, &want, 1e-12) {
		t.Error("W of ZCA is not W of PCA times Vᵀ")
	}
}

// Patches without their mean lack one direction. It is dropped, not blown up.
func TestDroppedDirections(t *testing.T) {
	X, err := patches.RemoveMean(walks(500, 9, 4))
	if err != nil {
		t.Fatal(err)
	}
	for name, fit := range fits {
		w, err := fit(X, patches.Spectrum{})
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Variances) != 8 {
			t.Fatalf("%s kept %d directions of mean-free patches of length 9, expected 8", name, len(w.Variances))
		}
		Y, _ := w.Apply(X)
		back, _ := w.Invert(Y)
		if !mat.EqualApprox(back, X, 1e-10) {
			t.Errorf("%s: Invert(Apply(X)) is not X", name)
		}
		var square mat.Dense
		square.Mul(covariance(Y), covariance(Y)) // a projection
		if !mat.EqualApprox(&square, covariance(Y), 1e-8) {
			t.Errorf("%s: the covariance is not a projection", name)
		}
	}
}

func TestKeep(t *testing.T) {
	X := walks(700, 6, 5)
	all, err := patches.FitPCA(X, patches.Spectrum{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, v := range all.Variances {
		total += v
	}
	share := func(k int) (s float64) {
		for _, v := range all.Variances[:k] {
			s += v / total
		}
		return s
	}
	cases := []struct {
		s    patches.Spectrum
		want int
	}{
		{patches.Spectrum{Keep: 4}, 4},
		{patches.Spectrum{Keep: 40}, 6},
		{patches.Spectrum{Fraction: 1e-9}, 1},
		{patches.Spectrum{Fraction: share(3) - 1e-6}, 3},
		{patches.Spectrum{Fraction: share(3) + 1e-6}, 4},
		{patches.Spectrum{Fraction: share(3) + 1e-6, Keep: 2}, 2},
	}
	for _, c := range cases {
		w, err := patches.FitPCA(X, c.s)
		if err != nil {
			t.Fatal(err)
		}
		if _, k := w.W.Dims(); k != c.want || len(w.Variances) != c.want {
			t.Errorf("%+v keeps %d, expected %d", c.s, k, c.want)
		}
		Y, _ := w.Apply(X)
		if !mat.EqualApprox(covariance(Y), identity(c.want), 1e-8) {
			t.Errorf("%+v: the covariance is not the identity", c.s)
		}
	}
}

func TestWhiteningIsStored(t *testing.T) {
	X := walks(50, 6, 6)
	w, err := patches.FitPCA(X, patches.Spectrum{Keep: 3})
	if err != nil {
		t.Fatal(err)
	}
	data, err := w.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var again patches.Whitening
	if err := again.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	a, _ := w.Apply(X)
	if b, err := again.Apply(X); err != nil || !mat.Equal(a, b) {
		t.Errorf("%v, or other values after storing", err)
	}
	for cut := range len(data) {
		if err := new(patches.Whitening).UnmarshalBinary(data[:cut]); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a whitening", cut, len(data))
		}
	}
	w.Mean = w.Mean[1:]
	data, _ = w.MarshalBinary()
	if err := again.UnmarshalBinary(data); err == nil {
		t.Error("a mean of another length was taken")
	}
}

func ExampleFitZCA() {
	X := mat.NewDense(4, 2, []float64{3, 3, -3, -3, 1, -1, -1, 1}) // long along (1, 1)
	w, err := patches.FitZCA(X, patches.Spectrum{})
	if err != nil {
		fmt.Println(err)
		return
	}
	Y, err := w.Apply(X)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("variances %.1f\n%.2f\n", w.Variances, mat.Formatted(Y))
	// Output:
	// variances [12.0 1.3]
	// ⎡ 0.87   0.87⎤
	// ⎢-0.87  -0.87⎥
	// ⎢ 0.87  -0.87⎥
	// ⎣-0.87   0.87⎦
}
