package datasets_test

import (
	"fmt"

	"github.com/latentlab/latentlab/datasets"
)

func ExampleSampleCurve() {
	Y, err := datasets.SampleCurve(datasets.TwoMoons{}, 300, 0.1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(Y.Dims())
	// Output: 300 2
}

func ExampleEllipse() {
	y1, y2 := datasets.Ellipse{A: 3, B: 1}.At(0.25)
	fmt.Printf("%.2f %.2f\n", y1, y2)
	// Output: 0.00 1.00
}

func ExampleSpiral() {
	y1, y2 := datasets.Spiral{Turns: 2, Radius: 3}.At(0.25) // one turn, half way out
	fmt.Printf("%.2f %.2f\n", y1, y2)
	// Output: 1.50 -0.00
}

func ExampleTwoMoons() {
	for _, t := range []float64{0, 0.5} { // where each moon begins
		y1, y2 := datasets.TwoMoons{}.At(t)
		fmt.Println(y1, y2)
	}
	// Output:
	// 0.5 -0.25
	// -0.5 0.25
}

func ExampleGappedWave() {
	y1, y2 := datasets.GappedWave{Gap: 2}.At(0.5) // the right edge of the gap
	fmt.Printf("%.2f %.2f\n", y1, y2)
	// Output: 1.00 1.00
}

func ExampleCurve() {
	Y, err := datasets.TraceCurve(line{}, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(Y.RawMatrix().Data)
	// Output: [0 1 0.25 1 0.5 1 0.75 1]
}

// line is a curve of one's own.
type line struct{}

func (line) At(t float64) (y1, y2 float64) { return t, 1 }

func ExampleConditionalEllipse() {
	X, Y, err := datasets.ConditionalEllipse(200, 0.02, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(X.Dims())
	fmt.Println(Y.Dims())
	fmt.Println(datasets.EllipseAt(1))
	// Output:
	// 200 1
	// 200 2
	// {2 0.5}
}
