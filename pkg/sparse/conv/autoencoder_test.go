package conv

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
)

// sideBySide is stack backwards.
func sideBySide(z []float64, maps int) []float64 {
	dst, places := make([]float64, len(z)), len(z)/maps
	for m := range maps {
		for p := range places {
			dst[p*maps+m] = z[m*places+p]
		}
	}
	return dst
}

func TestStack(t *testing.T) {
	z := gauss[float64](3*20, seeded(1))
	back := make([]float64, len(z))
	stack(back, sideBySide(z, 3), 3)
	if !floats.Equal(back, z) || sideBySide(z, 3)[1] != z[20] {
		t.Errorf("stacked %v, expected %v", back, z)
	}
}

// A weight is the share of all places that cover the pixel, counted.
func TestBorderWeights(t *testing.T) {
	for _, c := range []struct{ h, w, kh, kw int }{{7, 9, 3, 3}, {5, 5, 4, 2}, {3, 6, 3, 5}, {1, 1, 1, 1}} {
		got, err := BorderWeights[float64](c.h, c.w, c.kh, c.kw)
		if err != nil {
			t.Fatal(err)
		}
		count := make([]float64, c.h*c.w)
		for u := range c.h - c.kh + 1 {
			for v := range c.w - c.kw + 1 {
				for i := range c.kh {
					for j := range c.kw {
						count[(u+i)*c.w+v+j]++
					}
				}
			}
		}
		floats.Scale(1/floats.Max(count), count)
		if !floats.EqualApprox(got, count, 1e-15) {
			t.Errorf("%v: weights %v, counted %v", c, got, count)
		}
	}
	for _, c := range [][4]int{{2, 5, 3, 3}, {5, 5, 0, 3}} {
		if _, err := BorderWeights[float64](c[0], c[1], c[2], c[3]); err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}

// learned returns an auto-encoder before its first step, and pictures.
func learned[T Float](t *testing.T, s Joint[T]) (*AutoEncoder[T], []Picture[T]) {
	t.Helper()
	rng := seeded(6)
	var pictures []Picture[T]
	for i := range 3 {
		h, w := 14+i, 17-i
		D := randomDictionary[T](t, 3, 3, 2, seeded(7))
		m, err := NewModel(D, h, w, Valid)
		if err != nil {
			t.Fatal(err)
		}
		d, k := m.Dims()
		z, p := make([]T, k), Picture[T]{H: h, W: w, C: 2, Pix: make([]T, d)}
		for range 15 {
			z[rng.IntN(k)] = T(2 * rng.NormFloat64())
		}
		m.Decode(p.Pix, nil, z)
		pictures = append(pictures, p)
	}
	s.Learning.Kernels, s.Learning.Size, s.Learning.Lambda, s.Learning.Crop = 4, 3, 0.2, 9
	a, err := NewAutoEncoder(pictures, s, seeded(8))
	if err != nil {
		t.Fatal(err)
	}
	return a, pictures
}

var joints = []Joint[float64]{
	{}, {Alpha: 0.5}, {Border: true, Form: SmoothShrinkage{}}, {Alpha: 0.5, Border: true, Form: LISTA{Layers: 2}},
}

// The encoder's gradient is that of D alone, mean ½‖z* − Enc(y)‖² with z* held fixed;
// over α, this is the derivative of the free energy min_z E, through which z* moves too.
func TestEncoderGradientComesFromD(t *testing.T) {
	for _, s := range joints {
		s.Learning.Tol, s.MaxIter = 1e-13, 20000
		s.Training = Training[float64]{Batch: 3, Clip: math.Inf(1)}
		a, pictures := learned(t, s)
		w, err := newJoint(a)
		if err != nil {
			t.Fatal(err)
		}
		var batch []Picture[float64]
		for i := range pictures {
			batch = append(batch, pictures[i].crop(1, 2, 9, 9))
		}
		w.predict(a, batch)
		if err := w.infer(t.Context(), a, batch); err != nil {
			t.Fatal(err)
		}
		w.gradient(a)
		grad, z := slices.Clone(a.encoder.params.Grad), starred(w)
		D := func() float64 {
			w.layer.Forward(w.bar, w.y, a.encoder.params.Value, &w.state)
			e := floats.Distance(z, w.bar, 2)
			return e * e / 2 / 3
		}
		free := func() float64 {
			w.predict(a, batch)
			if err := w.infer(t.Context(), a, batch); err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for _, c := range w.codes {
				sum += c.Primal / 3 / s.Alpha
			}
			return sum
		}
		for at := 0; at < len(grad); at += 5 {
			if off := difference(a, D, at, grad[at]); off > 1e-7 {
				t.Errorf("α %v, %v: derivative %d of D is %v, %v away from differences", s.Alpha, a.encoder.form, at, grad[at], off)
			}
			if s.Alpha == 0 || at%25 != 0 {
				continue
			}
			if off := difference(a, free, at, grad[at]); off > 1e-6 {
				t.Errorf("α %v, %v: derivative %d of min E is %v, %v away from differences", s.Alpha, a.encoder.form, at, grad[at], off)
			}
		}
	}
}

// starred returns the codes of a batch in the layout of package nn.
func starred(w *joint[float64]) (z []float64) {
	for _, c := range w.codes {
		z = append(z, sideBySide(c.Dense(), c.M)...)
	}
	return z
}

// difference returns how far a derivative is from central differences of f by parameter
// at, at the best of some distances: near a kink only the smaller ones are right.
func difference(a *AutoEncoder[float64], f func() float64, at int, derivative float64) float64 {
	p := &a.encoder.params.Value[at]
	was, best := *p, math.Inf(1)
	defer func() { *p = was }()
	for _, h := range []float64{1e-3, 1e-4, 1e-5} {
		at := func(d float64) float64 { *p = was + d; return f() }
		best = min(best, math.Abs((8*(at(h)-at(-h))-at(2*h)+at(-2*h))/(12*h)-derivative))
	}
	return best
}

// The picture that kernels see has an error that is never below the weighted one, up to
// a constant, and is as far from it at any other kernels at least.
func TestSeenMajorizes(t *testing.T) {
	a, pictures := learned(t, Joint[float64]{Border: true, Training: Training[float64]{Batch: 1}})
	w, err := newJoint(a)
	if err != nil {
		t.Fatal(err)
	}
	y := pictures[0].crop(2, 3, 9, 9)
	w.predict(a, []Picture[float64]{y})
	if err := w.infer(t.Context(), a, []Picture[float64]{y}); err != nil {
		t.Fatal(err)
	}
	seen := pictures[0].crop(2, 3, 9, 9)
	maps := w.seen([]Picture[float64]{seen}).codes[0].Maps
	errors := func(D *Dictionary[float64]) (weighted, plain float64) {
		m, err := NewModel(D, 9, 9, Valid)
		if err != nil {
			t.Fatal(err)
		}
		rebuilt := make([]float64, len(y.Pix))
		m.DecodeMaps(rebuilt, maps)
		for p, v := range rebuilt {
			weighted += w.weights[p/2] * (y.Pix[p] - v) * (y.Pix[p] - v) / 2
			plain += (seen.Pix[p] - v) * (seen.Pix[p] - v) / 2
		}
		return weighted, plain
	}
	weighted0, plain0 := errors(a.Dictionary())
	for i := range 20 {
		weighted, plain := errors(randomDictionary[float64](t, 4, 3, 2, seeded(uint64(i))))
		if !(plain-plain0 >= weighted-weighted0) {
			t.Errorf("the plain error grows by %v, the weighted one by %v", plain-plain0, weighted-weighted0)
		}
	}
}

// All ways of learning together lower the energy and bring the encoder to the codes, and
// give the same bits with another number of processors and through a file.
func TestAutoEncoder(t *testing.T) {
	for _, wide := range joints {
		s := Joint[float32]{Alpha: wide.Alpha, Border: wide.Border, Form: wide.Form, Training: Training[float32]{Steps: 60, Batch: 8}}
		whole, pictures := learned(t, s)
		if err := whole.Learn(t.Context(), pictures, nil); err != nil {
			t.Fatal(err)
		}
		h := whole.History()
		first, last := mean(h[:10]), mean(h[50:])
		if !(last.Objective < first.Objective) || !(last.Distance < first.Distance) {
			t.Errorf("%+v: from %+v to %+v", s, first, last)
		}
		old := runtime.GOMAXPROCS(3)
		parts := stopped(t, s, 17)
		runtime.GOMAXPROCS(old)
		if !slices.Equal(whole.Dictionary().kernels, parts.Dictionary().kernels) {
			t.Errorf("%+v: other kernels after an interruption", s)
		}
		if !slices.Equal(whole.encoder.params.Value, parts.encoder.params.Value) {
			t.Errorf("%+v: another encoder after an interruption", s)
		}
	}
}

func mean(steps []JointStep) (m JointStep) {
	for _, s := range steps {
		m.Objective += s.Objective / float64(len(steps))
		m.Distance += s.Distance / float64(len(steps))
	}
	return m
}

func stopped(t *testing.T, s Joint[float32], stop int) *AutoEncoder[float32] {
	t.Helper()
	a, pictures := learned(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	err := a.Learn(ctx, pictures, func(step JointStep) {
		if step.T == stop {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || a.Steps() != stop {
		t.Fatalf("%d steps, error %v, expected %d and context.Canceled", a.Steps(), err, stop)
	}
	path := filepath.Join(t.TempDir(), "a")
	if err := checkpoint.Save(path, a); err != nil {
		t.Fatal(err)
	}
	b := new(AutoEncoder[float32])
	if err := checkpoint.Load(path, b); err != nil {
		t.Fatal(err)
	}
	if err := b.Learn(t.Context(), pictures, nil); err != nil {
		t.Fatal(err)
	}
	return b
}

// What is learned is loaded the next time, and in later cells.
func TestLearnOrLoad(t *testing.T) {
	t.Setenv("LATENTLAB_MODELS", t.TempDir())
	s := Joint[float32]{Training: Training[float32]{Steps: 3, Batch: 2}}
	a, pictures := learned(t, s)
	if err := a.LearnOrLoad(t.Context(), "t", pictures, nil); err != nil {
		t.Fatal(err)
	}
	b, _ := learned(t, s)
	if err := b.LearnOrLoad(t.Context(), "t", pictures, func(JointStep) { t.Error("learned again") }); err != nil {
		t.Fatal(err)
	}
	c, err := LatestAutoEncoder[float32]("t")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []*AutoEncoder[float32]{b, c} {
		if !slices.Equal(x.Dictionary().kernels, a.Dictionary().kernels) || x.Steps() != 3 {
			t.Errorf("loaded other kernels, %d steps", x.Steps())
		}
	}
}

// A rate that is too high ends with an error that says what to change, and without a
// change of the step that failed.
func TestLearnStopsAtNaN(t *testing.T) {
	s := Joint[float32]{Alpha: 1, Training: Training[float32]{Steps: 50, Batch: 2, Schedule: nn.Constant(math.MaxFloat32)}}
	a, pictures := learned(t, s)
	err := a.Learn(t.Context(), pictures, nil)
	if err == nil || !strings.Contains(err.Error(), "lower the rate") {
		t.Fatalf("error %v, expected one that says to lower the rate", err)
	}
	if slices.ContainsFunc(a.Dictionary().kernels, func(v float32) bool { return v != v }) {
		t.Error("kernels are NaN")
	}
}

func TestJointBadInput(t *testing.T) {
	_, pictures := learned(t, Joint[float64]{})
	good := Learning{Kernels: 2, Size: 3, Lambda: 0.2}
	circular, sizes, large := good, good, good
	circular.Boundary, sizes.Sizes, large.Crop = Circular, []int{3}, 40
	for want, s := range map[string]Joint[float64]{
		"α is NaN":                 {Learning: good, Alpha: math.NaN()},
		"the boundary is circular": {Learning: circular},
		"supports of sides":        {Learning: sizes},
		"Steps -1":                 {Learning: good, Training: Training[float64]{Steps: -1}},
		"with -1 layers":           {Learning: good, Form: LISTA{Layers: -1}},
		"asked for 0 kernels":      {},
	} {
		if _, err := NewAutoEncoder(pictures, s, seeded(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
	a, err := NewAutoEncoder(pictures, Joint[float64]{Learning: large}, seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Learn(t.Context(), pictures, nil); err == nil || !strings.Contains(err.Error(), "smaller than") {
		t.Errorf("error %v, expected one about the size of the pictures", err)
	}
	if err := a.UnmarshalBinary([]byte("no")); err == nil || !strings.Contains(err.Error(), "not a stored auto-encoder") {
		t.Errorf("error %v, expected one about the data", err)
	}
	for want, y := range map[string][]float64{"expected 9×9×2": make([]float64, 5), "pixel 3 is NaN": {3: math.NaN(), 161: 0}} {
		if _, err := a.Encoder().Encode(y, 9, 9); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
	if _, err := a.Encoder().Encode(make([]float64, 8), 2, 2); err == nil || !strings.Contains(err.Error(), "do not fit") {
		t.Errorf("error %v, expected one about the size", err)
	}
}

// With the signs of a filter and of its gain changed, the encoder and its picture stay
// as they were.
func TestFiltersHaveTheSignOfTheirGain(t *testing.T) {
	for _, f := range []Form{Tanh{}, SmoothShrinkage{}} {
		e, err := NewEncoder(randomDictionary[float64](t, 3, 3, 1, seeded(1)), 9, 9, 0.1, f, seeded(2))
		if err != nil {
			t.Fatal(err)
		}
		before := e.Filters()
		weight, _ := e.Params().View("0.weight")
		gain, _ := e.Params().View("2.gain")
		floats.Scale(-1, weight[9:18])
		gain[1] *= -1
		if !mat.Equal(e.Filters(), before) {
			t.Errorf("%v: %v, expected %v", f, e.Filters(), before)
		}
	}
}

// The graphs name what there is, and have no error.
func TestAutoEncoderGraph(t *testing.T) {
	a, _ := learned(t, Joint[float64]{})
	g := a.Graph()
	if err := g.Check(); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"y", "Enc", "z̄", "D", "z", "Dec", "C", "R"} {
		if g.Index(name) < 0 {
			t.Errorf("no node %q", name)
		}
	}
	for _, f := range []Form{Tanh{}, SmoothShrinkage{}, LISTA{}} {
		e, err := NewEncoder(a.Dictionary(), 9, 9, 0.1, f, seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Graph().Check(); err != nil {
			t.Errorf("%v: %v", f, err)
		}
	}
}
