package nn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

// path returns where four steps on ½·Σ i·w_i² lead, from w = 1, 1.
func path(o nn.Optimizer[float64], rate float64) []float64 {
	p := nn.NewParams[float64](nn.Shape{Name: "w", Dims: []int{2}})
	p.Value[0], p.Value[1] = 1, 1
	var m nn.Memory[float64]
	for range 4 {
		p.Grad[0], p.Grad[1] = p.Value[0], 2*p.Value[1]
		o.Step(p, &m, rate)
	}
	return p.Value
}

// TestOptimizersAreTheirFormulas compares four steps with the formulas of the papers,
// as they stand there.
func TestOptimizersAreTheirFormulas(t *testing.T) {
	sgd := func(mu float64, nesterov bool) func(c, rate float64) float64 {
		return func(c, rate float64) float64 {
			w, v := 1.0, 0.0
			for range 4 {
				g := c * w
				v = mu*v + g
				if nesterov {
					w -= rate * (g + mu*v)
				} else {
					w -= rate * v
				}
			}
			return w
		}
	}
	adam := func(b1, b2, decay float64) func(c, rate float64) float64 {
		return func(c, rate float64) float64 {
			w, m, v := 1.0, 0.0, 0.0
			for t := 1; t <= 4; t++ {
				g := c * w
				w -= rate * decay * w
				m, v = b1*m+(1-b1)*g, b2*v+(1-b2)*g*g
				mh, vh := m/(1-math.Pow(b1, float64(t))), v/(1-math.Pow(b2, float64(t)))
				w -= rate * mh / (math.Sqrt(vh) + 1e-8)
			}
			return w
		}
	}
	for _, c := range []struct {
		o    nn.Optimizer[float64]
		want func(c, rate float64) float64
	}{
		{nn.SGD[float64]{}, sgd(0, false)},
		{nn.SGD[float64]{Momentum: 0.9}, sgd(0.9, false)},
		{nn.SGD[float64]{Momentum: 0.9, Nesterov: true}, sgd(0.9, true)},
		{nn.Adam[float64]{}, adam(0.9, 0.999, 0)},
		{nn.Adam[float64]{Beta1: 0.5, Beta2: 0.9}, adam(0.5, 0.9, 0)},
		{nn.AdamW[float64]{Decay: 0.2}, adam(0.9, 0.999, 0.2)},
	} {
		for i, w := range path(c.o, 0.1) {
			if want := c.want(float64(i+1), 0.1); math.Abs(w-want) > 1e-14 {
				t.Errorf("%T %+v: w[%d] = %v after four steps, want %v", c.o, c.o, i, w, want)
			}
		}
	}
}

// TestRelativeIsAdam: four steps on two tensors are those of Adam on each by itself, at
// the rate times the size that its entries have before the step.
func TestRelativeIsAdam(t *testing.T) {
	const rate, floor = 0.1, 0.05
	start := [][]float64{{1, -2, 3}, {0.01}}
	p := nn.NewParams[float64](nn.Shape{Name: "a", Dims: []int{3}}, nn.Shape{Name: "b", Dims: []int{1}})
	copy(p.Value, append(append([]float64(nil), start[0]...), start[1]...))
	var m nn.Memory[float64]
	for range 4 {
		for i, w := range p.Value {
			p.Grad[i] = w * float64(i+1)
		}
		nn.Relative[float64]{Floor: floor}.Step(p, &m, rate)
	}
	at := 0
	for _, w := range start {
		one := nn.NewParams[float64](nn.Shape{Name: "w", Dims: []int{len(w)}})
		copy(one.Value, w)
		var memory nn.Memory[float64]
		for range 4 {
			sum := 0.0
			for i, v := range one.Value {
				one.Grad[i] = v * float64(at+i+1)
				sum += v * v
			}
			nn.Adam[float64]{}.Step(one, &memory, rate*max(floor, math.Sqrt(sum/float64(len(w)))))
		}
		for i, want := range one.Value {
			if got := p.Value[at+i]; math.Abs(got-want) > 1e-14 {
				t.Errorf("entry %d is %v after four steps, want %v", at+i, got, want)
			}
		}
		at += len(w)
	}
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		s    nn.Schedule
		want map[int]float64
	}{
		{nn.Constant(0.5), map[int]float64{0: 0.5, 100: 0.5}},
		{nn.Cosine{Peak: 3, Floor: 1, Steps: 10}, map[int]float64{0: 3, 5: 2, 10: 1, 99: 1}},
		{nn.Steps{Peak: 1, Every: 10}, map[int]float64{0: 1, 9: 1, 10: 0.1, 25: 0.01}},
		{nn.Steps{Peak: 1}, map[int]float64{50: 1}},
		{nn.WarmUp{Steps: 4, Then: nn.Cosine{Peak: 1, Steps: 10}}, map[int]float64{0: 0.2, 3: 0.8, 4: 1, 9: 0.5, 14: 0}},
	} {
		for step, want := range c.want {
			if got := c.s.Rate(step); math.Abs(got-want) > 1e-15 {
				t.Errorf("%+v: rate %v at step %d, want %v", c.s, got, step, want)
			}
		}
	}
}

func TestClipNorm(t *testing.T) {
	g := []float64{3, -4}
	if n := nn.ClipNorm(g, 10); n != 5 || g[0] != 3 {
		t.Errorf("within the limit: norm %v, g %v", n, g)
	}
	if n := nn.ClipNorm(g, 1); n != 5 || math.Abs(g[0]-0.6) > 1e-15 || math.Abs(g[1]+0.8) > 1e-15 {
		t.Errorf("beyond the limit: norm %v, g %v", n, g)
	}
	g[0] = math.NaN()
	if n := nn.ClipNorm(g, 0.1); !math.IsNaN(n) || math.Abs(g[1]+0.8) > 1e-15 {
		t.Errorf("with NaN: norm %v, g %v", n, g)
	}
}

// TestDrawsHaveTheirVariance: within five standard errors.
func TestDrawsHaveTheirVariance(t *testing.T) {
	const in, out, n = 30, 20, 200000
	for name, c := range map[string]struct {
		draw nn.Draw[float64]
		want float64
	}{
		"GlorotUniform": {nn.GlorotUniform[float64], 2. / (in + out)},
		"GlorotNormal":  {nn.GlorotNormal[float64], 2. / (in + out)},
		"He":            {nn.He[float64], 2. / in},
	} {
		w := make([]float64, n)
		c.draw(w, in, out, rand.New(rand.NewPCG(1, 1)))
		if v := dot(w, w) / n; math.Abs(v/c.want-1) > 5*math.Sqrt(2./n) {
			t.Errorf("%s: variance %v, want %v", name, v, c.want)
		}
	}
}
