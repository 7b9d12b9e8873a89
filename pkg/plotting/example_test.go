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

// twoWells is (x² − 1)² + y² on 25×17 points.
func twoWells() plotting.Landscape {
	l := plotting.Landscape{X: make([]float64, 25), Y: make([]float64, 17), F: mat.NewDense(17, 25, nil)}
	for j := range l.X {
		l.X[j] = -1.5 + float64(j)/8
	}
	for i := range l.Y {
		l.Y[i] = -1 + float64(i)/8
		for j, x := range l.X {
			l.F.Set(i, j, (x*x-1)*(x*x-1)+l.Y[i]*l.Y[i])
		}
	}
	return l
}

// Dark is low. Max keeps the walls from taking all colours.
func ExampleHeat() {
	fig := plotting.Heat(
		plotting.Axes{Title: "Two wells", X: "y_{1}", Y: "y_{2}"},
		twoWells(),
		plotting.HeatStyle{Max: 1.5, Bar: "F(y)"},
		plotting.Series{Name: "minima", X: []float64{-1, 1}, Y: []float64{0, 0}},
	)
	plotting.Show(fig, "Two wells")
	fmt.Println(fig.Err())
	// Output: <nil>
}

// A landscape of package landscape is one of this package by conversion:
//
//	plotting.Landscape(*land)
func ExampleLandscape() {
	computed := struct {
		X, Y []float64
		F    *mat.Dense
	}{[]float64{0, 1}, []float64{0, 1}, mat.NewDense(2, 2, []float64{0, 1, 1, 2})}
	fmt.Println(plotting.Contours(plotting.Axes{}, plotting.Landscape(computed), plotting.HeatStyle{}).Err())
	// Output: <nil>
}

// Where the vectors go: here to the middle.
func ExampleVectorField() {
	x := []float64{-1, 0, 1}
	v := plotting.VectorField{X: x, Y: x,
		U: mat.NewDense(3, 3, []float64{1, 0, -1, 1, 0, -1, 1, 0, -1}),
		V: mat.NewDense(3, 3, []float64{1, 1, 1, 0, 0, 0, -1, -1, -1}),
	}
	fmt.Println(plotting.Arrows(plotting.Axes{X: "y_{1}", Y: "y_{2}"}, v).Err())
	fmt.Println(plotting.Heat(plotting.Axes{}, twoWells(), plotting.HeatStyle{Arrows: &v}).Err())
	// Output:
	// <nil>
	// <nil>
}

// Two landscapes with one scale of colours, side by side and as a film.
func ExamplePanel() {
	panels := []plotting.Panel{{Title: "λ = 0.1", Landscape: twoWells()}, {Title: "λ = 0.2", Landscape: twoWells()}}
	a, h := plotting.Axes{X: "y_{1}", Y: "y_{2}"}, plotting.HeatStyle{Max: 1.5}
	fmt.Println(plotting.Multiples(a, h, panels...).Err())

	strip, film := plotting.Sweep(a, h, panels...)
	plotting.Show(strip, "λ = 0.1 and 0.2")
	plotting.ShowAnimation(film, "λ = 0.1 and 0.2, animated")
	fmt.Println(strip.Err(), len(film.Frames))
	// Output:
	// <nil>
	// <nil> 2
}

// The picture comes first, then the view that turns.
func ExampleShowSurface() {
	a, h := plotting.Axes{X: "y_{1}", Y: "y_{2}"}, plotting.HeatStyle{Max: 1.5, Bar: "F(y)"}
	plotting.ShowSurface(a, twoWells(), h, "Two wells, as a surface")

	var page bytes.Buffer
	fmt.Println(plotting.WriteSurfaceHTML(&page, a, twoWells(), h), page.Len() < 150_000)
	// Output: <nil> true
}

// Curves that belong to values of a parameter, in the order of lightness.
func ExampleShades() {
	shades := plotting.Shades(2)
	fig := plotting.Curves(plotting.Axes{X: "y", Y: "F(y)"},
		plotting.Series{Name: "λ = 0.1", Y: []float64{2, 1, 2}, Colour: shades[0]},
		plotting.Series{Name: "λ = 0.2", Y: []float64{4, 2, 4}, Colour: shades[1]})
	fmt.Println(fig.Err())
	// Output: <nil>
}

// Two balls at two moments: a strip of both, and a film.
func ExampleTrajectories() {
	ball := func(x, y float64) plotting.Ball { return plotting.Ball{X: x, Y: y, SX: 0.5, SY: 0.5} }
	strip, film := plotting.Trajectories(plotting.Axes{X: "z_{1}", Y: "z_{2}"}, &plotting.Springs{Strength: 1},
		plotting.Moment{Title: "start", Balls: []plotting.Ball{ball(0, 0.1), ball(0.1, 0)}},
		plotting.Moment{Title: "epoch 10", Balls: []plotting.Ball{ball(-1, 1), ball(1, 0)}})
	plotting.Show(strip, "Two balls")
	plotting.ShowAnimation(film, "Two balls, animated")
	fmt.Println(strip.Err(), len(film.Frames))
	// Output: <nil> 2
}

// The picture of all codes, then the view with the images of the first two.
func ExampleShowLatent() {
	Z := mat.NewDense(3, 2, []float64{-1, 0, 1, 0.5, 0, -1})
	images := mat.NewDense(2, 4, []float64{0, 1, 1, 0, 1, 0, 0, 1})
	a, g := plotting.Axes{X: "z_{1}", Y: "z_{2}"}, plotting.Grid{H: 2, W: 2}
	plotting.ShowLatent(a, Z, []int{7, 1, 7}, images, g, "Three codes")

	var page bytes.Buffer
	fmt.Println(plotting.WriteLatentHTML(&page, a, Z, []int{7, 1, 7}, images, g), page.Len() < 40_000)
	// Output: <nil> true
}

// From one image to another, a row for each pair: Cols is the number of steps.
func ExampleStrips_interpolation() {
	row := func(from, to float64) *mat.Dense {
		X := mat.NewDense(5, 4, nil)
		for i := range 5 {
			for j := range 4 {
				X.Set(i, j, from+(to-from)*float64(i)/4)
			}
		}
		return X
	}
	fig := plotting.Strips(plotting.Grid{H: 2, W: 2, Cols: 5, Scale: 10},
		plotting.Strip{Name: "0 to 1", X: row(0, 1)}, plotting.Strip{Name: "1 to 0", X: row(1, 0)})
	fmt.Println(fig.Err())
	// Output: <nil>
}
