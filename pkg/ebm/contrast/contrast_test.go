package contrast_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

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

func normal(n int, r *rand.Rand) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

// compare fails where grad differs from central differences of value over theta.
func compare(t *testing.T, name string, theta, grad []float64, value func() float64) {
	t.Helper()
	const h = 1e-5
	for i, v := range theta {
		theta[i] = v + h
		up := value()
		theta[i] = v - h
		down := value()
		theta[i] = v
		want := (up - down) / (2 * h)
		if !(math.Abs(grad[i]-want) <= 1e-6*math.Max(1, math.Abs(want))) {
			t.Errorf("%s: gradient[%d] is %v, finite differences give %v", name, i, grad[i], want)
		}
	}
}
