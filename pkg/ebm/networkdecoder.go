package ebm

import (
	"fmt"
	"math/rand/v2"
)

// NetworkDecoder is ȳ = Dec(h, z), a small network whose input is z followed by h,
//
//	a⁰ = (z, h),   aˡ = act(Wˡ·aˡ⁻¹ + bˡ),   ȳ = Wᴸ·aᴸ⁻¹ + bᴸ.
//
// θ is W¹ row by row, b¹, W², … It serves many goroutines at a time.
type NetworkDecoder struct {
	net     *network
	d, k, h int
}

// NewNetworkDecoder draws a network from rng for ȳ of d, z of k and h of h entries, 0 if
// there is no x: weights and biases from N(0, 1/inputs). The error names a length below 1
// (for h, below 0) or an activation that there is not.
func NewNetworkDecoder(d, k, h int, s NetworkSettings, rng *rand.Rand) (*NetworkDecoder, error) {
	if d < 1 || k < 1 || h < 0 {
		return nil, fmt.Errorf("ebm: a network for ȳ, z and h of %d, %d and %d entries, expected at least 1, 1 and 0", d, k, h)
	}
	net, err := newNetwork(d, k+h, s, rng)
	if err != nil {
		return nil, err
	}
	return &NetworkDecoder{net, d, k, h}, nil
}

// Dims returns d and k.
func (dec *NetworkDecoder) Dims() (d, k int) { return dec.d, dec.k }

// HDim returns the length of h, 0 if there is none.
func (dec *NetworkDecoder) HDim() int { return dec.h }

// Decode sets dst = Dec(h, z). Cost: one pass over θ.
func (dec *NetworkDecoder) Decode(dst, h, z []float64) { dec.net.output(dst, dec.input(h, z)) }

// Pullback sets dst = (∂Dec/∂z)ᵀ·u. Cost: two passes over θ.
func (dec *NetworkDecoder) Pullback(dst, h, z, u []float64) {
	mustMatch("dst", len(dst), "z", dec.k)
	s := dec.input(h, z)
	copy(dst, dec.net.backward(nil, u, s)[:dec.k])
	dec.net.pool.put(s)
}

// PullbackH sets dst = (∂Dec/∂h)ᵀ·u, zeros if the network has no h.
func (dec *NetworkDecoder) PullbackH(dst, h, z, u []float64) {
	if dec.h == 0 {
		clear(dst)
		return
	}
	mustMatch("dst", len(dst), "h", dec.h)
	s := dec.input(h, z)
	copy(dst, dec.net.backward(nil, u, s)[dec.k:])
	dec.net.pool.put(s)
}

// Params returns θ.
func (dec *NetworkDecoder) Params() []float64 { return dec.net.theta }

// PullbackParams adds (∂Dec/∂θ)ᵀ·u to dst.
func (dec *NetworkDecoder) PullbackParams(dst, h, z, u []float64) {
	mustMatch("dst", len(dst), "θ", len(dec.net.theta))
	s := dec.input(h, z)
	dec.net.backward(dst, u, s)
	dec.net.pool.put(s)
}

// Place moves θ to theta.
func (dec *NetworkDecoder) Place(theta []float64) { dec.net.place(moved(theta, dec.net.theta)) }

func (dec *NetworkDecoder) input(h, z []float64) *pass {
	mustMatch("z", len(z), "z in Dims", dec.k)
	if dec.h == 0 {
		return dec.net.input(z, nil)
	}
	mustMatch("h", len(h), "HDim", dec.h)
	return dec.net.input(z, h)
}
