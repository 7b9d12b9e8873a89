package fewlabels_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/pkg/fewlabels"
)

// dots returns n pictures of 6×6 pixels: a dot of one of two shapes, anywhere.
func dots(n int, seed uint64) fewlabels.Set {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := fewlabels.Set{X: make([]float32, n*36), Labels: make([]int, n)}
	for i := range n {
		y, x := rng.IntN(5), rng.IntN(5)
		row := s.X[i*36:]
		row[y*6+x] = 1
		if s.Labels[i] = i % 2; i%2 == 0 {
			row[y*6+x+1] = 1 // a level pair
		} else {
			row[(y+1)*6+x] = 1 // an upright one
		}
	}
	return s
}

// Pixels say nothing about a shape that may be anywhere; filters that know the two
// shapes say all, from one labelled picture of each.
func Example() {
	net := fewlabels.Net{H: 6, W: 6, Maps: 2, Size: 2, Pool: 5}
	stage := []float32{1, 1, -1, -1, 1, -1, 1, -1, 0, 0, 1, 1} // two filters of 2×2, biases, gains
	e := fewlabels.Experiment{Train: dots(40, 1), Test: dots(200, 2), Classes: 2, PerClass: []int{1, 10}, Repeats: 3}
	curves, err := e.Run(context.Background(), []fewlabels.Contestant{
		{Name: "pixels", Learner: fewlabels.Logistic{}},
		{Name: "filters", Learner: fewlabels.Frozen{Net: net, Stage: stage}},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range curves {
		mean, _ := c.Mean()
		fmt.Printf("%-8s %.2f %.2f\n", c.Name, mean[0], mean[1])
	}
	over, _ := curves[1].Over(curves[0])
	fmt.Println(over[0] > 0.1)
	// Output:
	// pixels   0.51 0.48
	// filters  0.95 1.00
	// true
}

func ExampleNetwork() {
	train, test := dots(60, 1), dots(200, 2)
	l := fewlabels.Network{Net: fewlabels.Net{H: 6, W: 6, Maps: 4, Size: 2, Pool: 5}}
	trained, err := l.Learn(train.X, train.Labels, 2, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fewlabels.Accuracy(trained, test.X, test.Labels) > 0.9)
	// Output: true
}
