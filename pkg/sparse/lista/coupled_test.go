package lista

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/nn"
)

// The derivative by We with S + We·W held is, by the chain rule, ∂We − ∂S·Wᵀ, with the
// sum over the layers that use both.
func TestCoupledGradient(t *testing.T) {
	D, Y := problem(t, 7, 9, 100)
	Z := gauss(100, 9, seeded(5))
	for _, f := range []Form{Tied{}, Untied{}} {
		for _, weight := range [][]float64{nil, {0, 0.5, 0.25, 1}} {
			n := network[float64](t, D, 0.3, f, 3)
			stir(n)
			a, err := newData(n, Y, Codes(Z))
			if err != nil {
				t.Fatal(err)
			}
			n.pass(a, upTo(100), way{depth: 3, weight: weight})
			want := append([]float64(nil), n.params.Grad...)
			for _, s := range n.plan.layers {
				if s.map2 == none {
					continue
				}
				var move mat.Dense // ∂S·Wᵀ, k×d
				move.Mul(mat.NewDense(9, 9, append([]float64(nil), n.grad(s.map2)...)), D.Atoms())
				for i, v := range move.RawMatrix().Data {
					want[n.offset[s.map1]+i] -= v
				}
			}
			n.pass(a, upTo(100), way{depth: 3, weight: weight, coupled: true})
			for i, g := range n.params.Grad {
				if math.Abs(g-want[i]) > 1e-12 {
					t.Fatalf("%v: derivative %d is %v, expected %v", f, i, g, want[i])
				}
			}
		}
	}
}

// Where the rate of S is zero, steps leave S + We·W what it is, layer by layer too.
func TestCoupledStep(t *testing.T) {
	D, _ := problem(t, 7, 9, 1)
	for _, f := range []Form{Tied{}, Untied{}} {
		for _, layerwise := range []bool{false, true} {
			n := network[float64](t, D, 0.3, f, 3)
			s := Training[float64]{Steps: 40, Batch: 20, Coupled: true, Layerwise: layerwise, Optimizer: onlyWe{}, Schedule: nn.Constant(0.01)}
			if _, err := n.TrainFresh(t.Context(), Planted{Dict: D}, s, seeded(1), nil); err != nil {
				t.Fatal(err)
			}
			we, _, _ := ista(D)
			for l, s := range n.plan.layers {
				if mat.EqualApprox(mat.NewDense(9, 7, n.value(s.map1)), mat.NewDense(9, 7, we), 1e-3) {
					t.Errorf("%v: We of layer %d has not moved", f, l+1)
				}
				if s.map2 == none {
					continue
				}
				var sum mat.Dense
				sum.Mul(mat.NewDense(9, 7, n.value(s.map1)), D.Atoms().T())
				sum.Add(&sum, mat.NewDense(9, 9, n.value(s.map2)))
				for i, v := range sum.RawMatrix().Data {
					if want := map[bool]float64{true: 1}[i%10 == 0]; math.Abs(v-want) > 1e-12 {
						t.Fatalf("%v, layer %d: entry %d of S + We·W is %v, expected %v", f, l+1, i, v, want)
					}
				}
			}
		}
	}
}

// onlyWe moves We along its gradient, and nothing else.
type onlyWe struct{}

func (onlyWe) Step(p *nn.Params[float64], _ *nn.Memory[float64], rate float64) {
	at := 0
	for _, s := range p.Shapes {
		for range s.Size() {
			if s.Name[len(s.Name)-1] == 'e' {
				p.Value[at] -= rate * p.Grad[at]
			}
			at++
		}
	}
}
