package fewlabels

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
)

// Set is images with labels.
type Set struct {
	X      []float32 // n×d
	Labels []int     // n, each 0 … Classes−1
}

// Row returns image i.
func (s Set) Row(i int) []float32 {
	d := len(s.X) / len(s.Labels)
	return s.X[i*d : (i+1)*d]
}

// Subset returns copies of the images in these places.
func (s Set) Subset(places []int) Set {
	var out Set
	for _, i := range places {
		out.X, out.Labels = append(out.X, s.Row(i)...), append(out.Labels, s.Labels[i])
	}
	return out
}

// A Contestant is a learner with a name.
type Contestant struct {
	Name string
	Learner
}

// An Experiment compares learners on samples of k labelled images a class.
type Experiment struct {
	Train, Test Set   // samples are drawn from Train; accuracies are measured on Test
	Classes     int   // default 10
	PerClass    []int // the k; default 1, 3, 10, 30, 100, 300
	Repeats     int   // samples of each size; default 5
	Seed        uint64
}

func (e Experiment) withDefaults() Experiment {
	e.Classes, e.Repeats = or(e.Classes, 10), or(e.Repeats, 5)
	if e.PerClass == nil {
		e.PerClass = []int{1, 3, 10, 30, 100, 300}
	}
	return e
}

func (e Experiment) check(contestants []Contestant) error {
	if len(contestants) == 0 || e.Repeats < 1 {
		return fmt.Errorf("fewlabels: %d learners and %d repeats, expected at least one of each", len(contestants), e.Repeats)
	}
	for _, s := range []Set{e.Train, e.Test} {
		if err := check(s.X, s.Labels, e.Classes); err != nil {
			return err
		}
	}
	if a, b := len(e.Train.Row(0)), len(e.Test.Row(0)); a != b {
		return fmt.Errorf("fewlabels: training images have %d numbers, test images %d", a, b)
	}
	count := make([]int, e.Classes)
	for _, l := range e.Train.Labels {
		count[l]++
	}
	for _, k := range e.PerClass {
		for c, n := range count {
			if k < 1 || k > n {
				return fmt.Errorf("fewlabels: asked for %d images of class %d, expected 1 … %d", k, c, n)
			}
		}
	}
	return nil
}

// Sample returns places in Train of k images of each class, in random order, for
// repeat r. For the same r, a larger sample holds the smaller ones, and all learners get
// the same.
func (e Experiment) Sample(k, r int) []int {
	e = e.withDefaults()
	places := make([][]int, e.Classes)
	rng := rand.New(rand.NewPCG(e.Seed, uint64(2*r)))
	for _, i := range rng.Perm(len(e.Train.Labels)) {
		if c := e.Train.Labels[i]; len(places[c]) < k {
			places[c] = append(places[c], i)
		}
	}
	var all []int
	for j := range k {
		for c := range places {
			all = append(all, places[c][j])
		}
	}
	return all
}

// Run returns a curve for each learner. Its work is Repeats·len(PerClass) trainings a
// learner, several at a time. If ctx ends, the error is ctx.Err(). progress, if not nil,
// is called after all trainings of one size.
func (e Experiment) Run(ctx context.Context, contestants []Contestant, progress func(done, of int)) ([]Curve, error) {
	e = e.withDefaults()
	if err := e.check(contestants); err != nil {
		return nil, err
	}
	curves := make([]Curve, len(contestants))
	for i, c := range contestants {
		curves[i] = newCurve(c.Name, e.PerClass, e.Repeats)
	}
	jobs := len(contestants) * e.Repeats
	for j := range e.PerClass {
		errs := make([]error, jobs)
		kernel.Parallel(jobs, func(job int) {
			if errs[job] = ctx.Err(); errs[job] == nil {
				i, r := job/e.Repeats, job%e.Repeats
				errs[job] = e.point(&curves[i], contestants[i], j, r)
			}
		})
		for _, err := range errs {
			if err != nil {
				return nil, err
			}
		}
		if progress != nil {
			progress((j+1)*jobs, len(e.PerClass)*jobs)
		}
	}
	return curves, nil
}

// point trains c on sample r of size j and writes what it reaches.
func (e Experiment) point(to *Curve, c Contestant, j, r int) error {
	k := e.PerClass[j]
	sample := e.Train.Subset(e.Sample(k, r))
	trained, err := c.Learn(sample.X, sample.Labels, e.Classes, rand.New(rand.NewPCG(e.Seed, uint64(2*r+1))))
	if err != nil {
		return fmt.Errorf("%s, %d images a class: %w", c.Name, k, err)
	}
	to.Train[j][r] = Accuracy(trained, sample.X, sample.Labels)
	to.Test[j][r] = Accuracy(trained, e.Test.X, e.Test.Labels)
	return nil
}
