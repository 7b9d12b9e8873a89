package fewlabels

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Net is a network of one convolution with a linear classifier on top,
//
//	φ(y) = mean over windows of |g ∘ tanh(We ⋆ y + b)|,  logits = W·φ(y) + c.
//
// Pictures y are H×W×C. The stage below |·| has the parameters We (Maps×Size×Size×C),
// b and g (Maps each), in this order: those of the encoder conv.Tanh of predictive
// sparse decomposition. φ has OH·OW·Maps numbers.
//
// Source: Jarrett, Kavukcuoglu, Ranzato & LeCun, ICCV 2009, section 2.1: filter bank,
// rectification and average pooling.
type Net struct {
	H, W, C     int // of a picture; default for C: 1
	Maps, Size  int // filters, and the side of each
	Stride, Pad int // of the convolution; default 1 and 0
	Pool        int // side of a window of the mean; default 1
}

func (n Net) withDefaults() Net {
	n.C, n.Stride, n.Pool = or(n.C, 1), or(n.Stride, 1), or(n.Pool, 1)
	return n
}

func (n Net) conv() *nn.Conv[float32] {
	return &nn.Conv[float32]{H: n.H, W: n.W, In: n.C, Out: n.Maps, Size: n.Size, Stride: n.Stride, Pad: n.Pad}
}

// layers returns those of φ.
func (n Net) layers() ([]nn.Layer[float32], error) {
	n = n.withDefaults()
	conv := n.conv()
	if err := conv.Check(); err != nil {
		return nil, fmt.Errorf("fewlabels: %w", err)
	}
	pool := &nn.MeanPool[float32]{H: (n.H+2*n.Pad-n.Size)/n.Stride + 1, W: (n.W+2*n.Pad-n.Size)/n.Stride + 1, Channels: n.Maps, Size: n.Pool}
	if err := pool.Check(); err != nil {
		return nil, fmt.Errorf("fewlabels: %w", err)
	}
	return []nn.Layer[float32]{conv, &nn.Tanh[float32]{}, &nn.Gain[float32]{Units: n.Maps}, &nn.Abs[float32]{}, pool}, nil
}

func (n Net) features() (*nn.Sequential[float32], error) {
	layers, err := n.layers()
	if err != nil {
		return nil, err
	}
	n = n.withDefaults()
	return nn.NewSequential(n.H*n.W*n.C, layers...)
}

func (n Net) classifier(classes int) (*nn.Sequential[float32], error) {
	phi, err := n.features()
	if err != nil {
		return nil, err
	}
	layers, err := n.layers()
	if err != nil {
		return nil, err
	}
	return nn.NewSequential(phi.Spec().In, append(layers, &nn.Dense[float32]{In: phi.Spec().Out, Out: classes})...)
}

// checkRows refuses rows that are not pictures of the net.
func (n Net) checkRows(x []float32, labels []int) error {
	d := n.withDefaults()
	if in := d.H * d.W * d.C; len(x) != in*len(labels) {
		return fmt.Errorf("fewlabels: %d numbers for %d pictures, expected %d a picture", len(x), len(labels), in)
	}
	return nil
}

// checkStage refuses a stage that does not belong to the net. nil stands for one that
// is yet to be drawn.
func (n Net) checkStage(stage []float32) error {
	want := n.withDefaults().Maps * (n.Size*n.Size*n.withDefaults().C + 2)
	if stage != nil && len(stage) != want {
		return fmt.Errorf("fewlabels: the stage has %d parameters, expected %d: filters, biases and gains", len(stage), want)
	}
	for i, v := range stage {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("fewlabels: parameter %d of the stage is %v, expected finite numbers", i, v)
		}
	}
	return nil
}

// Draw returns a stage with filters drawn by nn.GlorotUniform, biases 0 and gains 1.
func (n Net) Draw(rng *rand.Rand) ([]float32, error) {
	phi, err := n.features()
	if err != nil {
		return nil, err
	}
	if rng == nil {
		return nil, fmt.Errorf("fewlabels: no random generator, which draws the filters")
	}
	return nn.New(phi, rng).Value, nil
}

// Features returns φ of the pictures x, m×(H·W·C), as m×(OH·OW·Maps).
func (n Net) Features(stage, x []float32) ([]float32, error) {
	phi, err := n.features()
	if err != nil {
		return nil, err
	}
	if stage == nil {
		return nil, fmt.Errorf("fewlabels: no stage, expected filters, biases and gains")
	}
	if err := n.checkStage(stage); err != nil {
		return nil, err
	}
	if in := phi.Spec().In; len(x)%in != 0 {
		return nil, fmt.Errorf("fewlabels: pictures of %d numbers together, expected %d each", len(x), in)
	}
	return each(phi, stage, x), nil
}

// piece is how many pictures a network sees at a time where nothing is learned.
const piece = 100

// each returns the outputs of l for all rows of x.
func each(l nn.Layer[float32], w, x []float32) []float32 {
	spec := l.Spec()
	m := len(x) / spec.In
	y := make([]float32, m*spec.Out)
	kernel.Parallel((m+piece-1)/piece, func(i int) {
		lo, hi := i*piece, min((i+1)*piece, m)
		l.Forward(y[lo*spec.Out:hi*spec.Out], x[lo*spec.In:hi*spec.In], w, new(nn.State[float32]))
	})
	return y
}
