package contrast

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Pass is a network with the space of one goroutine to go through it, forward and
// backward. Each call costs one to four times 2·len(θ) flops.
//
// The backward pass serves two ends. For layers x_l = s(a_l), a_l = W_l·x_(l−1) + b_l, and
// their derivatives along v, ẋ_l = s′(a_l)∘ȧ_l, ȧ_l = W_l·ẋ_(l−1), it starts from
// q = ∂S/∂x_L and p = ∂S/∂ẋ_L and goes down,
//
//	ȧ:  p ← s′∘p                     ∂S/∂W_l = p·ẋᵀ + q·xᵀ,   ∂S/∂b_l = q
//	a:  q ← s′∘q + s″∘ȧ∘p            then p ← W_lᵀ·p,   q ← W_lᵀ·q
//
// with S = E for q = g, p = 0, and S = vᵀ∇E for q = ġ, p = g.
// Source: Pearlmutter, Neural Computation 6 (1994), section 3.
type Pass struct {
	net    *Net
	w, b   [][]float64
	x, dx  [][]float64 // layers 0 … L and their derivatives along v
	da     [][]float64 // ȧ_l
	s1, s2 [][]float64 // s′(a_l), s″(a_l)
	p, q   [][]float64

	move, slope, trial []float64 // of chains, d entries each
}

// NewPass returns a pass through the network. It sees later changes of the parameters.
func (n *Net) NewPass() *Pass {
	p := &Pass{net: n}
	p.w, p.b = n.layers()
	for _, rows := range []*[][]float64{&p.x, &p.dx, &p.da, &p.s1, &p.s2, &p.p, &p.q} {
		for _, size := range n.sizes {
			*rows = append(*rows, make([]float64, size))
		}
	}
	for i := range p.last(p.s1) {
		p.last(p.s1)[i] = 1
	}
	p.move, p.slope, p.trial = make([]float64, n.Dim()), make([]float64, n.Dim()), make([]float64, n.Dim())
	return p
}

// Energy returns E(y).
func (p *Pass) Energy(y []float64) float64 {
	p.forward(y)
	return p.energy()
}

// Grad sets dst = ∂E/∂y (d) and returns E(y).
func (p *Pass) Grad(dst, y []float64) float64 {
	mustMatch("dst", len(dst), "y", len(y))
	p.forward(y)
	p.seed(1, 0)
	p.back(nil, false)
	copy(dst, p.q[0])
	return p.energy()
}

// AddParams adds c·∂E/∂θ at y to dst, which has the length of θ, and returns E(y).
func (p *Pass) AddParams(dst, y []float64, c float64) float64 {
	mustMatch("dst", len(dst), "θ", len(p.net.theta))
	p.forward(y)
	p.seed(c, 0)
	p.back(dst, false)
	return p.energy()
}

// AddSlope adds c·∂(vᵀ∂E/∂y)/∂θ at y to dst, which has the length of θ: how the slope of E
// along v (d) depends on the parameters.
func (p *Pass) AddSlope(dst, y, v []float64, c float64) {
	mustMatch("dst", len(dst), "θ", len(p.net.theta))
	mustMatch("v", len(v), "y", len(y))
	p.forward(y)
	p.along(v)
	p.seed(0, c)
	p.back(dst, true)
}

func (p *Pass) energy() float64 { return kernel.Dot(p.last(p.x), p.last(p.x)) / 2 }

func (p *Pass) last(v [][]float64) []float64 { return v[len(v)-1] }

// forward fills x, and s′ and s″ of the hidden layers.
func (p *Pass) forward(y []float64) {
	mustMatch("y", len(y), "the network's input", p.net.Dim())
	copy(p.x[0], y)
	for l := 1; l < len(p.x); l++ {
		x := p.x[l]
		copy(x, p.b[l-1])
		p.apply(x, p.x[l-1], l, 1)
		if l == len(p.x)-1 {
			break // the last layer has s(a) = a
		}
		for i, a := range x {
			x[i], p.s1[l][i], p.s2[l][i] = softplus(a)
		}
	}
}

// apply sets dst = W_l·v + beta·dst.
func (p *Pass) apply(dst, v []float64, l int, beta float64) {
	kernel.Gemv(false, len(dst), len(v), 1, p.w[l-1], len(v), v, beta, dst)
}

// pull sets dst = W_lᵀ·u.
func (p *Pass) pull(dst, u []float64, l int) {
	kernel.Gemv(true, len(u), len(dst), 1, p.w[l-1], len(dst), u, 0, dst)
}

// softplus returns log(1 + eᵃ) and its first two derivatives.
func softplus(a float64) (s, s1, s2 float64) {
	e := math.Exp(-math.Abs(a))
	s1 = 1 / (1 + e)
	if a < 0 {
		s1 = e / (1 + e)
	}
	return max(a, 0) + math.Log1p(e), s1, s1 * (1 - s1)
}

// along fills the derivatives along v.
func (p *Pass) along(v []float64) {
	copy(p.dx[0], v)
	for l := 1; l < len(p.dx); l++ {
		p.apply(p.da[l], p.dx[l-1], l, 0)
		for i, a := range p.da[l] {
			p.dx[l][i] = p.s1[l][i] * a
		}
	}
}

// seed sets q and p of the last layer for S = energy·E + slope·vᵀ∇E.
func (p *Pass) seed(energy, slope float64) {
	q, pp := p.last(p.q), p.last(p.p)
	for i, g := range p.last(p.x) {
		q[i] = energy * g
		if slope != 0 {
			q[i] += slope * p.last(p.dx)[i]
			pp[i] = slope * g
		}
	}
}

// back goes down from the seeds, adding ∂S/∂θ to dst where there is one. Afterwards q[0]
// is ∂S/∂y.
func (p *Pass) back(dst []float64, along bool) {
	end := len(dst)
	for l := len(p.x) - 1; l > 0; l-- {
		for i := range p.q[l] {
			p.q[l][i] *= p.s1[l][i]
			if along {
				p.q[l][i] += p.s2[l][i] * p.da[l][i] * p.p[l][i]
				p.p[l][i] *= p.s1[l][i]
			}
		}
		if dst != nil {
			start := end - len(p.w[l-1]) - len(p.b[l-1])
			p.addLayer(dst[start:end], l, along)
			end = start
		}
		p.pull(p.q[l-1], p.q[l], l)
		if along {
			p.pull(p.p[l-1], p.p[l], l)
		}
	}
}

// addLayer adds ∂S/∂W_l and ∂S/∂b_l to dst.
func (p *Pass) addLayer(dst []float64, l int, along bool) {
	weights, below := dst[:len(p.w[l-1])], len(p.x[l-1])
	kernel.Ger(1, p.q[l], p.x[l-1], weights, below)
	if along {
		kernel.Ger(1, p.p[l], p.dx[l-1], weights, below)
	}
	kernel.Axpy(1, p.q[l], dst[len(weights):])
}

// mustMatch panics with both lengths where they differ.
func mustMatch(a string, na int, b string, nb int) {
	if na != nb {
		panic(fmt.Sprintf("contrast: length of %s is %d, length of %s is %d", a, na, b, nb))
	}
}
