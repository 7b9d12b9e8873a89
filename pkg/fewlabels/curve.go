package fewlabels

import (
	"fmt"

	"gonum.org/v1/gonum/stat"
)

// A Curve is what a learner reached: shares of right answers, for each number of
// labels a class and each sample.
type Curve struct {
	Name        string
	PerClass    []int
	Test, Train [][]float64 // len(PerClass)×Repeats; on test images, and on the sample itself
}

func newCurve(name string, perClass []int, repeats int) Curve {
	c := Curve{Name: name, PerClass: perClass, Test: make([][]float64, len(perClass)), Train: make([][]float64, len(perClass))}
	for i := range perClass {
		c.Test[i], c.Train[i] = make([]float64, repeats), make([]float64, repeats)
	}
	return c
}

// Mean returns the mean accuracy on test images and its standard deviation over the
// samples, for each number of labels.
func (c Curve) Mean() (mean, sd []float64) { return moments(c.Test) }

// Over returns by how much c is above d, on the same samples: the mean of the differences
// and their standard deviation. It panics where the curves are not of one experiment.
func (c Curve) Over(d Curve) (mean, sd []float64) {
	if len(c.Test) != len(d.Test) {
		panic(fmt.Sprintf("fewlabels: curves of %d and %d points", len(c.Test), len(d.Test)))
	}
	diff := make([][]float64, len(c.Test))
	for i := range diff {
		if len(c.Test[i]) != len(d.Test[i]) {
			panic(fmt.Sprintf("fewlabels: curves of %d and %d samples", len(c.Test[i]), len(d.Test[i])))
		}
		for r, v := range c.Test[i] {
			diff[i] = append(diff[i], v-d.Test[i][r])
		}
	}
	return moments(diff)
}

func moments(rows [][]float64) (mean, sd []float64) {
	for _, r := range rows {
		m, s := stat.MeanStdDev(r, nil)
		if len(r) < 2 {
			s = 0
		}
		mean, sd = append(mean, m), append(sd, s)
	}
	return mean, sd
}
