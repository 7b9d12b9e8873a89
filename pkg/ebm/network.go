package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Activation is the function between the layers of a network.
type Activation int

const (
	Tanh     Activation = iota // tanh(s)
	Softplus                   // log(1 + exp(s))
)

// apply sets each a_i to act(a_i).
func (act Activation) apply(a []float64) {
	for i, s := range a {
		if act == Tanh {
			a[i] = math.Tanh(s)
		} else {
			a[i] = max(s, 0) + math.Log1p(math.Exp(-math.Abs(s)))
		}
	}
}

// scale multiplies u_i by the slope at a unit whose output is a_i.
func (act Activation) scale(u, a []float64) {
	for i, v := range a {
		if act == Tanh {
			u[i] *= (1 - v) * (1 + v)
		} else {
			u[i] *= -math.Expm1(-v) // 1 − exp(−softplus(s)) = σ(s)
		}
	}
}

// NetworkSettings say what a network is made of.
type NetworkSettings struct {
	Hidden     []int      // units of each hidden layer; default one layer of 32
	Activation Activation // default Tanh
}

// network is a chain of affine layers with an activation between them. θ is the layers'
// θ, one after another. Scratch is its own, so that many goroutines can use it.
type network struct {
	layers []affine
	act    Activation
	theta  []float64
	pool   spare[pass]
}

// pass is the scratch of one way through a network and back.
type pass struct {
	a       [][]float64 // a[l] goes into layer l
	u, back []float64   // the gradient above a layer and below it
}

// newNetwork draws weights and biases from N(0, 1/inputs).
// Source: LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, eq. 16.
func newNetwork(out, in int, s NetworkSettings, rng *rand.Rand) (*network, error) {
	hidden := s.Hidden
	if len(hidden) == 0 {
		hidden = []int{32}
	}
	sizes := append(append([]int{in}, hidden...), out)
	for _, n := range sizes {
		if n < 1 {
			return nil, fmt.Errorf("ebm: a network with layers of %v units, expected at least 1 each", sizes)
		}
	}
	switch {
	case s.Activation != Tanh && s.Activation != Softplus:
		return nil, fmt.Errorf("ebm: Activation is %d, expected Tanh or Softplus", int(s.Activation))
	case rng == nil:
		return nil, fmt.Errorf("ebm: no rng to draw a network's weights from")
	}
	n := &network{act: s.Activation}
	total := 0
	for l := range sizes[1:] {
		n.layers = append(n.layers, affine{out: sizes[l+1], in: sizes[l]})
		total += sizes[l+1] * (sizes[l] + 1)
	}
	n.place(make([]float64, total))
	for _, f := range n.layers {
		for i := range f.theta {
			f.theta[i] = rng.NormFloat64() / math.Sqrt(float64(f.in))
		}
	}
	n.pool.make = n.scratch
	return n, nil
}

// place makes the layers use theta, whatever is in it.
func (n *network) place(theta []float64) {
	n.theta = theta
	for l := range n.layers {
		f := &n.layers[l]
		size := f.out * (f.in + 1)
		f.theta, theta = theta[:size:size], theta[size:]
	}
}

func (n *network) scratch() *pass {
	s, widest := new(pass), 0
	for _, f := range n.layers {
		s.a = append(s.a, make([]float64, f.in))
		widest = max(widest, f.in, f.out)
	}
	s.u, s.back = make([]float64, widest), make([]float64, widest)
	return s
}

// input returns scratch with the input in place: first a, then b.
func (n *network) input(a, b []float64) *pass {
	s := n.pool.get()
	copy(s.a[0], a)
	copy(s.a[0][len(a):], b)
	return s
}

// forward runs the hidden layers. The output is up to the last layer.
func (n *network) forward(s *pass) {
	for l, f := range n.layers[:len(n.layers)-1] {
		f.apply(s.a[l+1], s.a[l])
		n.act.apply(s.a[l+1])
	}
}

// output sets dst to the network's value.
func (n *network) output(dst []float64, s *pass) {
	n.forward(s)
	n.layers[len(n.layers)-1].apply(dst, s.a[len(s.a)-1])
	n.pool.put(s)
}

// backward takes the gradient u over the output back to the input and returns it, valid
// until s is used again. Where dst is not nil, it adds the gradient over θ to it.
func (n *network) backward(dst, u []float64, s *pass) []float64 {
	n.forward(s)
	end := len(n.theta)
	for l := len(n.layers) - 1; l >= 0; l-- {
		f := &n.layers[l]
		start := end - len(f.theta)
		if dst != nil {
			f.pullParams(dst[start:end], s.a[l], u)
		}
		below := s.back[:f.in]
		f.pull(below, u)
		if l > 0 {
			n.act.scale(below, s.a[l])
		}
		u, s.u, s.back, end = below, s.back, s.u, start
	}
	return u
}
