package plotting_test

import (
	"bytes"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/plotting"
)

// Four atoms of 2×2 pixels; the third is drawn first.
func ExampleFilters() {
	D := mat.NewDense(4, 4, []float64{
		1, 0, 0, 0,
		0, 1, 0, 0,
		0, 0, 1, 0,
		0, 0, 0, -1,
	})
	fig := plotting.Filters(D, plotting.Grid{H: 2, W: 2, Cols: 4, Scale: 20, Order: []int{2, 0, 1, 3}})
	plotting.Show(fig, "Four atoms")
	fmt.Println(fig.Size())
	// Output: 170 44
}

// What is wrong with the data is told by Err, and by all that uses the figure.
func ExampleFigure_Err() {
	D := mat.NewDense(4, 783, nil)
	fmt.Println(plotting.Filters(D, plotting.Grid{H: 28, W: 28}).Err())
	// Output: plotting: Filters: D has 783 columns; expected H·W·C = 28·28·1 = 784
}

func ExampleFigure_WriteSVG() {
	var svg bytes.Buffer
	fig := plotting.Curves(plotting.Axes{X: "update", Y: "energy"}, plotting.Series{Y: []float64{3, 2, 1.5}})
	fmt.Println(fig.WriteSVG(&svg), bytes.HasPrefix(svg.Bytes(), []byte("<?xml")))
	// Output: <nil> true
}

// Originals above, rebuilt below.
func ExamplePairs() {
	X := mat.NewDense(3, 784, nil)
	fig := plotting.Pairs(X, X, plotting.Grid{H: 28, W: 28, Scale: 2, Labels: []string{"7", "2", "1"}})
	fmt.Println(fig.Err())
	// Output: <nil>
}

// The same images rebuilt in two ways.
func ExampleStrip() {
	X, one, two := mat.NewDense(2, 9, nil), mat.NewDense(2, 9, nil), mat.NewDense(2, 9, nil)
	fig := plotting.Strips(plotting.Grid{}, plotting.Strip{Name: "digit", X: X},
		plotting.Strip{Name: "FISTA", X: one}, plotting.Strip{Name: "encoder", X: two})
	fmt.Println(fig.Err())
	// Output: <nil>
}

// A sample taken apart: 0.8·d₀ − 0.5·d₁.
func ExampleParts() {
	D := mat.NewDense(3, 4, []float64{
		1, 0, 0, 0,
		0, 1, 0, 0,
		0, 0, 1, 0,
	})
	fig := plotting.Parts([]float64{0.8, -0.5, 0, 0.1}, []float64{0.8, -0.5, 0}, D, plotting.Grid{})
	fmt.Println(fig.Err())
	// Output: <nil>
}

// Tiles that share one scale of grey, so that a weak filter looks weak.
func ExampleRange() {
	D := mat.NewDense(2, 9, []float64{1, 1, 1, 0, 0, 0, -1, -1, -1, .1, .1, .1, 0, 0, 0, -.1, -.1, -.1})
	fig := plotting.Filters(D, plotting.Grid{Range: plotting.Shared})
	fmt.Println(fig.Err())
	// Output: <nil>
}

func ExampleCurves() {
	ista, fista := []float64{3, 2, 1.5, 1.3, 1.2}, []float64{3, 1.6, 1.1, 1.02, 1.001}
	fig := plotting.Curves(
		plotting.Axes{Title: "Energy", X: "iteration", Y: "E(z_{t})", LogY: true},
		plotting.Series{Name: "ISTA", Y: ista},
		plotting.Series{Name: "FISTA", Y: fista, Dashed: true},
	)
	fmt.Println(fig.Size())
	// Output: 860 440
}

func ExampleHistogram() {
	active := []float64{18, 20, 20, 22, 25}
	fig := plotting.Histogram(
		plotting.Axes{X: "active atoms", Y: "digits", Marks: []plotting.Mark{{Name: "mean 21", At: 21, Vertical: true}}},
		0, plotting.Series{Y: active})
	fmt.Println(fig.Err())
	// Output: <nil>
}

func ExampleRow() {
	small := plotting.Axes{Width: 400, Height: 300}
	fig := plotting.Row(
		plotting.Curves(small, plotting.Series{Y: []float64{3, 2, 1}}),
		plotting.Bars(small, []string{"a", "b"}, plotting.Series{Y: []float64{1, 2}}),
	)
	fmt.Println(fig.Size())
	// Output: 824 300
}

func ExampleClaims() {
	plotting.Claims(
		plotting.Claim{Claim: "about 20 of 256 atoms are active", Measured: "19.8", Holds: true},
		plotting.Claim{Claim: "every atom is used", Measured: "255 of 256", Holds: false},
	)
	// Output:
	// claim                              measured     holds
	// about 20 of 256 atoms are active   19.8         yes
	// every atom is used                 255 of 256   no
}

func ExamplePrintf() {
	plotting.Printf("%d of %d atoms are active", 20, 256)
	// Output: 20 of 256 atoms are active
}

// The progress goes to the standard error, or to the cell's output.
func ExampleProgress() {
	bar := plotting.NewProgress("learning 256 atoms", 118)
	for i := range 118 {
		bar.Set(i+1, "objective 10.3")
	}
	bar.Done("objective 10.19 after 118 updates")
	// Output:
}

// A model draws itself; here the graph is written down.
func ExampleDiagram() {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "z", Kind: graph.Latent},
		graph.Node{Name: "Dec(z)", Kind: graph.Module},
		graph.Node{Name: "ȳ", Kind: graph.Deterministic},
		graph.Node{Name: "y", Kind: graph.Observed},
		graph.Node{Name: "C(y,ȳ)", Kind: graph.Energy},
	)
	g.Connect("z", "Dec(z)", "ȳ", "C(y,ȳ)")
	g.Connect("y", "C(y,ȳ)")
	fmt.Println(plotting.Diagram(g, plotting.DiagramStyle{Title: "An energy"}).Err())

	g.Connect("ȳ", "z")
	fmt.Println(plotting.Diagram(g, plotting.DiagramStyle{}).Err())
	// Output:
	// <nil>
	// plotting: Diagram: graph: the cycle z → Dec(z) → ȳ → z has no feedback edge; expected one
}

// The same loop as blocks and as a circuit, which shows the curve of a function.
func ExampleLook() {
	g := new(graph.Graph)
	g.Add(
		graph.Node{Name: "+", Kind: graph.Sum},
		graph.Node{Name: "relu()", Kind: graph.Module, Curve: func(v float64) float64 { return max(v, 0) }},
		graph.Node{Name: "z", Kind: graph.Latent},
	)
	g.Connect("+", "relu()", "z")
	g.Feedback("z", "+")
	for _, look := range []plotting.Look{plotting.Blocks, plotting.Circuit} {
		fmt.Println(plotting.Diagram(g, plotting.DiagramStyle{Look: look}).Err())
	}
	// Output:
	// <nil>
	// <nil>
}
