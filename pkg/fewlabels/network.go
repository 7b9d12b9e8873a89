package fewlabels

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Network trains all parameters of a net by Adam on
//
//	(1/n) Σ_i −log p_{i, label i} + (Decay·f/2)·‖W‖²
//
// with f the numbers of φ, from W = 0 and c = 0 at the top. Before the first step the
// gains are divided by one number, so that the mean of φ² over the sample is 1, whatever
// the stage: Decay then means what it does for [Logistic]. The rate falls to 0 along a
// cosine. Cost: about 6 times a Forward for each picture of each
// batch.
type Network struct {
	Net   Net
	Stage []float32 // filters, biases, gains to begin with; default: drawn anew by each Learn
	Steps int       // default 300
	Batch int       // pictures a step; default 50, or all where there are fewer
	Rate  float64   // at the start; default 3e-3
	Decay float64   // default 1e-3
}

func (l Network) Learn(x []float32, labels []int, classes int, rng *rand.Rand) (Classifier, error) {
	if err := check(x, labels, classes); err != nil {
		return nil, err
	}
	if err := l.check(rng); err != nil {
		return nil, err
	}
	net, err := l.Net.classifier(classes)
	if err != nil {
		return nil, err
	}
	if err := l.Net.checkRows(x, labels); err != nil {
		return nil, err
	}
	stage, err := l.Net.stage(l.Stage, rng)
	if err != nil {
		return nil, err
	}
	p := nn.NewParams[float32](net.Spec().Params...)
	copy(p.Value, stage)
	if err := l.Net.balance(p.Value[:len(stage)], x); err != nil {
		return nil, err
	}
	l.train(net, p, x, labels, classes, rng)
	return &Trained{net, p, classes}, nil
}

func (l Network) check(rng *rand.Rand) error {
	if l.Steps < 0 || l.Batch < 0 || !(l.Rate >= 0) || math.IsInf(l.Rate, 1) {
		return fmt.Errorf("fewlabels: Steps %d, Batch %d, Rate %v, expected finite numbers ≥ 0", l.Steps, l.Batch, l.Rate)
	}
	if rng == nil {
		return fmt.Errorf("fewlabels: no random generator, which draws the batches")
	}
	return checkDecay(l.Decay)
}

// balance divides the gains, the end of the stage, by √(mean φ²).
func (n Net) balance(stage, x []float32) error {
	phi, err := n.Features(stage, x)
	if err != nil {
		return err
	}
	size := math.Sqrt(float64(kernel.SumSquares(phi)) / float64(len(phi)))
	if size > 0 {
		kernel.Scal(float32(1/size), stage[len(stage)-n.Maps:])
	}
	return nil
}

// train takes the steps. Batches come from one random order after another.
func (l Network) train(net *nn.Sequential[float32], p *nn.Params[float32], x []float32, labels []int, classes int, rng *rand.Rand) {
	n, in := len(labels), net.Spec().In
	b := min(or(l.Batch, 50), n)
	steps, decay := or(l.Steps, 300), float32(or(l.Decay, standardDecay))
	rate := nn.Cosine{Peak: or(l.Rate, 3e-3), Steps: steps}
	input, targets := make([]float32, b*in), make([]float32, b*classes)
	a, da, names := make([]float32, b*classes), make([]float32, b*classes), make([]int, b)
	loss := nn.CrossEntropy[float32]{Classes: classes}
	var state nn.State[float32]
	var memory nn.Memory[float32]
	W, dW := p.View(topWeight)
	decay *= float32(len(W) / classes)
	var order []int
	for t := range steps {
		if len(order) < b {
			order = rng.Perm(n)
		}
		for i, k := range order[:b] {
			copy(input[i*in:(i+1)*in], x[k*in:(k+1)*in])
			names[i] = labels[k]
		}
		order = order[b:]
		nn.OneHot(targets, names, classes)
		p.ZeroGrad()
		net.Forward(a, input, p.Value, &state)
		loss.Loss(da, a, targets, 1/float64(b))
		net.Backward(nil, p.Grad, da, p.Value, &state)
		kernel.Axpy(decay, W, dW)
		nn.Adam[float32]{}.Step(p, &memory, rate.Rate(t))
	}
}

// topWeight names W: layer 5 of the network.
const topWeight = "5.weight"

// Trained is a network that [Network] has trained.
type Trained struct {
	net     *nn.Sequential[float32]
	params  *nn.Params[float32]
	classes int
}

// Params returns the parameters, not copies: "0.weight" are the filters.
func (t *Trained) Params() *nn.Params[float32] { return t.params }

func (t *Trained) Classify(dst []int, x []float32) {
	argmax(dst, each(t.net, t.params.Value, x), t.classes)
}

// Loss returns the mean of −log p_{i, label i} over the rows of x.
func (t *Trained) Loss(x []float32, labels []int) float64 {
	target := make([]float32, len(labels)*t.classes)
	nn.OneHot(target, labels, t.classes)
	loss := nn.CrossEntropy[float32]{Classes: t.classes}
	return loss.Loss(nil, each(t.net, t.params.Value, x), target, 1/float64(len(labels)))
}
