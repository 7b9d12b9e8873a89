package sparse_test

import (
	"fmt"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/sparse"
)

// describe returns the texts of the nodes, and the edges, those of feedback with ⇠.
func describe(p *ebm.Problem) string {
	g := sparse.ISTA{}.Graph(p)
	if err := g.Check(); err != nil {
		return err.Error()
	}
	var words []string
	for _, n := range g.Nodes {
		words = append(words, n.Text())
	}
	for _, e := range g.Edges {
		arrow := "→"
		if e.Feedback {
			arrow = "⇠"
		}
		words = append(words, e.From+arrow+e.To)
	}
	return strings.Join(words, " ")
}

// Another problem, another loop.
func TestISTAGraph(t *testing.T) {
	D, err := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 3, 4}))
	if err != nil {
		t.Fatal(err)
	}
	y := []float64{1, 2}
	model := sparse.Model(D, 0.1)
	for _, c := range []struct {
		name  string
		reg   ebm.Regularizer
		cost  ebm.Cost
		want  string
		curve bool
	}{
		{"lasso", ebm.L1{}, ebm.SquaredError{}, "Y W_{e} + sh() Z  S Y→W_{e} W_{e}→+ +→prox prox→Z Z→out Z⇠S S⇠+", true},
		{"L0", ebm.L0{}, ebm.SquaredError{}, "Y W_{e} + prox_{λR/L}() Z  S Y→W_{e} W_{e}→+ +→prox prox→Z Z→out Z⇠S S⇠+", true},
		{"groups", ebm.GroupL1{}, ebm.SquaredError{}, "Y W_{e} + prox_{λR/L}() Z  S Y→W_{e} W_{e}→+ +→prox prox→Z Z→out Z⇠S S⇠+", false},
		{"free", nil, ebm.SquaredError{}, "Y W_{e} + Z  S Y→W_{e} W_{e}→+ +→Z Z→out Z⇠S S⇠+", false},
		{"another cost", ebm.L1{}, other{}, "Y z−f′(z)/L sh() Z  Y→z−f′(z)/L z−f′(z)/L→prox prox→Z Z→out Z⇠z−f′(z)/L", true},
	} {
		model.Reg, model.Cost = c.reg, c.cost
		p, err := model.Problem(nil, y)
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(p); got != c.want {
			t.Errorf("%s: %s; expected %s", c.name, got, c.want)
		}
		g := sparse.ISTA{}.Graph(p)
		if i := g.Index("prox"); i >= 0 && (g.Nodes[i].Curve != nil) != c.curve {
			t.Errorf("%s: there is a curve: %v; expected %v", c.name, !c.curve, c.curve)
		}
	}
}

// other is a cost that is not ebm.SquaredError.
type other struct{ ebm.SquaredError }

// The loop of the lecture's Figure 2, as the method describes it.
func ExampleISTA_Graph() {
	D, _ := sparse.NewDictionary(mat.NewDense(2, 2, []float64{1, 0, 3, 4}))
	p, _ := sparse.Lasso(D, []float64{1, 2}, 0.1)
	for _, e := range (sparse.ISTA{}).Graph(p).Edges {
		fmt.Println(e.From, "→", e.To, e.Feedback)
	}
	// Output:
	// Y → W_{e} false
	// W_{e} → + false
	// + → prox false
	// prox → Z false
	// Z → out false
	// Z → S true
	// S → + true
}
