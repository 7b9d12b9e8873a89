package ebm

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// LinearPredictor is h = W·x with W of n×m. It serves many goroutines at a time.
type LinearPredictor struct{ f affine }

// NewLinearPredictor copies W. The error names an entry that is not finite.
func NewLinearPredictor(W mat.Matrix) (*LinearPredictor, error) {
	f, err := newAffine(W, nil)
	if err != nil {
		return nil, err
	}
	return &LinearPredictor{f}, nil
}

// Dims returns the lengths of h and of x.
func (p *LinearPredictor) Dims() (h, x int) { return p.f.out, p.f.in }

// Predict sets dst = W·x.
func (p *LinearPredictor) Predict(dst, x []float64) { p.f.apply(dst, x) }

// Params returns θ: W row by row.
func (p *LinearPredictor) Params() []float64 { return p.f.theta }

// PullbackParams adds u·xᵀ to dst.
func (p *LinearPredictor) PullbackParams(dst, x, u []float64) { p.f.pullParams(dst, x, u) }

// PullbackX sets dst = Wᵀ·u.
func (p *LinearPredictor) PullbackX(dst, _, u []float64) { p.f.pull(dst, u) }

// Place moves θ to theta.
func (p *LinearPredictor) Place(theta []float64) { p.f.theta = moved(theta, p.f.theta) }

// Label returns Wx.
func (p *LinearPredictor) Label() string { return "Wx" }

// AffinePredictor is h = W·x + b with W of n×m and b of n entries. It serves many
// goroutines at a time.
type AffinePredictor struct{ f affine }

// NewAffinePredictor copies W and b. The error names a wrong length or an entry that is
// not finite.
func NewAffinePredictor(W mat.Matrix, b []float64) (*AffinePredictor, error) {
	if b == nil {
		return nil, fmt.Errorf("ebm: there is no b; expected a vector, or a LinearPredictor")
	}
	f, err := newAffine(W, b)
	if err != nil {
		return nil, err
	}
	return &AffinePredictor{f}, nil
}

// Dims returns the lengths of h and of x.
func (p *AffinePredictor) Dims() (h, x int) { return p.f.out, p.f.in }

// Predict sets dst = W·x + b.
func (p *AffinePredictor) Predict(dst, x []float64) { p.f.apply(dst, x) }

// Params returns θ: W row by row, then b.
func (p *AffinePredictor) Params() []float64 { return p.f.theta }

// PullbackParams adds (u·xᵀ, u) to dst.
func (p *AffinePredictor) PullbackParams(dst, x, u []float64) { p.f.pullParams(dst, x, u) }

// PullbackX sets dst = Wᵀ·u.
func (p *AffinePredictor) PullbackX(dst, _, u []float64) { p.f.pull(dst, u) }

// Place moves θ to theta.
func (p *AffinePredictor) Place(theta []float64) { p.f.theta = moved(theta, p.f.theta) }

// Label returns Wx+b.
func (p *AffinePredictor) Label() string { return "Wx+b" }
