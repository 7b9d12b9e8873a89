package fewlabels

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A Learner learns to tell classes from rows x (n×d) and their labels, 0 … classes−1.
// All that is random comes from rng. The inputs are not changed; with the same rng the
// result is the same, bit for bit.
type Learner interface {
	Learn(x []float32, labels []int, classes int, rng *rand.Rand) (Classifier, error)
}

// A Classifier sets dst to the labels that it gives to the rows of x, len(dst)×d.
type Classifier interface{ Classify(dst []int, x []float32) }

// Accuracy returns the share of rows of x that c gives their labels.
func Accuracy(c Classifier, x []float32, labels []int) float64 {
	said := make([]int, len(labels))
	c.Classify(said, x)
	right := 0
	for i, l := range labels {
		if said[i] == l {
			right++
		}
	}
	return float64(right) / float64(len(labels))
}

// check refuses rows and labels that nothing can be learned from.
func check(x []float32, labels []int, classes int) error {
	if classes < 2 || len(labels) == 0 || len(x) == 0 || len(x)%len(labels) != 0 {
		return fmt.Errorf("fewlabels: %d numbers, %d labels and %d classes, expected whole rows, one a label, and at least 2 classes", len(x), len(labels), classes)
	}
	for i, l := range labels {
		if l < 0 || l >= classes {
			return fmt.Errorf("fewlabels: label %d is %d, expected 0 … %d", i, l, classes-1)
		}
	}
	for i, v := range x {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("fewlabels: number %d of row %d is %v, expected finite numbers", i%(len(x)/len(labels)), i/(len(x)/len(labels)), v)
		}
	}
	return nil
}

// checkDecay refuses what is no strength of a penalty.
func checkDecay(v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("fewlabels: Decay is %v, expected a finite number ≥ 0", v)
	}
	return nil
}

// or returns v, or its default where it is 0.
func or[T int | float64](v, standard T) T {
	if v == 0 {
		return standard
	}
	return v
}
