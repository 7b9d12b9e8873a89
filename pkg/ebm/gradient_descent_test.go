package ebm_test

import (
	"context"
	"math"
	"testing"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// wave is f(z) = Σ cos(3z_i) + ½(z_i − 1)²/4: convex and concave by turns.
type wave int

func (w wave) Dim() int { return int(w) }

func (w wave) Value(z []float64) float64 { return w.Grad(make([]float64, len(z)), z) }

func (w wave) Grad(dst, z []float64) float64 {
	var f float64
	for i, v := range z {
		f += math.Cos(3*v) + (v-1)*(v-1)/8
		dst[i] = -3*math.Sin(3*v) + (v-1)/4
	}
	return f
}

// hill is f(z) = −½·0.95·‖z‖², concave everywhere: steps grow and grow.
type hill int

func (h hill) Dim() int { return int(h) }

func (h hill) Value(z []float64) float64 { return h.Grad(make([]float64, len(z)), z) }

func (h hill) Grad(dst, z []float64) float64 {
	var f float64
	for i, v := range z {
		f -= 0.95 * v * v / 2
		dst[i] = -0.95 * v
	}
	return f
}

// opaque hides that a regularizer has a gradient.
type opaque struct{ ebm.Regularizer }

// What gradient descent calls converged is a stationary point of E, also where concave
// stretches have made its steps long and the proximal operator pulls hard.
func TestGradientDescentEndsAtStationaryPoints(t *testing.T) {
	for _, f := range []ebm.Smooth{wave(1), hill(1)} {
		for _, lambda := range []float64{1, 2} {
			p := &ebm.Problem{F: f, R: opaque{ebm.SquaredL2{}}, Lambda: lambda}
			for i := range 200 {
				z0 := []float64{-4 + 8*float64(i)/199}
				res, err := ebm.Infer(context.Background(), p, ebm.GradientDescent{}, z0, ebm.Settings{Tol: 1e-10})
				if err != nil {
					t.Fatal(err)
				}
				grad := make([]float64, 1)
				p.F.Grad(grad, res.Z)
				if slope := grad[0] + lambda*res.Z[0]; res.Status != ebm.Converged || math.Abs(slope) > 1e-8 {
					t.Errorf("%T, λ = %v from %v: %v at %v, where the slope is %.1e", f, lambda, z0[0], res.Status, res.Z[0], slope)
				}
			}
		}
	}
}
