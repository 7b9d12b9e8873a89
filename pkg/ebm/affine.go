package ebm

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// affine is W·a + b with W of out×in. θ is W row by row, then b; without b, W alone.
type affine struct {
	out, in int
	theta   []float64
}

func (f *affine) weights() []float64 { return f.theta[:f.out*f.in] }

func (f *affine) bias() []float64 { return f.theta[f.out*f.in:] }

// apply sets dst = W·a + b.
func (f *affine) apply(dst, a []float64) {
	mustMatch("dst", len(dst), "a column of W", f.out)
	mustMatch("the input", len(a), "a row of W", f.in)
	beta := 0.0
	if b := f.bias(); len(b) > 0 {
		copy(dst, b)
		beta = 1
	}
	kernel.Gemv(false, f.out, f.in, 1, f.weights(), f.in, a, beta, dst)
}

// pull sets dst = Wᵀ·u.
func (f *affine) pull(dst, u []float64) {
	mustMatch("dst", len(dst), "a row of W", f.in)
	mustMatch("u", len(u), "a column of W", f.out)
	kernel.Gemv(true, f.out, f.in, 1, f.weights(), f.in, u, 0, dst)
}

// pullParams adds u·aᵀ to the place of W in dst, and u to that of b.
func (f *affine) pullParams(dst, a, u []float64) {
	mustMatch("dst", len(dst), "θ", len(f.theta))
	mustMatch("the input", len(a), "a row of W", f.in)
	mustMatch("u", len(u), "a column of W", f.out)
	g := affine{f.out, f.in, dst}
	kernel.Ger(1, u, a, g.weights(), f.in)
	if b := g.bias(); len(b) > 0 {
		kernel.Axpy(1, u, b)
	}
}

// newAffine copies W (out×in) and b (out, or nil). The error names what is wrong with them.
func newAffine(W mat.Matrix, b []float64) (affine, error) {
	rows, err := flat("W", W)
	if err != nil {
		return affine{}, err
	}
	out, in := W.Dims()
	if b != nil && len(b) != out {
		return affine{}, fmt.Errorf("ebm: b has %d entries, W has %d rows", len(b), out)
	}
	if err := Finite("b", b); err != nil {
		return affine{}, err
	}
	return affine{out, in, append(rows, b...)}, nil
}

// flat returns a copy of a matrix, row by row, or an error that names an entry which is not
// finite, or a matrix without entries.
func flat(name string, m mat.Matrix) ([]float64, error) {
	if m == nil {
		return nil, fmt.Errorf("ebm: there is no %s, expected a matrix", name)
	}
	r, c := m.Dims()
	if r == 0 || c == 0 {
		return nil, fmt.Errorf("ebm: %s is %d×%d, expected at least 1×1", name, r, c)
	}
	v := make([]float64, 0, r*c)
	for i := range r {
		for j := range c {
			v = append(v, m.At(i, j))
		}
		if err := Finite(fmt.Sprintf("%s[%d]", name, i), v[i*c:]); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// AffineDecoder is ȳ = W·z + b with W of d×k and b of d entries. It serves many goroutines
// at a time.
type AffineDecoder struct{ f affine }

// NewAffineDecoder copies W (d×k) and b (d). The error names a wrong length or an entry
// that is not finite.
func NewAffineDecoder(W mat.Matrix, b []float64) (*AffineDecoder, error) {
	if b == nil {
		return nil, fmt.Errorf("ebm: there is no b; expected a vector, or a LinearDecoder")
	}
	f, err := newAffine(W, b)
	if err != nil {
		return nil, err
	}
	return &AffineDecoder{f}, nil
}

// Dims returns d and k.
func (dec *AffineDecoder) Dims() (d, k int) { return dec.f.out, dec.f.in }

// Decode sets dst = W·z + b. h is not used.
func (dec *AffineDecoder) Decode(dst, _, z []float64) { dec.f.apply(dst, z) }

// Pullback sets dst = Wᵀ·u.
func (dec *AffineDecoder) Pullback(dst, _, _, u []float64) { dec.f.pull(dst, u) }

// Params returns θ: W row by row, then b.
func (dec *AffineDecoder) Params() []float64 { return dec.f.theta }

// PullbackParams adds (u·zᵀ, u) to dst.
func (dec *AffineDecoder) PullbackParams(dst, _, z, u []float64) { dec.f.pullParams(dst, z, u) }

// Place moves θ to theta.
func (dec *AffineDecoder) Place(theta []float64) { dec.f.theta = moved(theta, dec.f.theta) }

// Label returns Wz+b.
func (dec *AffineDecoder) Label() string { return "Wz+b" }
