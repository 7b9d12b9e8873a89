package fewlabels

import (
	"context"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func barsExperiment() Experiment {
	return Experiment{Train: bars(60, 1), Test: bars(30, 2), Classes: 3, PerClass: []int{1, 4}, Repeats: 3, Seed: 8}
}

func contestants() []Contestant {
	return []Contestant{{"pixels", Logistic{}}, {"network", Network{Net: small, Steps: 40}}}
}

// TestSamplesGrow: k of each class, no image twice, small samples inside larger ones.
func TestSamplesGrow(t *testing.T) {
	e := barsExperiment()
	var before []int
	for _, k := range []int{1, 4, 20} {
		s := e.Sample(k, 2)
		count := make([]int, 3)
		for _, i := range s {
			count[e.Train.Labels[i]]++
		}
		if !slices.Equal(count, []int{k, k, k}) {
			t.Errorf("%d a class: the sample has %v", k, count)
		}
		sorted := slices.Compact(slices.Sorted(slices.Values(s)))
		if len(sorted) != len(s) {
			t.Errorf("%d a class: an image comes twice", k)
		}
		if !slices.Equal(s[:len(before)], before) {
			t.Errorf("%d a class: the sample does not begin with the smaller one", k)
		}
		before = s
	}
	if slices.Equal(e.Sample(4, 0), e.Sample(4, 1)) {
		t.Error("two repeats have the same sample")
	}
}

func TestRunIsTheSameWhateverGOMAXPROCS(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var want []Curve
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		got, err := barsExperiment().Run(context.Background(), contestants(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("GOMAXPROCS=%d: %v, with one processor %v", procs, got, want)
		}
	}
}

// TestRunIsItsLearners: a point of the curve is one training on Sample.
func TestRunIsItsLearners(t *testing.T) {
	e := barsExperiment()
	calls := 0
	curves, err := e.Run(context.Background(), contestants(), func(done, of int) {
		if calls++; done != 6*calls || of != 12 {
			t.Errorf("progress %d of %d at call %d", done, of, calls)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	s := e.Train.Subset(e.Sample(4, 1))
	trained, err := Logistic{}.Learn(s.X, s.Labels, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := curves[0].Test[1][1], Accuracy(trained, e.Test.X, e.Test.Labels); got != want {
		t.Errorf("accuracy %v, by hand %v", got, want)
	}
	if got, want := curves[0].Train[1][1], Accuracy(trained, s.X, s.Labels); got != want {
		t.Errorf("accuracy on the sample %v, by hand %v", got, want)
	}
}

func TestRunErrors(t *testing.T) {
	ok := barsExperiment()
	few, wide, none := ok, ok, ok
	few.PerClass = []int{1, 21}
	wide.Test.X = wide.Test.X[:30*32]
	none.Train = Set{}
	for _, c := range []struct {
		e   Experiment
		c   []Contestant
		say string
	}{
		{ok, nil, "0 learners"},
		{few, contestants(), "asked for 21 images of class 0, expected 1 … 20"},
		{wide, contestants(), "training images have 64 numbers, test images 32"},
		{none, contestants(), "0 numbers, 0 labels"},
		{ok, []Contestant{{"worse", Logistic{Decay: -1}}}, "worse, 1 images a class"},
	} {
		if _, err := c.e.Run(context.Background(), c.c, nil); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("error %v, want one with %q", err, c.say)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := ok.Run(ctx, contestants(), nil); err != context.Canceled {
		t.Errorf("error %v after the context ended", err)
	}
}

func TestCurveMoments(t *testing.T) {
	a := Curve{Test: [][]float64{{0.5, 0.7}, {1, 1}}}
	b := Curve{Test: [][]float64{{0.4, 0.4}, {1, 0.5}}}
	mean, sd := a.Mean()
	over, spread := a.Over(b)
	for _, c := range []struct{ got, want float64 }{
		{mean[0], 0.6}, {sd[0], 0.1 * math.Sqrt2}, {mean[1], 1}, {sd[1], 0},
		{over[0], 0.2}, {spread[0], 0.1 * math.Sqrt2}, {over[1], 0.25}, {spread[1], 0.25 * math.Sqrt2},
	} {
		if math.Abs(c.got-c.want) > 1e-15 {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}

func TestResultsComeBack(t *testing.T) {
	curves, err := barsExperiment().Run(context.Background(), contestants()[:1], nil)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := (&Results{curves}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Results
	if err := back.UnmarshalBinary(stored); err != nil || !reflect.DeepEqual(back.Curves, curves) {
		t.Errorf("%v came back as %v, error %v", curves, back.Curves, err)
	}
	if err := back.UnmarshalBinary(stored[:len(stored)/2]); err == nil || len(back.Curves) != 1 {
		t.Errorf("half a file: error %v, %d curves", err, len(back.Curves))
	}
	if c := back.Curve("pixels"); c.Name != "pixels" {
		t.Errorf("curve %q, want pixels", c.Name)
	}
}
