package lista

import (
	"fmt"

	"github.com/latentlab/latentlab/pkg/sparse"
)

// Tanh is the encoder of predictive sparse decomposition, one smooth layer:
//
//	z = g ∘ tanh(We·y + b)
//
// Learned: We (k×d), b (k), and a gain g (k). They begin at Wᵀ, 0 and 1. Cost: d·k
// multiply-adds a sample. Its codes have no zeros.
//
// Source: Kavukcuoglu, Ranzato & LeCun, 2008 (arXiv 1010.3467), section 2.2; the
// baseline of Gregor & LeCun, ICML 2010, section 3.1.
type Tanh struct{}

func (Tanh) String() string { return "g·tanh" }

func (Tanh) plan(D *sparse.Dictionary, _ float64, layers int) (*plan, error) {
	if layers != 1 {
		return nil, fmt.Errorf("lista: %d layers of tanh, expected 1", layers)
	}
	d, k := D.Dims()
	p := &plan{kind: tanhKind}
	l := slots{map1: p.add("We", D.Atoms().RawMatrix().Data, false, k, d), map2: none}
	l.theta = p.add("b", filled(k, 0), false, k)
	l.gain = p.add("gain", filled(k, 1), false, k)
	p.layers = []slots{l}
	return p, nil
}
