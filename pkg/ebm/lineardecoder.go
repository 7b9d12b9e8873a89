package ebm

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// LinearDecoder is ȳ = W·z with W of d×k: what the decoder adds up are the columns of W,
// in proportion to z. It serves many goroutines at a time.
//
// Where all atoms share a problem of millions of samples, sparse.Dictionary is the same and faster.
type LinearDecoder struct {
	UnitNorm bool // Normalize brings the columns of W to ℓ₂ norm 1; without, it leaves them

	f    affine
	norm spectral
}

// NewLinearDecoder copies W (d×k). The error names an entry that is not finite.
func NewLinearDecoder(W mat.Matrix) (*LinearDecoder, error) {
	f, err := newAffine(W, nil)
	if err != nil {
		return nil, err
	}
	return &LinearDecoder{f: f}, nil
}

// W returns the weights, d×k. Who changes the matrix changes the decoder.
func (dec *LinearDecoder) W() *mat.Dense { return mat.NewDense(dec.f.out, dec.f.in, dec.f.theta) }

// Dims returns d and k.
func (dec *LinearDecoder) Dims() (d, k int) { return dec.f.out, dec.f.in }

// Decode sets dst = W·z. h is not used.
func (dec *LinearDecoder) Decode(dst, _, z []float64) { dec.f.apply(dst, z) }

// Pullback sets dst = Wᵀ·u.
func (dec *LinearDecoder) Pullback(dst, _, _, u []float64) { dec.f.pull(dst, u) }

// Params returns θ: W row by row.
func (dec *LinearDecoder) Params() []float64 { return dec.f.theta }

// PullbackParams adds u·zᵀ to dst.
func (dec *LinearDecoder) PullbackParams(dst, _, z, u []float64) { dec.f.pullParams(dst, z, u) }

// Place moves θ to theta.
func (dec *LinearDecoder) Place(theta []float64) { dec.f.theta = moved(theta, dec.f.theta) }

// Normalize scales each column of W to ℓ₂ norm 1 if UnitNorm is set. A column that is
// zero stays so.
func (dec *LinearDecoder) Normalize() {
	if !dec.UnitNorm {
		return
	}
	W := dec.W()
	for j := range dec.f.in {
		var norm float64
		for i := range dec.f.out {
			norm = math.Hypot(norm, W.At(i, j))
		}
		if norm == 0 {
			continue
		}
		for i := range dec.f.out {
			W.Set(i, j, W.At(i, j)/norm)
		}
	}
}

// SquaredNorm returns ‖W‖₂². Cost: an eigendecomposition of size min(d, k) when W has
// changed, a look at W when not.
func (dec *LinearDecoder) SquaredNorm() float64 { return dec.norm.of(dec.W()) }

// Label returns Wz.
func (dec *LinearDecoder) Label() string { return "Wz" }
