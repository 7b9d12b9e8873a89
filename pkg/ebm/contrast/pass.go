package contrast

import (
	"fmt"
	"math"
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
	p.w, p.b = n.layers(n.theta)
	for _, rows := range []*[][]float64{&p.x, &p.dx, &p.da, &p.s1, &p.s2, &p.p, &p.q} {
		for _, size := range n.sizes {
			*rows = append(*rows, make([]float64, size))
		}
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

func (p *Pass) energy() float64 { return dot(p.last(p.x), p.last(p.x)) / 2 }

func (p *Pass) last(v [][]float64) []float64 { return v[len(v)-1] }

// forward fills x, and s′ and s″ of the hidden layers.
func (p *Pass) forward(y []float64) {
	mustMatch("y", len(y), "the network's input", p.net.Dim())
	copy(p.x[0], y)
	for l := 1; l < len(p.x); l++ {
		in, hidden := p.x[l-1], l < len(p.x)-1
		for i := range p.x[l] {
			a := p.b[l-1][i] + dot(p.w[l-1][i*len(in):(i+1)*len(in)], in)
			if hidden {
				p.x[l][i], p.s1[l][i], p.s2[l][i] = softplus(a)
			} else {
				p.x[l][i], p.s1[l][i], p.s2[l][i] = a, 1, 0
			}
		}
	}
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
		in := p.dx[l-1]
		for i := range p.dx[l] {
			p.da[l][i] = dot(p.w[l-1][i*len(in):(i+1)*len(in)], in)
			p.dx[l][i] = p.s1[l][i] * p.da[l][i]
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
	for l := len(p.x) - 1; l > 0; l-- {
		q, below := p.q[l], len(p.x[l-1])
		for i := range q {
			q[i] *= p.s1[l][i]
			if along {
				q[i] += p.s2[l][i] * p.da[l][i] * p.p[l][i]
				p.p[l][i] *= p.s1[l][i]
			}
		}
		if dst != nil {
			n := len(q) * (below + 1)
			end := len(dst)
			p.addLayer(dst[end-n:end], l, along)
			dst = dst[:end-n]
		}
		clear(p.q[l-1])
		clear(p.p[l-1])
		for i, qi := range q {
			row := p.w[l-1][i*below : (i+1)*below]
			axpy(p.q[l-1], qi, row)
			if along {
				axpy(p.p[l-1], p.p[l][i], row)
			}
		}
	}
}

// addLayer adds ∂S/∂W_l and ∂S/∂b_l to dst.
func (p *Pass) addLayer(dst []float64, l int, along bool) {
	below := len(p.x[l-1])
	biases := dst[len(p.q[l])*below:]
	for i, qi := range p.q[l] {
		row := dst[i*below : (i+1)*below]
		axpy(row, qi, p.x[l-1])
		if along {
			axpy(row, p.p[l][i], p.dx[l-1])
		}
		biases[i] += qi
	}
}

func dot(a, b []float64) float64 {
	var s float64
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// axpy adds c·v to dst.
func axpy(dst []float64, c float64, v []float64) {
	for i, x := range v {
		dst[i] += c * x
	}
}

// mustMatch panics with both lengths where they differ.
func mustMatch(a string, na int, b string, nb int) {
	if na != nb {
		panic(fmt.Sprintf("contrast: length of %s is %d, length of %s is %d", a, na, b, nb))
	}
}
