//go:build !race

package vae

import (
	"math/rand/v2"
	"testing"

	"github.com/latentlab/latentlab/pkg/nn"
)

// The race detector makes sync.Pool forget at random, hence the build tag.

func TestStepsDoNotAllocate(t *testing.T) {
	const n, d, k, draws = 40, 30, 3, 2
	rng := rand.New(rand.NewPCG(1, 0))
	m, err := Dense(d, []int{20}, k, Bernoulli[float32]{}, rng)
	if err != nil {
		t.Fatal(err)
	}
	x, eps := make([]float32, n*d), make([]float32, n*draws*k)
	noise(eps, rng)
	p := newPass(m)
	var adam nn.Memory[float32]
	for _, o := range []objective{{beta: 1, samples: draws, freeBits: 0.1}, {samples: draws, iwae: true}} {
		step := func() {
			m.Params.ZeroGrad()
			p.run(x, eps, o, true)
			nn.Adam[float32]{}.Step(m.Params, &adam, 1e-3)
		}
		step()
		if a := testing.AllocsPerRun(20, step); a != 0 {
			t.Errorf("%+v: %v allocations a step", o, a)
		}
	}
}
