//go:build !race

package nn_test

import (
	"runtime"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

// The race detector makes sync.Pool forget at random, hence the build tag.

func TestStepsDoNotAllocate(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for _, l := range layers[float32](t) {
		spec := l.Spec()
		if spec.In == 0 {
			spec.In = max(nn.Sizes(spec.Params)/max(len(spec.Params), 1), 1)
			spec.Out = spec.In
		}
		const n = 30000
		if a := stepAllocs(l, spec, max(12, min(n/spec.In, 3000))); a != 0 {
			t.Errorf("%T: %v allocations a step", l, a)
		}
	}
}

func stepAllocs(l nn.Layer[float32], spec nn.Spec, n int) float64 {
	p := nn.New(l, newRand(1))
	x, y, dx, dy := make([]float32, n*spec.In), make([]float32, n*spec.Out), make([]float32, n*spec.In), make([]float32, n*spec.Out)
	for i := range x {
		x[i] = float32(i%7) - 3
	}
	var s nn.State[float32]
	var adam, sgd nn.Memory[float32]
	var squared nn.SquaredError[float32]
	var bernoulli nn.Bernoulli[float32]
	entropy := nn.CrossEntropy[float32]{Classes: spec.Out}
	step := func() {
		p.ZeroGrad()
		l.Forward(y, x, p.Value, &s)
		squared.Loss(dy, y, y, 1)
		bernoulli.Loss(dy, y, y, 1)
		entropy.Loss(dy, y, y, 1)
		l.Backward(dx, p.Grad, dy, p.Value, &s)
		nn.ClipNorm(p.Grad, 1)
		nn.AdamW[float32]{}.Step(p, &adam, 1e-3)
		nn.SGD[float32]{Momentum: 0.9}.Step(p, &sgd, 1e-3)
	}
	step()
	return testing.AllocsPerRun(10, step)
}
