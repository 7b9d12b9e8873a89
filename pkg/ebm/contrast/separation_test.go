package contrast_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/contrast"
)

// Each loss that contrasts separates the moons from the rest of the plane; the one that
// only pushes down leaves the same network flat.
func TestContrastSeparates(t *testing.T) {
	Y, away := moons(120)
	spread := make(map[string]float64)
	for _, c := range []struct {
		name string
		loss contrast.Loss
	}{
		{"down", contrast.Down{}},
		{"contrastive divergence", contrast.ContrastiveDivergence{}},
		{"persistent", contrast.Persistent{}},
		{"denoising", contrast.Denoising{}},
		{"hinge", contrast.Hinge{}},
	} {
		r := rng()
		net := newNet(t, r, 2, 16, 16, 4)
		if _, err := contrast.Learn(context.Background(), net, c.loss, Y, contrast.Learning{}, r, nil); err != nil {
			t.Fatal(err)
		}
		s := separate(t, net, Y, away)
		t.Logf("%s: %+.4v", c.name, s)
		spread[c.name] = s.Spread
		if c.name == "down" {
			if s.Gap() > 0.1 || s.Spread > 0.1 {
				t.Errorf("down: %+.4v, expected a flat energy", s)
			}
			continue
		}
		if s.Gap() < 2 || s.Ranked < 0.95 || s.Spread < 20*spread["down"] {
			t.Errorf("%s: %+.4v, expected the moons below the rest", c.name, s)
		}
	}
}

func separate(t *testing.T, f ebm.FreeEnergy, Y, away *mat.Dense) contrast.Separation {
	t.Helper()
	s, err := contrast.Separate(context.Background(), f, Y, away)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSeparation(t *testing.T) {
	net := newNet(t, rng(), 1, 1)
	copy(net.Params(), []float64{1, 0}) // E = ½y²
	s := separate(t, net, mat.NewDense(2, 1, []float64{0, 2}), mat.NewDense(4, 1, []float64{1, -2, 2, 4}))
	want := contrast.Separation{Samples: 1, Away: 3.125, Spread: s.Spread, Ranked: (4 + 1 + 2*0.5) / 8.0}
	if s != want || math.Abs(s.Spread-math.Sqrt((2.625*2.625+2*1.125*1.125+4.875*4.875)/4)) > 1e-12 {
		t.Errorf("got %+v, expected %+v", s, want)
	}
}
