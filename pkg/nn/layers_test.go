package nn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/nn/nntest"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// layers returns one of each kind, and a network of several.
func layers[T nn.Float](t testing.TB) []nn.Layer[T] {
	t.Helper()
	list := []nn.Layer[T]{
		&nn.Dense[T]{In: 5, Out: 3},
		&nn.Dense[T]{In: 3, Out: 5, NoBias: true, Start: nn.He[T]},
		&nn.SparseDense[T]{In: 6, Out: 4}, &nn.SparseDense[T]{In: 8, Out: 3},
		&nn.Bias[T]{Units: 4}, &nn.Gain[T]{Units: 4},
		&nn.ReLU[T]{}, &nn.LeakyReLU[T]{}, &nn.Abs[T]{}, &nn.Tanh[T]{}, &nn.Sigmoid[T]{}, &nn.Softplus[T]{},
		&nn.Shrinkage[T]{Units: 4, Start: 0.5}, &nn.Shrinkage[T]{Units: 3, Start: -1},
		&nn.SmoothShrinkage[T]{Units: 4, Beta: 3, Start: 0.4},
		&nn.Conv[T]{H: 5, W: 6, In: 2, Out: 3, Size: 3},
		&nn.Conv[T]{H: 7, W: 6, In: 2, Out: 3, Size: 3, Stride: 2, Pad: 1},
		&nn.Conv[T]{H: 4, W: 4, In: 1, Out: 2, Size: 4, Stride: 3, Pad: 3, NoBias: true},
		&nn.ConvTranspose[T]{H: 3, W: 4, In: 3, Out: 2, Size: 3},
		&nn.ConvTranspose[T]{H: 4, W: 3, In: 2, Out: 3, Size: 3, Stride: 2, Pad: 1, Grow: 1},
		&nn.ConvTranspose[T]{H: 2, W: 2, In: 2, Out: 1, Size: 4, Stride: 3, Pad: 1, NoBias: true},
		&nn.MeanPool[T]{H: 4, W: 6, Channels: 3, Size: 2},
		&nn.MeanPool[T]{H: 7, W: 6, Channels: 2, Size: 3, Stride: 2},
		&nn.MeanPool[T]{H: 5, W: 4, Channels: 1, Size: 2, Stride: 3},
	}
	net, err := nn.NewSequential(30,
		&nn.Conv[T]{H: 5, W: 6, In: 1, Out: 4, Size: 2}, &nn.Shrinkage[T]{Units: 4, Start: 0.1},
		&nn.Dense[T]{In: 80, Out: 7}, &nn.Softplus[T]{}, &nn.Gain[T]{Units: 7}, &nn.Dense[T]{In: 7, Out: 4})
	if err != nil {
		t.Fatal(err)
	}
	return append(list, net)
}

func TestLayers(t *testing.T) {
	single := layers[float32](t)
	for i, l := range layers[float64](t) {
		t.Run(fmt.Sprintf("%d %T", i, l), func(t *testing.T) {
			for _, n := range []int{1, 3, 11} {
				if err := nntest.Layer(l, n, newRand(uint64(i))); err != nil {
					t.Error(err)
				}
				if err := nntest.Precision(single[i], l, n, newRand(uint64(i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestLosses(t *testing.T) {
	normal := func(rng *rand.Rand) float64 { return rng.NormFloat64() }
	for _, n := range []int{1, 7, 600} {
		if err := nntest.Loss(&nn.SquaredError[float64]{}, n, normal, newRand(3)); err != nil {
			t.Error(err)
		}
		if err := nntest.Loss(&nn.Bernoulli[float64]{}, n, (*rand.Rand).Float64, newRand(4)); err != nil {
			t.Error(err)
		}
		for _, classes := range []int{1, 3, 10} {
			if err := nntest.Loss(&nn.CrossEntropy[float64]{Classes: classes}, n*classes, (*rand.Rand).Float64, newRand(5)); err != nil {
				t.Errorf("%d classes: %v", classes, err)
			}
		}
	}
}

// A sparse layer is the dense one with W transposed, for inputs of few and of many zeros
// that fill whole blocks or not.
func TestSparseDense(t *testing.T) {
	const n, out = 150, 45
	for _, in := range []int{70, 72} {
		for _, zeros := range []int{0, 3, 9, 10} { // of ten
			rng := newRand(uint64(zeros))
			x, dy := make([]float64, n*in), make([]float64, n*out)
			for i := range x {
				if rng.IntN(10) >= zeros {
					x[i] = rng.NormFloat64()
				}
			}
			for i := range dy {
				dy[i] = rng.NormFloat64()
			}
			sparse, dense := &nn.SparseDense[float64]{In: in, Out: out}, &nn.Dense[float64]{In: in, Out: out}
			p, q := nn.New(sparse, newRand(7)), nn.New(dense, newRand(8))
			copy(p.Value[in*out:], dy) // some bias
			copy(q.Value, transposed(p.Value[:in*out], out))
			copy(q.Value[in*out:], dy)
			got, want := twice(sparse, p, x, dy), twice(dense, q, x, dy)
			copy(want, transposed(want[:in*out], in))
			for i, v := range want {
				if math.Abs(v-got[i]) > 1e-12*(1+math.Abs(v)) {
					t.Fatalf("%d inputs, %d zeros of ten: number %d is %v, dense %v", in, zeros, i, got[i], v)
				}
			}
		}
	}
}

// twice returns the gradients, y and dx of a layer that was run forward and back twice.
func twice(l nn.Layer[float64], p *nn.Params[float64], x, dy []float64) []float64 {
	y, dx := make([]float64, len(dy)), make([]float64, len(x))
	var s nn.State[float64]
	for range 2 { // gradients accumulate
		l.Forward(y, x, p.Value, &s)
		l.Backward(dx, p.Grad, dy, p.Value, &s)
	}
	return slices.Concat(p.Grad, y, dx)
}

// transposed returns the transpose of a matrix of that many columns.
func transposed(w []float64, cols int) []float64 {
	rows := len(w) / cols
	t := make([]float64, len(w))
	for i, v := range w {
		t[i%cols*rows+i/cols] = v
	}
	return t
}

// trained runs a few steps on a network large enough for several goroutines and
// returns its parameters.
func trained(t *testing.T) []float32 {
	rng := newRand(9)
	net, p := large(t, rng)
	const n = 40
	x, y, dy, target := make([]float32, n*400), make([]float32, n*400), make([]float32, n*400), make([]float32, n*400)
	for i := range x {
		x[i], target[i] = rng.Float32(), rng.Float32()
	}
	var s nn.State[float32]
	var m nn.Memory[float32]
	var loss nn.Bernoulli[float32]
	for range 4 {
		p.ZeroGrad()
		net.Forward(y, x, p.Value, &s)
		loss.Loss(dy, y, target, 1./n)
		net.Backward(nil, p.Grad, dy, p.Value, &s)
		nn.ClipNorm(p.Grad, 1)
		nn.AdamW[float32]{}.Step(p, &m, 1e-3)
	}
	return p.Value
}

func large(t testing.TB, rng *rand.Rand) (*nn.Sequential[float32], *nn.Params[float32]) {
	net, err := nn.NewSequential[float32](400,
		&nn.Conv[float32]{H: 20, W: 20, In: 1, Out: 8, Size: 5, Stride: 3}, &nn.ReLU[float32]{},
		&nn.Dense[float32]{In: 288, Out: 150}, &nn.Tanh[float32]{}, &nn.Dense[float32]{In: 150, Out: 400})
	if err != nil {
		t.Fatal(err)
	}
	return net, nn.New(net, rng)
}

func TestSameBitsWhateverGOMAXPROCS(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := trained(t)
	for _, procs := range []int{2, 3, 7} {
		runtime.GOMAXPROCS(procs)
		for i, v := range trained(t) {
			if v != want[i] {
				t.Fatalf("GOMAXPROCS=%d: parameter %d is %v, with one processor %v", procs, i, v, want[i])
			}
		}
	}
}
