package nn_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

// run returns the layer's outputs for n random samples, with the inputs and the
// parameters.
func run(l nn.Layer[float64], n, in, out int) (y, x, w []float64) {
	rng := newRand(11)
	w = nn.New(l, rng).Value
	x, y = make([]float64, n*in), make([]float64, n*out)
	for i := range x {
		x[i] = 2 * rng.NormFloat64()
	}
	for i := range w {
		w[i] += 0.3 * rng.Float64()
	}
	var s nn.State[float64]
	l.Forward(y, x, w, &s)
	return y, x, w
}

func TestElementsAreTheirFormulas(t *testing.T) {
	sign := func(v float64) float64 { return math.Copysign(1, v) }
	for _, c := range []struct {
		l nn.Layer[float64]
		f func(x float64, w []float64, j int) float64
	}{
		{&nn.Bias[float64]{Units: 4}, func(x float64, w []float64, j int) float64 { return x + w[j] }},
		{&nn.Gain[float64]{Units: 4}, func(x float64, w []float64, j int) float64 { return x * w[j] }},
		{&nn.ReLU[float64]{}, func(x float64, _ []float64, _ int) float64 { return max(x, 0) }},
		{&nn.LeakyReLU[float64]{Slope: 0.2}, func(x float64, _ []float64, _ int) float64 { return max(x, 0.2*x) }},
		{&nn.Abs[float64]{}, func(x float64, _ []float64, _ int) float64 { return math.Abs(x) }},
		{&nn.Tanh[float64]{}, func(x float64, _ []float64, _ int) float64 { return math.Tanh(x) }},
		{&nn.Sigmoid[float64]{}, func(x float64, _ []float64, _ int) float64 { return 1 / (1 + math.Exp(-x)) }},
		{&nn.Softplus[float64]{}, func(x float64, _ []float64, _ int) float64 { return math.Log(1 + math.Exp(x)) }},
		{&nn.Shrinkage[float64]{Units: 4, Start: 1}, func(x float64, w []float64, j int) float64 {
			return sign(x) * max(math.Abs(x)-w[j], 0)
		}},
		{&nn.Shrinkage[float64]{Units: 4, Start: -1}, func(x float64, w []float64, j int) float64 { return x }},
		{&nn.SmoothShrinkage[float64]{Units: 4, Beta: 2}, func(x float64, w []float64, j int) float64 {
			b, th := w[j], w[4+j]
			return sign(x) * (math.Log(math.Exp(b*th)+math.Exp(b*math.Abs(x))-1)/b - th)
		}},
	} {
		y, x, w := run(c.l, 5, 4, 4)
		for i, v := range x {
			if want := c.f(v, w, i%4); math.Abs(y[i]-want) > 1e-13*(1+math.Abs(want)) {
				t.Errorf("%T: f(%v) = %v, want %v", c.l, v, y[i], want)
			}
		}
	}
}

// TestSmoothShrinkageTendsToShrinkage: also where e^{βx} is too large for a number.
func TestSmoothShrinkageTendsToShrinkage(t *testing.T) {
	l := &nn.SmoothShrinkage[float64]{Units: 1}
	x := []float64{-3, -1, -0.2, 0, 1e-9, 0.2, 1, 3, 1000}
	y, dx := make([]float64, len(x)), make([]float64, len(x))
	var s nn.State[float64]
	w := []float64{5000, 0.5}
	l.Forward(y, x, w, &s)
	l.Backward(dx, nil, y, w, &s)
	for i, v := range x {
		want := math.Copysign(max(math.Abs(v)-0.5, 0), v)
		if math.Abs(y[i]-want) > 1e-3 || math.Abs(dx[i]-want) > 1e-3 {
			t.Errorf("f(%v) = %v, f·f′ = %v, want nearly %v", v, y[i], dx[i], want)
		}
	}
}

func TestConvIsItsFormula(t *testing.T) {
	for _, l := range []*nn.Conv[float64]{
		{H: 5, W: 6, In: 2, Out: 3, Size: 3},
		{H: 7, W: 6, In: 2, Out: 3, Size: 3, Stride: 2, Pad: 2},
	} {
		spec, step := l.Spec(), max(l.Stride, 1)
		oh, ow := (l.H+2*l.Pad-l.Size)/step+1, (l.W+2*l.Pad-l.Size)/step+1
		y, x, w := run(l, 2, spec.In, spec.Out)
		at := func(k, i, j, c int) float64 {
			if i < 0 || j < 0 || i >= l.H || j >= l.W {
				return 0
			}
			return x[((k*l.H+i)*l.W+j)*l.In+c]
		}
		bias := w[l.Out*l.Size*l.Size*l.In:]
		for k := range 2 {
			each(oh, ow, l.Out, func(i, j, o int) {
				want := bias[o]
				each(l.Size, l.Size, l.In, func(u, v, c int) {
					want += w[((o*l.Size+u)*l.Size+v)*l.In+c] * at(k, i*step+u-l.Pad, j*step+v-l.Pad, c)
				})
				if got := y[((k*oh+i)*ow+j)*l.Out+o]; math.Abs(got-want) > 1e-12 {
					t.Fatalf("%+v: y[%d, %d, %d, %d] = %v, want %v", *l, k, i, j, o, got, want)
				}
			})
		}
	}
}

func each(a, b, c int, f func(i, j, k int)) {
	for i := range a {
		for j := range b {
			for k := range c {
				f(i, j, k)
			}
		}
	}
}

// TestConvTransposeIsTheTranspose: ⟨Conv x, z⟩ = ⟨x, ConvTranspose z⟩ for the same
// weights.
func TestConvTransposeIsTheTranspose(t *testing.T) {
	for _, g := range []struct{ h, w, size, step, pad, grow int }{{5, 6, 3, 1, 0, 0}, {6, 6, 3, 2, 1, 1}, {7, 4, 4, 3, 2, 1}} {
		conv := &nn.Conv[float64]{H: g.h, W: g.w, In: 2, Out: 3, Size: g.size, Stride: g.step, Pad: g.pad, NoBias: true}
		oh, ow := (g.h+2*g.pad-g.size)/g.step+1, (g.w+2*g.pad-g.size)/g.step+1
		back := &nn.ConvTranspose[float64]{H: oh, W: ow, In: 3, Out: 2, Size: g.size, Stride: g.step, Pad: g.pad, Grow: g.grow, NoBias: true}
		a, b := conv.Spec(), back.Spec()
		if a.In != b.Out || a.Out != b.In {
			if g.h == g.w || g.step == 1 {
				t.Errorf("%v: convolution %d to %d, transposed %d to %d", g, a.In, a.Out, b.In, b.Out)
			}
			continue
		}
		y, x, w := run(conv, 1, a.In, a.Out)
		z := make([]float64, a.Out)
		for i := range z {
			z[i] = math.Sin(float64(i))
		}
		u := make([]float64, a.In)
		var s nn.State[float64]
		back.Forward(u, z, w, &s)
		if l, r := dot(y, z), dot(x, u); math.Abs(l-r) > 1e-11 {
			t.Errorf("%v: ⟨Cx, z⟩ = %v, ⟨x, Cᵀz⟩ = %v", g, l, r)
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func TestLossValues(t *testing.T) {
	y, target := []float64{0, 2, -800}, []float64{0.25, 1, 0}
	if got, want := new(nn.SquaredError[float64]).Loss(nil, y[:2], target[:2], 0.5), 0.5*0.5*(0.0625+1); math.Abs(got-want) > 1e-15 {
		t.Errorf("squared error %v, want %v", got, want)
	}
	p := 1 / (1 + math.Exp(-2))
	if got, want := new(nn.Bernoulli[float64]).Loss(nil, y, target, 2), 2*(math.Ln2-math.Log(p)); math.Abs(got-want) > 1e-14 {
		t.Errorf("Bernoulli %v, want %v", got, want)
	}
	logits, one := []float64{1, 1000, 998, -3, -3, -3}, []float64{0, 1, 0, 0.5, 0.5, 0}
	q := 1 / (1 + math.Exp(-2) + math.Exp(-999))
	loss := nn.CrossEntropy[float64]{Classes: 3}
	if got, want := loss.Loss(nil, logits, one, 2), 2*(math.Log(3)-math.Log(q)); math.Abs(got-want) > 1e-14 {
		t.Errorf("cross-entropy %v, want %v", got, want)
	}
}

func TestMeanPoolIsItsFormula(t *testing.T) {
	for _, l := range []*nn.MeanPool[float64]{
		{H: 4, W: 6, Channels: 3, Size: 2},
		{H: 7, W: 6, Channels: 2, Size: 3, Stride: 2},
		{H: 5, W: 4, Channels: 1, Size: 2, Stride: 3},
	} {
		spec, step := l.Spec(), l.Stride
		if step == 0 {
			step = l.Size
		}
		y, x, _ := run(l, 2, spec.In, spec.Out)
		oh, ow := (l.H-l.Size)/step+1, (l.W-l.Size)/step+1
		for k := range 2 {
			each(oh, ow, l.Channels, func(i, j, c int) {
				want := 0.0
				each(l.Size, l.Size, 1, func(u, v, _ int) {
					want += x[((k*l.H+i*step+u)*l.W+j*step+v)*l.Channels+c] / float64(l.Size*l.Size)
				})
				if got := y[((k*oh+i)*ow+j)*l.Channels+c]; math.Abs(got-want) > 1e-14 {
					t.Fatalf("%+v: y[%d, %d, %d, %d] = %v, want %v", *l, k, i, j, c, got, want)
				}
			})
		}
	}
}

func TestOneHot(t *testing.T) {
	dst := []float64{7, 7, 7, 7, 7, 7}
	nn.OneHot(dst, []int{2, 0}, 3)
	if want := []float64{0, 0, 1, 1, 0, 0}; !slices.Equal(dst, want) {
		t.Errorf("one-hot %v, want %v", dst, want)
	}
	defer func() {
		if msg := fmt.Sprint(recover()); !strings.Contains(msg, "label 1 is 3, expected 0 … 2") {
			t.Errorf("panic %q, want one that names the label", msg)
		}
	}()
	nn.OneHot(dst, []int{0, 3}, 3)
}

func TestSequentialErrors(t *testing.T) {
	for _, c := range []struct {
		in     int
		layers []nn.Layer[float64]
		say    string
	}{
		{3, nil, "0 layers"},
		{0, []nn.Layer[float64]{&nn.ReLU[float64]{}}, "on 0 inputs"},
		{3, []nn.Layer[float64]{&nn.Dense[float64]{In: 3, Out: 2}, &nn.Tanh[float64]{}, &nn.Dense[float64]{In: 4, Out: 2}}, "layer 2 takes 4 inputs, the one before it gives 2"},
		{4, []nn.Layer[float64]{&nn.Conv[float64]{H: 2, W: 2, In: 1, Out: 1, Size: 3}}, "layer 0: nn: Conv: picture 2×2×1, kernel 3×3"},
		{4, []nn.Layer[float64]{&nn.Conv[float64]{H: 2, W: 2, In: 1, Out: 1, Size: 1, Stride: -1}}, "stride -1"},
		{4, []nn.Layer[float64]{&nn.ConvTranspose[float64]{H: 2, W: 2, In: 1, Out: 1, Size: 1, Grow: 1}}, "grows by 1"},
		{4, []nn.Layer[float64]{&nn.MeanPool[float64]{H: 2, W: 2, Channels: 1, Size: 3}}, "MeanPool: picture 2×2×1, window 3×3"},
		{3, []nn.Layer[float64]{&nn.Dense[float64]{In: 3}}, "layer 0 gives 0 outputs"},
	} {
		if _, err := nn.NewSequential(c.in, c.layers...); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("error %v, want one with %q", err, c.say)
		}
	}
}

func TestPanicsNameBothLengths(t *testing.T) {
	defer func() {
		if msg := fmt.Sprint(recover()); !strings.Contains(msg, "7") || !strings.Contains(msg, "2") {
			t.Errorf("panic %q, want both lengths", msg)
		}
	}()
	var s nn.State[float64]
	(&nn.Dense[float64]{In: 3, Out: 2}).Forward(make([]float64, 2), make([]float64, 7), make([]float64, 8), &s)
}
