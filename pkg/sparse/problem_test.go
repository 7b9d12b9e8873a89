package sparse_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/sparse"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// gaussian returns an n×d matrix of independent N(0, 1).
func gaussian(n, d int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(n, d, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = rng.NormFloat64()
	}
	return m
}

// randomDictionary returns k unit atoms of d entries in random directions.
func randomDictionary(t testing.TB, k, d int, rng *rand.Rand) *sparse.Dictionary {
	t.Helper()
	D, err := sparse.NewDictionary(gaussian(k, d, rng))
	if err != nil {
		t.Fatal(err)
	}
	return D
}

// naiveCertificate follows the definition entry by entry.
func naiveCertificate(D *mat.Dense, y, z []float64, lambda float64) (primal, gap float64) {
	k, d := D.Dims()
	r := make([]float64, d)
	for i := range r {
		r[i] = y[i]
		for j := range k {
			r[i] -= D.At(j, i) * z[j]
		}
	}
	var corr, rr, l1 float64
	for j := range k {
		var c float64
		for i := range r {
			c += D.At(j, i) * r[i]
		}
		corr = math.Max(corr, math.Abs(c))
		l1 += math.Abs(z[j])
	}
	scale := 1 / math.Max(1, corr/lambda)
	var ty, tt float64
	for i := range r {
		rr += r[i] * r[i]
		ty += scale * r[i] * y[i]
		tt += scale * r[i] * scale * r[i]
	}
	primal = rr/2 + lambda*l1
	return primal, (primal - (ty - tt/2)) / primal
}
