package lista

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Layer by layer: stages follow each other in order, each with the whole schedule, and
// the last one has all layers.
func TestStages(t *testing.T) {
	D, _ := problem(t, 5, 8, 1)
	for _, f := range []Form{Untied{}, TiLISTA{}, Tied{}} {
		for _, steps := range []int{1, 5, 37, 400} {
			tr, err := NewTrainer(network[float64](t, D, 0.3, f, 4), Training[float64]{Layerwise: true, Steps: steps}, seeded(1))
			if err != nil {
				t.Fatal(err)
			}
			was, wasAt := stage{}, steps
			for i := range steps {
				now, at := tr.stageOf(i)
				switch {
				case now.depth < was.depth, now.depth > 4, now.first < 1, now.first > now.depth:
					t.Fatalf("%v, step %d of %d: stage %+v after %+v", f, i, steps, now, was)
				case now != was && at != 0:
					t.Fatalf("%v, step %d of %d: the stage begins at step %d of the schedule", f, i, steps, at)
				case now == was && at <= wasAt, at >= steps:
					t.Fatalf("%v, step %d of %d: step %d of the schedule after %d", f, i, steps, at, wasAt)
				}
				was, wasAt = now, at
			}
			if all := len(tr.Net.plan.tensors); was.depth != 4 || was.lo != 0 || was.hi != all || was.first != 1 {
				t.Errorf("%v, %d steps: the last stage is %+v", f, steps, was)
			}
		}
	}
}

// A layer begins where the one before it has come.
func TestInherit(t *testing.T) {
	D, _ := problem(t, 5, 8, 1)
	for _, f := range []Form{Untied{}, CP{}, TiLISTA{}, ALISTA{}, StepLISTA{}} {
		n := network[float64](t, D, 0.3, f, 3)
		stir(n)
		n.inherit(3)
		a, b := n.plan.of(2).each(), n.plan.of(3).each()
		for i := range a {
			if a[i] == none {
				continue
			}
			for j, v := range n.value(a[i]) {
				if n.value(b[i])[j] != v {
					t.Errorf("%v: entry %d of tensor %d is %v, expected %v", f, j, b[i], n.value(b[i])[j], v)
				}
			}
		}
	}
}

// The way back that ends at a layer leaves the derivatives by the layers before it at
// zero, and has those of the whole way for the others.
func TestShortWayBack(t *testing.T) {
	D, Y := problem(t, 6, 9, 100)
	Z := gauss(100, 9, rand.New(rand.NewPCG(5, 6)))
	for _, f := range []Form{Untied{}, CP{}, CP{Selection{Step: 0.05}}, ALISTA{}, StepLISTA{}} {
		n := network[float64](t, D, 0.4, f, 4)
		stir(n)
		a, err := newData(n, Y, Codes(Z))
		if err != nil {
			t.Fatal(err)
		}
		n.pass(a, upTo(100), way{depth: 4})
		want := append([]float64(nil), n.params.Grad...)
		for first := 2; first <= 4; first++ {
			n.pass(a, upTo(100), way{depth: 4, first: first})
			_, lo, _ := n.plan.own(first)
			for i, g := range n.params.Grad {
				if w := want[i]; i >= n.offset[lo] && math.Abs(g-w) > 1e-13*(1+math.Abs(w)) {
					t.Fatalf("%v, from layer %d: derivative %d is %v, expected %v", f, first, i, g, w)
				} else if i < n.offset[lo] && g != 0 {
					t.Fatalf("%v, from layer %d: derivative %d of a layer before is %v", f, first, i, g)
				}
			}
		}
	}
}
