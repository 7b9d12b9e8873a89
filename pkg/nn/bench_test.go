package nn_test

import (
	"testing"
	"time"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// BenchmarkDense is forward and backward of a layer 784–400 at batch 128, with dx: six
// times 128·784·400 operations, 241 MFLOP. The metric peak is the time per step over
// that of the operations alone at the peak of one core.
func BenchmarkDense(b *testing.B) {
	const n, in, out = 128, 784, 400
	l := &nn.Dense[float32]{In: in, Out: out}
	p := nn.New(l, newRand(1))
	x, y, dx, dy := make([]float32, n*in), make([]float32, n*out), make([]float32, n*in), make([]float32, n*out)
	for i := range x {
		x[i] = float32(i % 5)
	}
	var s nn.State[float32]
	peak := kernel.PeakFlops[float32](50 * time.Millisecond)
	for b.Loop() {
		l.Forward(y, x, p.Value, &s)
		l.Backward(dx, p.Grad, dy, p.Value, &s)
	}
	floor := 6 * float64(n*in*out) / peak
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/floor, "×floor")
}

// BenchmarkAdam is a step on the 652,824 parameters of a VAE 784–400–(20, 20)–400–784.
// It reads four numbers a parameter and writes three, 18 MB: at the speed of memory,
// about 10 GB/s a core, 1.8 ms.
func BenchmarkAdam(b *testing.B) {
	p := nn.NewParams[float32](nn.Shape{Name: "w", Dims: []int{652824}})
	for i := range p.Grad {
		p.Grad[i] = float32(i%13) - 6
	}
	b.SetBytes(int64(7 * 4 * len(p.Value)))
	var m nn.Memory[float32]
	for b.Loop() {
		nn.Adam[float32]{}.Step(p, &m, 1e-3)
	}
}

// BenchmarkElements is forward and backward on 128×784 numbers.
func BenchmarkElements(b *testing.B) {
	const n = 128 * 784
	x, y, d := make([]float32, n), make([]float32, n), make([]float32, n)
	rng := newRand(1)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	for name, l := range map[string]nn.Layer[float32]{"ReLU": &nn.ReLU[float32]{}, "Tanh": &nn.Tanh[float32]{}, "Softplus": &nn.Softplus[float32]{}} {
		b.Run(name, func(b *testing.B) {
			var s nn.State[float32]
			for b.Loop() {
				l.Forward(y, x, nil, &s)
				l.Backward(d, nil, x, nil, &s)
			}
		})
	}
	b.Run("Bernoulli", func(b *testing.B) {
		var loss nn.Bernoulli[float32]
		for b.Loop() {
			loss.Loss(d, x, y, 1)
		}
	})
}

// BenchmarkConv is forward and backward, 28×28×8 to 16 features 5×5 at batch 64.
func BenchmarkConv(b *testing.B) {
	l := &nn.Conv[float32]{H: 28, W: 28, In: 8, Out: 16, Size: 5, Pad: 2}
	spec := l.Spec()
	p := nn.New(l, newRand(1))
	const n = 64
	x, y, dx, dy := make([]float32, n*spec.In), make([]float32, n*spec.Out), make([]float32, n*spec.In), make([]float32, n*spec.Out)
	var s nn.State[float32]
	peak := kernel.PeakFlops[float32](50 * time.Millisecond)
	for b.Loop() {
		l.Forward(y, x, p.Value, &s)
		l.Backward(dx, p.Grad, dy, p.Value, &s)
	}
	floor := 6 * float64(n*28*28*16*25*8) / peak
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/floor, "×floor")
}

// BenchmarkStep is a whole step of an auto-encoder 784–400–20–400–784 at batch 128:
// forward, Bernoulli loss, backward, Adam. Its products are 2·3·128·(784·400·2 +
// 400·20·2) operations less those of the first dx, 0.42 GFLOP.
func BenchmarkStep(b *testing.B) {
	net, err := nn.NewSequential[float32](784,
		&nn.Dense[float32]{In: 784, Out: 400}, &nn.ReLU[float32]{}, &nn.Dense[float32]{In: 400, Out: 20},
		&nn.Dense[float32]{In: 20, Out: 400}, &nn.ReLU[float32]{}, &nn.Dense[float32]{In: 400, Out: 784})
	if err != nil {
		b.Fatal(err)
	}
	const n = 128
	rng := newRand(1)
	p := nn.New(net, rng)
	x, y, dy := make([]float32, n*784), make([]float32, n*784), make([]float32, n*784)
	for i := range x {
		x[i] = rng.Float32()
	}
	var s nn.State[float32]
	var m nn.Memory[float32]
	var loss nn.Bernoulli[float32]
	peak := kernel.PeakFlops[float32](50 * time.Millisecond)
	for b.Loop() {
		p.ZeroGrad()
		net.Forward(y, x, p.Value, &s)
		loss.Loss(dy, y, x, 1./n)
		net.Backward(nil, p.Grad, dy, p.Value, &s)
		nn.Adam[float32]{}.Step(p, &m, 1e-3)
	}
	floor := 2 * n * (3*(784*400*2+400*20*2) - 784*400) / peak
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/floor, "×floor")
}
