package contrast_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
	"github.com/latentlab/latentlab/pkg/ebm/contrast"
)

func rng() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func newNet(t *testing.T, r *rand.Rand, sizes ...int) *contrast.Net {
	t.Helper()
	n, err := contrast.NewNet(r, sizes...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// moons returns two half circles with noise, and the points of a grid over their
// surroundings that are at least 0.35 away from both.
func moons(n int) (Y, away *mat.Dense) {
	r := rand.New(rand.NewPCG(3, 4))
	Y = mat.NewDense(n, 2, nil)
	at := func(t float64) (float64, float64) {
		if t < 1 {
			return math.Cos(math.Pi*t) - 0.5, math.Sin(math.Pi*t) - 0.25
		}
		return 0.5 + math.Cos(math.Pi*t), 0.25 + math.Sin(math.Pi*t)
	}
	for i := range n {
		y1, y2 := at(2 * r.Float64())
		Y.SetRow(i, []float64{y1 + 0.08*r.NormFloat64(), y2 + 0.08*r.NormFloat64()})
	}
	var rows []float64
	for y1 := -2.5; y1 <= 2.5; y1 += 0.1 {
		for y2 := -2.0; y2 <= 2; y2 += 0.1 {
			nearest := math.Inf(1)
			for t := 0.0; t < 2; t += 0.01 {
				c1, c2 := at(t)
				nearest = min(nearest, math.Hypot(y1-c1, y2-c2))
			}
			if nearest >= 0.35 {
				rows = append(rows, y1, y2)
			}
		}
	}
	return Y, mat.NewDense(len(rows)/2, 2, rows)
}

// Each loss that contrasts separates the moons from the rest of the plane; the one that
// only pushes down leaves the same network flat.
func TestContrastSeparates(t *testing.T) {
	Y, away := moons(240)
	for _, c := range []struct {
		name string
		loss contrast.Loss
		flat bool
	}{
		{"down", contrast.Down{}, true},
		{"contrastive divergence", contrast.ContrastiveDivergence{}, false},
		{"persistent", contrast.Persistent{}, false},
		{"denoising", contrast.Denoising{}, false},
		{"hinge", contrast.Hinge{}, false},
	} {
		r := rng()
		net := newNet(t, r, 2, 32, 32, 8)
		before := separate(t, net, Y, away)
		h, err := contrast.Learn(context.Background(), net, c.loss, Y, contrast.Learning{}, r, nil)
		if err != nil {
			t.Fatal(err)
		}
		after := separate(t, net, Y, away)
		t.Logf("%s: loss %.4f to %.4f, before %+.4v, after %+.4v", c.name, h[0].Loss, h[len(h)-1].Loss, before, after)
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

var _ = errors.Is
var _ = runtime.GOMAXPROCS
var _ = slices.Equal[[]int]
var _ = strings.Contains
