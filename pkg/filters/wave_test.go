package filters

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
)

func randomParams(rng *rand.Rand) params {
	var p params
	for k := range p {
		p[k] = 2.6 * (rng.Float64() - 0.5)
	}
	p[angle] = 7 * (rng.Float64() - 0.5)
	return p
}

func TestWaveSlopes(t *testing.T) {
	const step = 1e-6
	rng := rand.New(rand.NewPCG(1, 0))
	l := limitsFor(10, 14)
	for range 50 {
		p := randomParams(rng)
		g, slope, turn := l.wave(&p)
		for k := range numParams {
			up, down := p, p
			up[k] += step
			down[k] -= step
			gu, _, _ := l.wave(&up)
			gd, _, _ := l.wave(&down)
			for m := range numParams {
				want := 0.0
				switch {
				case m == k:
					want = slope[k]
				case m == frequency && k == angle:
					want = turn
				}
				if got := (gu[m] - gd[m]) / (2 * step); math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
					t.Fatalf("∂wave[%d]/∂p[%d] at %v: differences give %v, the slope is %v", m, k, p, got, want)
				}
			}
		}
		back := l.params(g)
		again, _, _ := l.wave(&back)
		for k := range numParams {
			if math.Abs(again[k]-g[k]) > 1e-9 {
				t.Fatalf("entry %d of the wave is %v, through its free number and back %v", k, g[k], again[k])
			}
		}
	}
}

// Whatever the free numbers, the wave is one that the pixels can hold.
func TestWaveStaysInRange(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	l := limitsFor(12, 9)
	for range 2000 {
		var p params
		for k := range p {
			p[k] = 100 * (rng.Float64() - 0.5)
		}
		g, _, _ := l.wave(&p)
		s, c := math.Sincos(g[angle])
		switch {
		case g[centreX] < -0.5 || g[centreX] > 8.5 || g[centreY] < -0.5 || g[centreY] > 11.5:
			t.Fatalf("centre (%v, %v) is outside 9×12 pixels", g[centreX], g[centreY])
		case g[frequency] < 0.25/12-1e-12 || math.Abs(c*g[frequency]) > 0.5-0.25/12+1e-12 || math.Abs(s*g[frequency]) > 0.5-0.25/12+1e-12:
			t.Fatalf("frequency %v at angle %v", g[frequency], g[angle])
		case min(g[sigmaX], g[sigmaY]) < 0.5-1e-12 || max(g[sigmaX], g[sigmaY]) > 24+1e-9:
			t.Fatalf("envelope %v by %v", g[sigmaX], g[sigmaY])
		}
	}
}

// The gradient of ½‖r‖², a and b being solved for, is −jacᵀ·r.
func TestGradientByDifferences(t *testing.T) {
	const step = 1e-5
	rng := rand.New(rand.NewPCG(3, 0))
	for _, size := range [][2]int{{12, 12}, {7, 11}} {
		f := newProjection(size[0], size[1])
		v := make([]float64, size[0]*size[1])
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		normalise(f.v, v)
		for range 40 {
			p := randomParams(rng)
			f.cost(&p)
			f.jacobian(&p)
			_, b := f.normal()
			for k, column := range f.jac {
				if d := math.Abs(floats.Dot(column, f.cos)) + math.Abs(floats.Dot(column, f.sin)); d > 1e-9 {
					t.Fatalf("column %d is not orthogonal to the two vectors: %v", k, d)
				}
			}
			for k := range numParams {
				up, down := p, p
				up[k] += step
				down[k] -= step
				got, want := (f.cost(&up)-f.cost(&down))/(4*step), -b[k]
				if math.Abs(got-want) > 1e-7 {
					t.Fatalf("∂½‖r‖²/∂p[%d] at %v: differences give %v, the derivative %v", k, p, got, want)
				}
			}
		}
	}
}

func TestSolve(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	var root, H square
	var b params
	for j := range H {
		b[j] = rng.NormFloat64()
		for k := range H {
			root[j][k] = rng.NormFloat64()
		}
	}
	for j := range H {
		for k := range H {
			for l := range H {
				H[j][k] += root[j][l] * root[k][l]
			}
		}
	}
	const mu = 0.3
	x, ok := solve(H, b, mu)
	if !ok {
		t.Fatal("a positive definite matrix was refused")
	}
	for j := range H {
		sum := mu * H[j][j] * x[j]
		for k := range H {
			sum += H[j][k] * x[k]
		}
		if math.Abs(sum-b[j]) > 1e-6 {
			t.Errorf("row %d of (H + μD)·x is %v, expected %v", j, sum, b[j])
		}
	}
	if _, ok := solve(square{}, b, mu); ok {
		t.Error("a matrix of zeros was solved with")
	}
}
