package nntest_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
	"github.com/latentlab/latentlab/pkg/nn/nntest"
)

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// A layer of one's own is checked in one line.
func Example() {
	rng := rand.New(rand.NewPCG(1, 2))
	fmt.Println(nntest.Layer(&nn.Dense[float64]{In: 3, Out: 2}, 4, rng))
	// Output: <nil>
}

// broken is a dense layer with one fault.
type broken struct {
	nn.Dense[float64]
	fault string
	own   nn.State[float64]
}

func (b *broken) Forward(y, x, w []float64, s *nn.State[float64]) {
	b.Dense.Forward(y, x, w, s)
	b.own = *s
	if b.fault == "changes x" {
		x[0]++
	}
}

func (b *broken) Backward(dx, dw, dy, w []float64, s *nn.State[float64]) {
	if b.fault == "own state" {
		s = &b.own
	}
	if b.fault == "overwrites dw" {
		clear(dw)
	}
	b.Dense.Backward(dx, dw, dy, w, s)
	if b.fault == "dx" && dx != nil {
		dx[1] += 1e-5
	}
	if b.fault == "dw" && dw != nil {
		dw[1] *= 1 + 1e-5
	}
}

func TestLayerFindsFaults(t *testing.T) {
	for fault, say := range map[string]string{
		"changes x":     "x after a step",
		"dx":            "dx[1]",
		"dw":            "dw[1]",
		"overwrites dw": "twice as much",
		"own state":     "its own State",
	} {
		l := &broken{Dense: nn.Dense[float64]{In: 3, Out: 2}, fault: fault}
		if err := nntest.Layer(l, 4, newRand()); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: error %v, want one with %q", fault, err, say)
		}
	}
}

// scaled is a loss whose derivative is off by a factor.
type scaled struct{ nn.SquaredError[float64] }

func (l *scaled) Loss(dy, y, target []float64, scale float64) float64 {
	v := l.SquaredError.Loss(dy, y, target, scale)
	for i := range dy {
		dy[i] *= 1 + 1e-5
	}
	return v
}

func TestLossFindsFaults(t *testing.T) {
	if err := nntest.Loss(&scaled{}, 5, (*rand.Rand).NormFloat64, newRand()); err == nil || !strings.Contains(err.Error(), "dy[") {
		t.Errorf("error %v, want one about dy", err)
	}
}

func TestPrecisionFindsFaults(t *testing.T) {
	single, double := &nn.LeakyReLU[float32]{Slope: 0.1}, &nn.LeakyReLU[float64]{Slope: 0.101}
	if err := nntest.Precision(single, double, 5, newRand()); err == nil || !strings.Contains(err.Error(), "double precision") {
		t.Errorf("error %v, want one that compares the precisions", err)
	}
}
