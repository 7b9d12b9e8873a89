package conv

import (
	"math"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// linear is a decoder that is linear in z.
type linear interface {
	ebm.Decoder
	ebm.Linear
}

// pulled is the decoder [W; √α·I]: under the squared error with [y; √α·z̄] it adds
// α/2·‖z − z̄‖².
type pulled struct {
	linear
	root float64 // √α
}

// newPulled returns the decoder, and the picture y followed by √α·z̄.
func newPulled(W linear, y, target []float64, alpha float64) (*pulled, []float64) {
	p := &pulled{W, math.Sqrt(alpha)}
	both := append([]float64(nil), y...)
	for _, v := range target {
		both = append(both, p.root*v)
	}
	return p, both
}

func (p *pulled) Dims() (d, k int) {
	d, k = p.linear.Dims()
	return d + k, k
}

func (p *pulled) Decode(dst, h, z []float64) {
	d := len(dst) - len(z)
	p.linear.Decode(dst[:d], h, z)
	for i, v := range z {
		dst[d+i] = p.root * v
	}
}

func (p *pulled) Pullback(dst, h, z, u []float64) {
	d := len(u) - len(dst)
	p.linear.Pullback(dst, h, z, u[:d])
	for i, v := range u[d:] {
		dst[i] += p.root * v
	}
}

// SquaredNorm returns ‖W‖₂² + α.
func (p *pulled) SquaredNorm() float64 { return p.linear.SquaredNorm() + p.root*p.root }
