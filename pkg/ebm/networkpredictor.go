package ebm

import "math/rand/v2"

// NetworkPredictor is h = Pred(x), a small network with the layers of [NetworkDecoder] and
// x for its input. It serves many goroutines at a time.
type NetworkPredictor struct {
	net  *network
	h, x int
}

// NewNetworkPredictor draws a network from rng for h of h and x of x entries, as
// [NewNetworkDecoder] does. The error names a length below 1 or an activation that there is not.
func NewNetworkPredictor(h, x int, s NetworkSettings, rng *rand.Rand) (*NetworkPredictor, error) {
	net, err := newNetwork(h, x, s, rng)
	if err != nil {
		return nil, err
	}
	return &NetworkPredictor{net, h, x}, nil
}

// Dims returns the lengths of h and of x.
func (p *NetworkPredictor) Dims() (h, x int) { return p.h, p.x }

// Predict sets dst = Pred(x). Cost: one pass over θ.
func (p *NetworkPredictor) Predict(dst, x []float64) { p.net.output(dst, p.input(x)) }

// Params returns θ.
func (p *NetworkPredictor) Params() []float64 { return p.net.theta }

// PullbackParams adds (∂Pred/∂θ)ᵀ·u to dst. Cost: two passes over θ.
func (p *NetworkPredictor) PullbackParams(dst, x, u []float64) {
	mustMatch("dst", len(dst), "θ", len(p.net.theta))
	s := p.input(x)
	p.net.backward(dst, u, s)
	p.net.pool.put(s)
}

// PullbackX sets dst = (∂Pred/∂x)ᵀ·u.
func (p *NetworkPredictor) PullbackX(dst, x, u []float64) {
	mustMatch("dst", len(dst), "x", p.x)
	s := p.input(x)
	copy(dst, p.net.backward(nil, u, s))
	p.net.pool.put(s)
}

// Place moves θ to theta.
func (p *NetworkPredictor) Place(theta []float64) { p.net.place(moved(theta, p.net.theta)) }

func (p *NetworkPredictor) input(x []float64) *pass {
	mustMatch("x", len(x), "x in Dims", p.x)
	return p.net.input(x, nil)
}
