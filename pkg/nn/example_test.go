package nn_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
)

// A network of two layers learns the exclusive or.
func Example() {
	rng := rand.New(rand.NewPCG(1, 2))
	net, err := nn.NewSequential[float64](2,
		&nn.Dense[float64]{In: 2, Out: 8, Start: nn.He[float64]},
		&nn.ReLU[float64]{},
		&nn.Dense[float64]{In: 8, Out: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := nn.New(net, rng)

	x := []float64{0, 0, 0, 1, 1, 0, 1, 1} // 4×2
	target := []float64{-1, 1, 1, -1}      // 4×1
	y, dy := make([]float64, 4), make([]float64, 4)
	var state nn.State[float64]
	var memory nn.Memory[float64]
	var loss nn.SquaredError[float64]
	for range 500 {
		p.ZeroGrad()
		net.Forward(y, x, p.Value, &state)
		loss.Loss(dy, y, target, 1./4)
		net.Backward(nil, p.Grad, dy, p.Value, &state)
		nn.Adam[float64]{}.Step(p, &memory, 0.02)
	}
	fmt.Printf("%.2f\n", y)
	for _, s := range p.Shapes {
		fmt.Println(s.Name, s.Dims)
	}
	// Output:
	// [-1.00 1.00 1.00 -1.00]
	// 0.weight [8 2]
	// 0.bias [8]
	// 2.weight [1 8]
	// 2.bias [1]
}

// One layer, used three times with the same parameters, each time with a State of its
// own: back-propagation through time adds up the gradients.
func ExampleState() {
	step := &nn.Dense[float64]{In: 1, Out: 1, NoBias: true}
	w, dw := []float64{2}, []float64{0}
	z := [][]float64{{1}, {0}, {0}, {0}} // z(t+1) = w·z(t)
	var states [3]nn.State[float64]
	for t := range states {
		step.Forward(z[t+1], z[t], w, &states[t])
	}
	dz := []float64{1} // of z(3) = w³
	for t := 2; t >= 0; t-- {
		before := []float64{0}
		step.Backward(before, dw, dz, w, &states[t])
		dz = before
	}
	fmt.Println(z[3], dw)
	// Output: [8] [12]
}

func ExampleParams() {
	p := nn.NewParams[float32](
		nn.Shape{Name: "S", Dims: []int{2, 2}},
		nn.Shape{Name: "theta", Dims: []int{2}})
	theta, _ := p.View("theta")
	theta[0], theta[1] = 0.5, 0.25
	fmt.Println(p.Value)
	// Output: [0 0 0 0 0.5 0.25]
}

func ExampleParams_WriteSafetensors() {
	p := nn.NewParams[float32](nn.Shape{Name: "weight", Dims: []int{1, 2}})
	var file bytes.Buffer
	if err := p.WriteSafetensors(&file); err != nil {
		fmt.Println(err)
	}
	var content nn.Safetensors
	if err := content.UnmarshalBinary(file.Bytes()); err != nil {
		fmt.Println(err)
	}
	for _, t := range content.Tensors {
		fmt.Println(t.Name, t.DType, t.Dims)
	}
	// Output: weight F32 [1 2]
}

func ExampleTraining() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	net := &nn.Dense[float32]{In: 2, Out: 1}
	training := nn.Training[float32]{Source: *rand.NewPCG(1, 2)}
	rng := rand.New(&training.Source)
	training.Params = nn.New(net, rng)

	path := filepath.Join(dir, "training.model")
	fmt.Println(checkpoint.Save(path, &training))
	var again nn.Training[float32]
	fmt.Println(checkpoint.Load(path, &again))
	fmt.Println(rng.Uint64() == again.Source.Uint64())
	// Output:
	// <nil>
	// <nil>
	// true
}

func ExampleConv() {
	halve := &nn.Conv[float64]{H: 28, W: 28, In: 1, Out: 8, Size: 4, Stride: 2, Pad: 1}
	fmt.Println(halve.Spec().Params)
	fmt.Println(halve.Spec().Out == 14*14*8)
	double := &nn.ConvTranspose[float64]{H: 14, W: 14, In: 8, Out: 1, Size: 4, Stride: 2, Pad: 1}
	fmt.Println(double.Spec().Out == 28*28)
	// Output:
	// [{weight [8 4 4 1]} {bias [8]}]
	// true
	// true
}

func ExampleShrinkage() {
	shrink := &nn.Shrinkage[float64]{Units: 3}
	x, y := []float64{2, -2, 0.4}, make([]float64, 3)
	var s nn.State[float64]
	shrink.Forward(y, x, []float64{0.5, 1, 0.5}, &s)
	fmt.Println(y)
	// Output: [1.5 -1 0]
}

func ExampleWarmUp() {
	rate := nn.WarmUp{Steps: 3, Then: nn.Cosine{Peak: 0.4, Steps: 4}}
	for t := range 8 {
		fmt.Printf("%.2f ", rate.Rate(t))
	}
	// Output: 0.10 0.20 0.30 0.40 0.34 0.20 0.06 0.00
}

func ExampleBernoulli() {
	var loss nn.Bernoulli[float64]
	logits, target, d := []float64{0, 0}, []float64{1, 0.5}, make([]float64, 2)
	value := loss.Loss(d, logits, target, 1)
	fmt.Printf("%.4f %v\n", value, d)
	// Output: 1.3863 [-0.5 0]
}

// One rate serves tensors of different sizes.
func ExampleRelative() {
	p := nn.NewParams[float64](nn.Shape{Name: "large", Dims: []int{1}}, nn.Shape{Name: "small", Dims: []int{1}})
	copy(p.Value, []float64{100, 0.1})
	copy(p.Grad, []float64{1, 1})
	nn.Relative[float64]{}.Step(p, new(nn.Memory[float64]), 0.01)
	fmt.Printf("%.3f %.4f\n", p.Value[0], p.Value[1])
	// Output: 99.000 0.0990
}

func ExampleCrossEntropy() {
	loss := nn.CrossEntropy[float64]{Classes: 2}
	logits, target, d := []float64{0, 0, 0, 100}, make([]float64, 4), make([]float64, 4)
	nn.OneHot(target, []int{0, 1}, 2)
	value := loss.Loss(d, logits, target, 1)
	fmt.Printf("%.4f %.2f\n", value, d)
	// Output: 0.6931 [-0.50 0.50 0.00 0.00]
}

// The mean of each quarter of a picture of 4×4 pixels.
func ExampleMeanPool() {
	pool := &nn.MeanPool[float64]{H: 4, W: 4, Channels: 1, Size: 2}
	x := []float64{
		1, 3, 0, 0,
		5, 7, 0, 8,
		0, 0, 1, 1,
		0, 0, 1, 1,
	}
	y := make([]float64, 4)
	var s nn.State[float64]
	pool.Forward(y, x, nil, &s)
	fmt.Println(y)
	// Output: [4 2 0 1]
}

func ExampleAbs() {
	y := make([]float64, 3)
	var s nn.State[float64]
	(&nn.Abs[float64]{}).Forward(y, []float64{-2, 0, 3}, nil, &s)
	fmt.Println(y[0], y[2])
	// Output: 2 3
}
