package nn_test

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/latentlab/latentlab/pkg/checkpoint"
	"github.com/latentlab/latentlab/pkg/nn"
)

// steps trains a small network on noise drawn from the training's own source.
func steps(tr *nn.Training[float32], net nn.Layer[float32], n int) {
	rng := rand.New(&tr.Source)
	x, y, dy, target := make([]float32, 12), make([]float32, 8), make([]float32, 8), make([]float32, 8)
	var s nn.State[float32]
	var loss nn.SquaredError[float32]
	for range n {
		for i := range x {
			x[i] = rng.Float32()
		}
		tr.Params.ZeroGrad()
		net.Forward(y, x, tr.Params.Value, &s)
		loss.Loss(dy, y, target, 1)
		net.Backward(nil, tr.Params.Grad, dy, tr.Params.Value, &s)
		nn.Adam[float32]{}.Step(tr.Params, &tr.Memory, 0.01)
	}
}

func TestTrainingResumesBitForBit(t *testing.T) {
	net := &nn.Dense[float32]{In: 3, Out: 2}
	begin := func() *nn.Training[float32] {
		return &nn.Training[float32]{Params: nn.New(net, newRand(1)), Source: *rand.NewPCG(5, 6)}
	}
	whole, first := begin(), begin()
	steps(whole, net, 20)
	steps(first, net, 9)
	path := filepath.Join(t.TempDir(), "training")
	if err := checkpoint.Save(path, first); err != nil {
		t.Fatal(err)
	}
	for name, second := range map[string]*nn.Training[float32]{"empty": {}, "with parameters": begin()} {
		if err := checkpoint.Load(path, second); err != nil {
			t.Fatal(err)
		}
		steps(second, net, 11)
		if !slices.Equal(second.Params.Value, whole.Params.Value) || !slices.Equal(second.Memory.Second, whole.Memory.Second) {
			t.Errorf("%s: stopped after 9 of 20 steps and read again, the parameters are %v, without a stop %v", name, second.Params.Value, whole.Params.Value)
		}
	}
	other := &nn.Training[float32]{Params: nn.New(&nn.Dense[float32]{In: 2, Out: 2}, newRand(1))}
	if err := checkpoint.Load(path, other); err == nil || !strings.Contains(err.Error(), "[2 2]") {
		t.Errorf("read into another network: error %v", err)
	}
	if err := checkpoint.Load(path, &nn.Training[float64]{}); err == nil || !strings.Contains(err.Error(), "F64") {
		t.Errorf("read into double precision: error %v", err)
	}
}
