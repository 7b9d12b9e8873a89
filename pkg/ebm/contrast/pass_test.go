package contrast_test

import (
	"math"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm/contrast"
	"github.com/latentlab/latentlab/pkg/ebm/ebmtest"
)

// asSmooth is the energy as a function of y.
type asSmooth struct{ p *contrast.Pass }

func (s asSmooth) Dim() int                      { return 3 }
func (s asSmooth) Value(y []float64) float64     { return s.p.Energy(y) }
func (s asSmooth) Grad(dst, y []float64) float64 { return s.p.Grad(dst, y) }

// The gradients over y and over θ, and that of the slope along v over θ, against central
// differences.
func TestNetGradients(t *testing.T) {
	r := rng()
	for _, sizes := range [][]int{{3, 2}, {3, 5, 2}, {3, 4, 6, 1}} {
		net := newNet(t, r, sizes...)
		p := net.NewPass()
		if err := ebmtest.Smooth(asSmooth{p}, r); err != nil {
			t.Errorf("sizes %v: %v", sizes, err)
		}
		y, v, g := normal(3, r), normal(3, r), make([]float64, 3)
		grad := make([]float64, len(net.Params()))
		e := p.AddParams(grad, y, 0.7)
		if e != p.Energy(y) {
			t.Errorf("AddParams returns %v, the energy is %v", e, p.Energy(y))
		}
		compare(t, "energy", net.Params(), grad, func() float64 { return 0.7 * p.Energy(y) })
		clear(grad)
		p.AddSlope(grad, y, v, -1.3)
		compare(t, "slope", net.Params(), grad, func() float64 {
			p.Grad(g, y)
			return -1.3 * (v[0]*g[0] + v[1]*g[1] + v[2]*g[2])
		})
		before := slices.Clone(grad)
		p.AddSlope(grad, y, v, 2)
		p.AddSlope(grad, y, v, -2)
		for i := range grad {
			if math.Abs(grad[i]-before[i]) > 1e-12 {
				t.Fatalf("AddSlope does not add: entry %d went from %v to %v", i, before[i], grad[i])
			}
		}
	}
}

func TestTermsDoNotAllocate(t *testing.T) {
	Y, _ := moons(20)
	net := newNet(t, rng(), 2, 8, 4)
	p, grad, r := net.NewPass(), make([]float64, len(net.Params())), rng()
	for _, loss := range []contrast.Loss{contrast.Down{}, contrast.ContrastiveDivergence{}, contrast.Persistent{}, contrast.Denoising{}, contrast.Hinge{}} {
		term := loss.Start(Y, 1, r)
		if n := testing.AllocsPerRun(20, func() { term(grad, p, Y.RawRowView(3), 0, r) }); n > 0 {
			t.Errorf("%T allocates %v times a sample", loss, n)
		}
	}
}
