package datasets

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// ConditionalEllipse returns n samples of a problem with many answers: for each x the
// answer y may lie anywhere on an ellipse whose axes depend on x,
//
//	y = (a(x)·cos z, b(x)·sin z) + ε,   x uniform in [0, 1),   z uniform in [0, 2π),
//	a(x) = ½ + 3x/2,   b(x) = 1 − x/2,
//
// ε normal with standard deviation noise. The angle z is not returned: it is the latent
// variable. X is n×1, Y is n×2. Sample i depends on the seed and on i alone.
//
// The errors are n < 1 and a noise that is negative or not finite.
func ConditionalEllipse(n int, noise float64, seed uint64) (X, Y *mat.Dense, err error) {
	if err := checkSample(n, noise); err != nil {
		return nil, nil, err
	}
	X, Y = mat.NewDense(n, 1, nil), mat.NewDense(n, 2, nil)
	for i := range n {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		x := rng.Float64()
		y1, y2 := EllipseAt(x).At(rng.Float64())
		X.Set(i, 0, x)
		Y.SetRow(i, []float64{y1 + noise*rng.NormFloat64(), y2 + noise*rng.NormFloat64()})
	}
	return X, Y, nil
}

// EllipseAt returns the ellipse that [ConditionalEllipse] has at x, to draw the answers
// to one x. It is a circle at x = ¼.
func EllipseAt(x float64) Ellipse { return Ellipse{A: 0.5 + 1.5*x, B: 1 - x/2} }
