package fewlabels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// standardDecay is the penalty of the weights of a linear classifier, for all learners.
const standardDecay = 1e-3

// flat is the largest derivative at which Logistic stops.
const flat = 1e-4

// Logistic is multinomial logistic regression with a squared penalty,
//
//	min over W, b of (1/n) Σ_i −log p_{i, label i} + (Decay/2)·‖W‖²,  p_i = softmax(W·u_i + b),
//
// with u_i = (x_i − mean)/r, where r² is the mean of ‖x_i − mean‖²: so that Decay means
// the same whatever the length of a row. The minimum is unique; L-BFGS stops where no
// derivative exceeds 1e-4. Cost: 4·n·d·classes operations an evaluation, of which it
// makes up to some hundreds.
type Logistic struct {
	Decay float64 // default 1e-3
}

// Learn draws nothing: rng may be nil.
func (l Logistic) Learn(x []float32, labels []int, classes int, _ *rand.Rand) (Classifier, error) {
	if err := check(x, labels, classes); err != nil {
		return nil, err
	}
	if err := checkDecay(l.Decay); err != nil {
		return nil, err
	}
	d := len(x) / len(labels)
	c := &linear{frame: newFrame(x, d), dense: nn.Dense[float64]{In: d, Out: classes}}
	f := newLogisticLoss(c, x, labels, or(l.Decay, standardDecay))
	problem := optimize.Problem{
		Func: func(w []float64) float64 { v, _ := f.at(w); return v },
		Grad: func(grad, w []float64) { _, g := f.at(w); copy(grad, g) },
	}
	settings := &optimize.Settings{GradientThreshold: flat, MajorIterations: 1000, Converger: optimize.NeverTerminate{}}
	r, err := optimize.Minimize(problem, make([]float64, (d+1)*classes), settings, &optimize.LBFGS{})
	if err != nil {
		return nil, fmt.Errorf("fewlabels: logistic regression: %w", err)
	}
	c.w = r.X
	return c, nil
}

// A frame is where rows are looked at from: u = (x − mean)·scale, mean ‖u‖² = 1.
type frame struct {
	mean  []float64 // d
	scale float64
}

func newFrame(x []float32, d int) frame {
	f := frame{mean: make([]float64, d)}
	n := float64(len(x) / d)
	for i, v := range x {
		f.mean[i%d] += float64(v) / n
	}
	sum := 0.0
	for i, v := range x {
		u := float64(v) - f.mean[i%d]
		sum += u * u / n
	}
	if f.scale = 1; sum > 0 {
		f.scale = 1 / math.Sqrt(sum)
	}
	return f
}

// see sets dst to the rows as they are seen.
func (f frame) see(dst []float64, x []float32) {
	for i, v := range x {
		dst[i] = (float64(v) - f.mean[i%len(f.mean)]) * f.scale
	}
}

// linear is argmax W·u + b.
type linear struct {
	frame
	dense nn.Dense[float64]
	w     []float64
}

func (c *linear) Classify(dst []int, x []float32) {
	u, a := make([]float64, len(x)), make([]float64, len(dst)*c.dense.Out)
	c.see(u, x)
	c.dense.Forward(a, u, c.w, new(nn.State[float64]))
	argmax(dst, a, c.dense.Out)
}

// argmax sets dst to the place of the largest number of each row of a.
func argmax[T nn.Float](dst []int, a []T, classes int) {
	for i := range dst {
		row := a[i*classes : (i+1)*classes]
		dst[i] = 0
		for c, v := range row {
			if v > row[dst[i]] {
				dst[i] = c
			}
		}
	}
}

// A logisticLoss is what Logistic minimises.
type logisticLoss struct {
	dense            *nn.Dense[float64]
	decay, scale     float64
	u, a, da, target []float64
	state            nn.State[float64]
	loss             nn.CrossEntropy[float64]

	known   bool // the loss is value at w, and grad its derivative
	value   float64
	w, grad []float64
}

func newLogisticLoss(c *linear, x []float32, labels []int, decay float64) *logisticLoss {
	n, k := len(labels), c.dense.Out
	f := &logisticLoss{dense: &c.dense, decay: decay, scale: 1 / float64(n), loss: nn.CrossEntropy[float64]{Classes: k},
		u: make([]float64, len(x)), a: make([]float64, n*k), da: make([]float64, n*k), target: make([]float64, n*k),
		w: make([]float64, (c.dense.In+1)*k), grad: make([]float64, (c.dense.In+1)*k)}
	c.see(f.u, x)
	nn.OneHot(f.target, labels, k)
	return f
}

// at returns the loss at w = (W, b) and its derivative, which stays f's own.
func (f *logisticLoss) at(w []float64) (loss float64, grad []float64) {
	if f.known && slices.Equal(w, f.w) {
		return f.value, f.grad
	}
	copy(f.w, w)
	f.dense.Forward(f.a, f.u, f.w, &f.state)
	loss = f.loss.Loss(f.da, f.a, f.target, f.scale)
	clear(f.grad)
	f.dense.Backward(nil, f.grad, f.da, f.w, &f.state)
	W := w[:f.dense.In*f.dense.Out]
	kernel.Axpy(f.decay, W, f.grad[:len(W)])
	f.value, f.known = loss+f.decay/2*kernel.SumSquares(W), true
	return f.value, f.grad
}
