package patches

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Spectrum says what whitening does with the eigenvalues λ₁ ≥ λ₂ ≥ … of the
// covariance of the patches. The zero value keeps all directions that have
// variance, and whitens them fully.
//
// Eigenvalues up to d·2⁻⁵²·λ₁ are rounding: their directions have no variance
// and are always dropped. Patches with their mean removed have one of these.
type Spectrum struct {
	Epsilon  float64 // ε: a direction is scaled by 1/√(λ+ε); in the units of λ, squares of those of X
	Keep     int     // keep at most so many directions, those of the largest λ; default all
	Fraction float64 // keep the fewest directions that hold this share of Σλ, in (0, 1]; default all
}

// FitPCA fits whitening along the eigenvectors V of the covariance
//
//	Σ = (X − μ)ᵀ(X − μ)/(n−1) = V·diag(λ)·Vᵀ
//	W = V_k·diag(1/√(λ+ε)),   Unwhiten = diag(√(λ+ε))·V_kᵀ
//
// X is n×d with n ≥ 2, W d×k. The components are ordered by variance and, with
// ε = 0, have the identity as covariance. The sign of each component is arbitrary.
// Cost: n·d² + O(d³).
func FitPCA(X *mat.Dense, s Spectrum) (*Whitening, error) {
	w, V, gains, err := fit(X, s)
	if err != nil {
		return nil, err
	}
	d, k := V.Dims()
	w.W, w.Unwhiten = mat.NewDense(d, k, nil), mat.NewDense(k, d, nil)
	w.W.Mul(V, mat.NewDiagDense(k, gains))
	w.Unwhiten.Mul(mat.NewDiagDense(k, inverted(gains)), V.T())
	return w, nil
}

// FitZCA fits the whitening that changes the patches least, and leaves them
// pictures: the rotation back after PCA,
//
//	W = V_k·diag(1/√(λ+ε))·V_kᵀ,   Unwhiten = V_k·diag(√(λ+ε))·V_kᵀ
//
// both d×d and symmetric. X is n×d with n ≥ 2, Σ and V as in [FitPCA]. With ε = 0
// and all directions kept the covariance of the result is the identity; with some
// dropped it is V_k·V_kᵀ.
//
// Source: Bell & Sejnowski, Vision Research 37 (1997) 3327, section 2.
func FitZCA(X *mat.Dense, s Spectrum) (*Whitening, error) {
	w, V, gains, err := fit(X, s)
	if err != nil {
		return nil, err
	}
	w.W, w.Unwhiten = sandwich(V, gains), sandwich(V, inverted(gains))
	return w, nil
}

// fit returns the mean and variances of a whitening, the kept eigenvectors (d×k)
// and their gains 1/√(λ+ε).
func fit(X *mat.Dense, s Spectrum) (w *Whitening, V *mat.Dense, gains []float64, err error) {
	if err := s.check(X); err != nil {
		return nil, nil, nil, err
	}
	n, d := X.Dims()
	mean := columnMeans(X)
	cov := covariance(X, mean)
	if total := mat.Trace(cov); math.IsNaN(total) || math.IsInf(total, 0) {
		return nil, nil, nil, fmt.Errorf("patches: the variance of %d patches is %v, expected a finite number: scale X down", n, total)
	}
	var eig mat.EigenSym
	if !eig.Factorize(cov, true) {
		return nil, nil, nil, fmt.Errorf("patches: the eigenvalues of the %d×%d covariance of %d patches did not converge", d, d, n)
	}
	lambda := eig.Values(nil) // ascending
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	k := s.kept(lambda)
	if k == 0 {
		return nil, nil, nil, fmt.Errorf("patches: all %d patches are the same, expected some variance", n)
	}
	V = mat.NewDense(d, k, nil)
	w = &Whitening{Mean: mean, Variances: make([]float64, k)}
	gains = make([]float64, k)
	for j := range k {
		from := d - 1 - j
		V.SetCol(j, mat.Col(nil, from, &vectors))
		w.Variances[j] = lambda[from]
		gains[j] = 1 / math.Sqrt(lambda[from]+s.Epsilon)
	}
	return w, V, gains, nil
}

func (s Spectrum) check(X *mat.Dense) error {
	if err := check(X); err != nil {
		return err
	}
	if n, _ := X.Dims(); n < 2 {
		return fmt.Errorf("patches: 1 patch, expected at least 2 for a covariance")
	}
	if err := checkAtLeastZero("ε", s.Epsilon); err != nil {
		return err
	}
	if s.Keep < 0 {
		return fmt.Errorf("patches: Keep is %d, expected a number ≥ 0", s.Keep)
	}
	if !(s.Fraction >= 0 && s.Fraction <= 1) {
		return fmt.Errorf("patches: Fraction is %v, expected a number from 0 to 1", s.Fraction)
	}
	return nil
}

// kept returns how many of the ascending eigenvalues to keep.
func (s Spectrum) kept(lambda []float64) int {
	d := len(lambda)
	noise := float64(d) * 0x1p-52 * lambda[d-1]
	k, sum, total := 0, 0.0, floats.Sum(lambda)
	for k < d && lambda[d-1-k] > noise {
		if s.Keep > 0 && k == s.Keep || s.Fraction > 0 && sum >= s.Fraction*total {
			break
		}
		sum += lambda[d-1-k]
		k++
	}
	return k
}

func columnMeans(X *mat.Dense) []float64 {
	n, d := X.Dims()
	mean := make([]float64, d)
	for i := range n {
		floats.Add(mean, X.RawRowView(i))
	}
	divide(mean, float64(n))
	return mean
}

// covariance returns (X − μ)ᵀ(X − μ)/(n−1), summed over blocks of rows so that
// no second copy of X is made.
func covariance(X *mat.Dense, mean []float64) *mat.SymDense {
	const rows = 512
	n, d := X.Dims()
	sum := mat.NewSymDense(d, nil)
	block := mat.NewDense(min(rows, n), d, nil)
	for i := 0; i < n; i += rows {
		part := block.Slice(0, min(rows, n-i), 0, d).(*mat.Dense)
		for r := range part.RawMatrix().Rows {
			floats.SubTo(part.RawRowView(r), X.RawRowView(i+r), mean)
		}
		sum.SymRankK(sum, 1/float64(n-1), part.T())
	}
	return sum
}

// sandwich returns V·diag(g)·Vᵀ, symmetric to the last bit.
func sandwich(V *mat.Dense, g []float64) *mat.Dense {
	d, k := V.Dims()
	scaled := mat.NewDense(d, k, nil)
	scaled.Mul(V, mat.NewDiagDense(k, g))
	out := mat.NewDense(d, d, nil)
	out.Mul(scaled, V.T())
	for i := range d {
		for j := range i {
			out.Set(i, j, out.At(j, i))
		}
	}
	return out
}

func inverted(g []float64) []float64 {
	inv := make([]float64, len(g))
	for i, x := range g {
		inv[i] = 1 / x
	}
	return inv
}
