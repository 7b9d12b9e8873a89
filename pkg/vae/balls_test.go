package vae_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/latentlab/latentlab/pkg/graph"
	"github.com/latentlab/latentlab/pkg/vae"
)

// The overlap is the integral of the root of the product of the two densities.
func TestOverlapAgainstIntegral(t *testing.T) {
	rng := newRand(1)
	const n, k = 5, 2
	mu, sigma := make([]float64, n*k), make([]float64, n*k)
	for i := range mu {
		mu[i], sigma[i] = rng.NormFloat64(), 0.3+rng.Float64()
	}
	b, err := vae.NewBalls(mu, sigma, k)
	if err != nil {
		t.Fatal(err)
	}
	all, at := b.Overlaps(), 0
	for i := range n {
		if got := b.Overlap(i, i); math.Abs(got-1) > 1e-15 {
			t.Errorf("ball %d overlaps itself by %v", i, got)
		}
		for j := i + 1; j < n; j++ {
			want := 1.0
			for l := range k {
				p := distuv.Normal{Mu: mu[i*k+l], Sigma: sigma[i*k+l]}
				q := distuv.Normal{Mu: mu[j*k+l], Sigma: sigma[j*k+l]}
				want *= quad.Fixed(func(x float64) float64 { return math.Sqrt(p.Prob(x) * q.Prob(x)) }, -12, 12, 400, nil, 0)
			}
			if math.Abs(all[at]-want) > 1e-12 || all[at] != b.Overlap(j, i) {
				t.Errorf("balls %d and %d: overlap %v, by the integral %v", i, j, all[at], want)
			}
			at++
		}
	}
	if at != len(all) {
		t.Errorf("%d overlaps, expected %d", len(all), at)
	}
}

func TestBallsMeasures(t *testing.T) {
	b, err := vae.NewBalls([]float32{3, 4, 0, 0, 0, 1}, []float32{1, 1, 1, 2, 2, 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	// Balls 1 and 2: distance 1, mean variance 10/4.
	if b.Len() != 3 || b.Norm() != 2 || b.Size() != 2 || math.Abs(b.Nearest()-1/math.Sqrt(2.5)) > 1e-12 {
		t.Errorf("%d balls, norm %v, size %v, nearest %v", b.Len(), b.Norm(), b.Size(), b.Nearest())
	}
	d, err := vae.Distances([]float64{0, 0, 3, 4, 0, 1}, 2)
	if err != nil || !slices.Equal(d, []float64{5, 1, math.Sqrt(18)}) {
		t.Errorf("distances %v, %v", d, err)
	}
	m := dense(t, 4, []int{6}, 3, vae.Likelihood[float64](vae.Bernoulli[float64]{}), 1)
	m.Sigma = 0.5
	mb, err := m.Balls(context.Background(), grey[float64](5, 4), newRand(1))
	if err != nil || mb.Len() != 5 || mb.Size() != 0.25 {
		t.Errorf("balls of a model: %d, size %v, %v", mb.Len(), mb.Size(), err)
	}
}

// With no ties ρ = 1 − 6Σd²/(n³−n); with ties, the ranks are their means.
func TestRankCorrelation(t *testing.T) {
	a := []float64{10, 20, 30, 40, 50}
	b := []float64{7, 5, 100, 8, -3} // ranks 2 1 4 3 0, d² = 4+0+4+0+16
	got, err := vae.RankCorrelation(a, b)
	if want := 1 - 6*24.0/120; err != nil || math.Abs(got-want) > 1e-15 {
		t.Errorf("ρ = %v, %v, expected %v", got, err, want)
	}
	// Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5/√(4.5·5).
	got, err = vae.RankCorrelation([]float64{1, 2, 2, 9}, []float64{1, 2, 3, 4})
	if want := 4.5 / math.Sqrt(4.5*5); err != nil || math.Abs(got-want) > 1e-15 {
		t.Errorf("with ties ρ = %v, %v, expected %v", got, err, want)
	}
}

// Each code of the grid stands for the same mass, and the picture has z_up upwards.
func TestPriorGrid(t *testing.T) {
	const n, k = 6, 3
	z, err := vae.PriorGrid[float64](n, k, 2, 0)
	if err != nil || len(z) != n*n*k {
		t.Fatal(len(z), err)
	}
	for r := range n {
		for c := range n {
			code := z[(r*n+c)*k:][:k]
			if x := distuv.UnitNormal.CDF(code[2]); math.Abs(x-(float64(c)+0.5)/n) > 1e-12 {
				t.Errorf("column %d has mass %v to its left", c, x)
			}
			if y := distuv.UnitNormal.CDF(code[0]); math.Abs(1-y-(float64(r)+0.5)/n) > 1e-12 || code[1] != 0 {
				t.Errorf("row %d has mass %v above, third number %v", r, 1-y, code[1])
			}
		}
	}
	X, err := vae.Matrix([]float32{1, 2, 3, 4, 5, 6}, 3)
	if err != nil || X.At(1, 0) != 4 {
		t.Error(X, err)
	}
}

// The graph has the nodes and edges of Figure 8 without what is faded there; a learned
// variance adds its own.
func TestGraphIsFigure8(t *testing.T) {
	m := dense(t, 4, []int{6}, 3, vae.Likelihood[float64](vae.Gaussian[float64]{}), 1)
	learned := m.Graph()
	m.Sigma = 1
	g := m.Graph()
	kinds := map[string]graph.Kind{
		"Enc(y)": graph.Module, "z̄": graph.Deterministic, "k‖z−z̄‖^{2}": graph.Energy, "z": graph.Latent, "Dec(z)": graph.Module,
		"ȳ": graph.Deterministic, "C(y,ȳ)": graph.Energy, "y": graph.Observed, "‖z̄‖^{2}": graph.Penalty,
	}
	for _, n := range g.Nodes {
		if k, ok := kinds[n.Text()]; !ok || k != n.Kind {
			t.Errorf("%s is %s", n.Text(), n.Kind)
		}
	}
	if len(g.Nodes) != len(kinds) || len(g.Edges) != 9 || g.Check() != nil {
		t.Errorf("%d nodes and %d edges, %v", len(g.Nodes), len(g.Edges), g.Check())
	}
	if len(learned.Nodes) != len(kinds)+2 || learned.Check() != nil {
		t.Errorf("with a learned variance %d nodes, %v", len(learned.Nodes), learned.Check())
	}
}

func TestBallsRefuse(t *testing.T) {
	nan := math.NaN()
	errorOf := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"3 numbers μ and 4 σ":             errorOf(vae.NewBalls(make([]float64, 3), make([]float64, 4), 2)),
		"ball 1 has μ NaN":                errorOf(vae.NewBalls([]float64{1, 1, 1, nan}, []float64{1, 1, 1, 1}, 2)),
		"σ 0 in dimension 1":              errorOf(vae.NewBalls([]float64{1, 1}, []float64{1, 0}, 2)),
		"number 0 of sample 1 is NaN":     errorOf(vae.Distances([]float64{1, nan}, 1)),
		"3 numbers, expected one or more": errorOf(vae.Distances([]float64{1, 2, 3}, 2)),
		"2 and 1 values":                  errorOf(vae.RankCorrelation([]float64{1, 2}, []float64{1})),
		"value 1 of 2 to correlate":       errorOf(vae.RankCorrelation([]float64{1, 2}, []float64{1, nan})),
		"all 2 values":                    errorOf(vae.RankCorrelation([]float64{1, 2}, []float64{3, 3})),
		"dimensions 1 and 1 of 2":         errorOf(vae.PriorGrid[float64](3, 2, 1, 1)),
		"0×0 codes":                       errorOf(vae.PriorGrid[float64](0, 2, 0, 1)),
		"rows of 2":                       errorOf(vae.Matrix([]float64{1, 2, 3}, 2)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in the error %v", want, err)
		}
	}
}
