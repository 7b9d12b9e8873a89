package fewlabels

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

// bars returns n pictures of 8×8 pixels with noise: class 0 has an upright bar, class 1 a
// level one, class 2 both.
func bars(n int, seed uint64) Set {
	rng := newRand(seed)
	s := Set{X: make([]float32, n*64), Labels: make([]int, n)}
	for i := range n {
		s.Labels[i] = i % 3
		row := s.Row(i)
		for k := range row {
			row[k] = 0.1 * rng.Float32()
		}
		at, to := 1+rng.IntN(6), 1+rng.IntN(6)
		for k := range 8 {
			if i%3 != 1 {
				row[k*8+at] += 1
			}
			if i%3 != 0 {
				row[to*8+k] += 1
			}
		}
	}
	return s
}

var small = Net{H: 8, W: 8, Maps: 4, Size: 3, Pad: 1, Pool: 4}

// TestLogisticLossDerivative: against finite differences.
func TestLogisticLossDerivative(t *testing.T) {
	s := bars(6, 1)
	c := &linear{frame: newFrame(s.X, 64), dense: nn.Dense[float64]{In: 64, Out: 3}}
	f := newLogisticLoss(c, s.X, s.Labels, 0.3)
	rng, w := newRand(2), make([]float64, 65*3)
	for i := range w {
		w[i] = rng.NormFloat64()
	}
	_, grad := f.at(w)
	grad = slices.Clone(grad)
	for i, v := range w {
		const h = 1e-5
		w[i] = v + h
		above, _ := f.at(w)
		w[i] = v - h
		below, _ := f.at(w)
		w[i] = v
		if d := (above - below) / (2 * h); math.Abs(d-grad[i]) > 1e-8 {
			t.Fatalf("derivative %d is %v, finite differences give %v", i, grad[i], d)
		}
	}
}

// TestLogisticIsAMinimum: the derivative at the result is flat, and the loss there is
// below that of all points near it.
func TestLogisticIsAMinimum(t *testing.T) {
	s := bars(30, 1)
	c, err := Logistic{Decay: 0.01}.Learn(s.X, s.Labels, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := c.(*linear)
	f := newLogisticLoss(l, s.X, s.Labels, 0.01)
	best, grad := f.at(l.w)
	for i, g := range grad {
		if math.Abs(g) > flat {
			t.Fatalf("derivative %d is %v, expected at most %v", i, g, flat)
		}
	}
	rng, near := newRand(3), slices.Clone(l.w)
	for range 100 {
		for i, v := range l.w {
			near[i] = v + 0.1*rng.NormFloat64()
		}
		if v, _ := f.at(near); v <= best {
			t.Fatalf("the loss is %v, near it %v", best, v)
		}
	}
}

// TestLogisticIsFreeOfScale: rows times 100 plus 7 are the same to it.
func TestLogisticIsFreeOfScale(t *testing.T) {
	s := bars(30, 1)
	a, err := Logistic{}.Learn(s.X, s.Labels, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	moved := slices.Clone(s.X)
	for i := range moved {
		moved[i] = 100*moved[i] + 7
	}
	b, err := Logistic{}.Learn(moved, s.Labels, 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range a.(*linear).w {
		if u := b.(*linear).w[i]; math.Abs(u-v) > 1e-2 {
			t.Fatalf("weight %d is %v, of scaled rows %v", i, v, u)
		}
	}
}

// TestFeaturesAreTheirFormula: φ by loops.
func TestFeaturesAreTheirFormula(t *testing.T) {
	net := Net{H: 7, W: 6, C: 2, Maps: 3, Size: 3, Stride: 2, Pad: 1, Pool: 2}
	rng := newRand(4)
	stage, err := net.Draw(rng)
	if err != nil {
		t.Fatal(err)
	}
	for i := range stage {
		stage[i] += 0.3 * rng.Float32()
	}
	x := make([]float32, 3*7*6*2)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	got, err := net.Features(stage, x)
	if err != nil {
		t.Fatal(err)
	}
	want := slowFeatures(stage, x)
	if len(got) != len(want) {
		t.Fatalf("%d features, want %d", len(got), len(want))
	}
	for i, v := range want {
		if math.Abs(float64(got[i])-v) > 1e-5 {
			t.Errorf("φ[%d] = %v, want %v", i, got[i], v)
		}
	}
}

// slowFeatures is for 7×6×2 pictures, 3 maps of 3×3, stride 2, padding 1, means over 2×2:
// the convolution gives 4×3 places, the means 2×1.
func slowFeatures(stage, x []float32) []float64 {
	We, b, g := stage[:54], stage[54:57], stage[57:]
	var phi []float64
	for y := x; len(y) > 0; y = y[84:] {
		for block := range 2 {
			for m := range 3 {
				sum := 0.0
				for place := range 4 {
					r, c := 2*block+place/2, place%2
					a := float64(b[m])
					for k := range 9 {
						i, j := 2*r+k/3-1, 2*c+k%3-1
						if i < 0 || j < 0 || i >= 7 || j >= 6 {
							continue
						}
						for ch := range 2 {
							a += float64(We[(m*9+k)*2+ch]) * float64(y[(i*6+j)*2+ch])
						}
					}
					sum += math.Abs(float64(g[m]) * math.Tanh(a))
				}
				phi = append(phi, sum/4)
			}
		}
	}
	return phi
}

// TestLearnersLearn: all of them tell bars apart that they have not seen; a network that
// begins with the stage of another has its first features up to the scale.
func TestLearnersLearn(t *testing.T) {
	train, test := bars(90, 1), bars(60, 2)
	stage, err := small.Draw(newRand(5))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		l    Learner
		best float64
	}{
		{Logistic{}, 0.5}, {Frozen{Net: small}, 0.9}, {Frozen{Net: small, Stage: stage}, 0.9},
		{Network{Net: small}, 0.9}, {Network{Net: small, Stage: stage, Batch: 20}, 0.9},
	} {
		before := slices.Clone(stage)
		trained, err := c.l.Learn(train.X, train.Labels, 3, newRand(6))
		if err != nil {
			t.Fatal(err)
		}
		if a := Accuracy(trained, test.X, test.Labels); a < c.best {
			t.Errorf("%T reaches %v, expected %v", c.l, a, c.best)
		}
		if !slices.Equal(before, stage) {
			t.Errorf("%T changed its stage", c.l)
		}
	}
}

// TestNetworkLowersItsLoss: from that of a guess, log 3.
func TestNetworkLowersItsLoss(t *testing.T) {
	s := bars(90, 1)
	c, err := Network{Net: small, Steps: 400}.Learn(s.X, s.Labels, 3, newRand(6))
	if err != nil {
		t.Fatal(err)
	}
	if v := c.(*Trained).Loss(s.X, s.Labels); !(v < math.Log(3)/4) {
		t.Errorf("the loss is %v, expected below a quarter of log 3", v)
	}
}

func TestBalance(t *testing.T) {
	s := bars(9, 1)
	stage, err := small.Draw(newRand(5))
	if err != nil {
		t.Fatal(err)
	}
	if err := small.balance(stage, s.X); err != nil {
		t.Fatal(err)
	}
	phi, err := small.Features(stage, s.X)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range phi {
		sum += float64(v) * float64(v) / float64(len(phi))
	}
	if math.Abs(sum-1) > 1e-5 {
		t.Errorf("the mean of φ² is %v, want 1", sum)
	}
}

func TestBadData(t *testing.T) {
	s := bars(6, 1)
	nan := slices.Clone(s.X)
	nan[65] = float32(math.NaN())
	far := []int{0, 1, 2, 0, 1, 3}
	rng := newRand(1)
	for _, c := range []struct {
		l      Learner
		x      []float32
		labels []int
		say    string
	}{
		{Logistic{}, nil, nil, "0 numbers, 0 labels"},
		{Logistic{}, s.X[:100], s.Labels, "100 numbers, 6 labels"},
		{Logistic{}, nan, s.Labels, "number 1 of row 1 is NaN"},
		{Logistic{}, s.X, far, "label 5 is 3, expected 0 … 2"},
		{Logistic{Decay: -1}, s.X, s.Labels, "Decay is -1"},
		{Frozen{Net: small, Stage: make([]float32, 3)}, s.X, s.Labels, "3 parameters, expected 44"},
		{Frozen{Net: small, Decay: math.Inf(1)}, s.X, s.Labels, "Decay is +Inf"},
		{Frozen{Net: Net{H: 9, W: 8, Maps: 1, Size: 3}}, s.X, s.Labels, "expected 72 a picture"},
		{Frozen{Net: Net{H: 8, W: 8, Maps: 1, Size: 9}}, s.X, s.Labels, "kernel 9×9"},
		{Network{Net: Net{H: 8, W: 8, Maps: 1, Size: 3, Pool: 9}}, s.X, s.Labels, "window 9×9"},
		{Network{Net: Net{H: 9, W: 8, Maps: 1, Size: 3}}, s.X, s.Labels, "expected 72 a picture"},
		{Network{Net: small, Steps: -1}, s.X, s.Labels, "Steps -1"},
		{Network{Net: small, Rate: math.NaN()}, s.X, s.Labels, "Rate NaN"},
		{Network{Net: small, Stage: nan[22:66]}, s.X, s.Labels, "parameter 43 of the stage is NaN"},
	} {
		if _, err := c.l.Learn(c.x, c.labels, 3, rng); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%+v: error %v, want one with %q", c.l, err, c.say)
		}
	}
	if _, err := (Network{Net: small}).Learn(s.X, s.Labels, 3, nil); err == nil {
		t.Error("no error without a random generator")
	}
}
