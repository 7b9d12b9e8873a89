package filters

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// FitGabor fits a [Gabor] to the picture v of h×w pixels in rows, h and w at
// least 3, by least squares:
//
//	minimise over x0, y0, θ, f, φ, σ_x, σ_y, A   Σ (v[y·w+x] − g(x, y))²
//
// with the centre on the picture's pixels, σ between half a pixel and twice the
// longer side, and f from δ, a quarter of a cycle a picture, to ½ − δ along rows
// and columns and 1.3·(½ − δ) along diagonals. There is no constant term: filters
// are expected to have nearly zero mean.
//
// Amplitude and phase are linear and solved for exactly at every step; the other
// six are found by Levenberg and Marquardt's method from several starts, among
// them the highest peaks of the spectrum. The best end is returned. It is the best
// found: other minima exist, and pictures unlike any Gabor have many.
//
// R² judges the fit. For pictures of independent noise of 12×12 pixels, it is
// about 0.13, and of 16×16 pixels 0.08. A constant picture has nothing to fit: it gives the zero Gabor.
//
// Cost: for 12×12 pixels a few milliseconds. Errors: a length that is not h·w, a
// picture that is too small, a value that is not finite.
func FitGabor(v []float64, h, w int) (Gabor, error) {
	if err := check(v, h, w); err != nil {
		return Gabor{}, err
	}
	return newFitter(h, w).fit(v), nil
}

// FitGabors fits a Gabor to each row of D, k×d with d = h·w, in parallel. The
// result is the same, bit for bit, whatever the number of processors.
func FitGabors(D *mat.Dense, h, w int) ([]Gabor, error) {
	if D == nil || D.IsEmpty() {
		return nil, fmt.Errorf("filters: no filters, expected at least one")
	}
	k, _ := D.Dims()
	for j := range k {
		if err := check(D.RawRowView(j), h, w); err != nil {
			return nil, fmt.Errorf("%w, in filter %d", err, j)
		}
	}
	gabors := make([]Gabor, k)
	inParallel(k, func() func(int) {
		f := newFitter(h, w)
		return func(j int) { gabors[j] = f.fit(D.RawRowView(j)) }
	})
	return gabors, nil
}

func check(v []float64, h, w int) error {
	if h < 3 || w < 3 {
		return fmt.Errorf("filters: a picture of %d×%d pixels, expected at least 3×3", h, w)
	}
	if len(v) != h*w {
		return fmt.Errorf("filters: %d values for a picture of %d×%d pixels, expected %d", len(v), h, w, h*w)
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("filters: pixel %d of row %d is %v, expected a finite number", i%w, i/w, x)
		}
	}
	return nil
}

// fitter is the workspace of one goroutine.
type fitter struct {
	*projection
	search *search
}

func newFitter(h, w int) *fitter { return &fitter{newProjection(h, w), newSearch(h, w)} }

// maxSteps bounds the descent from one start.
const maxSteps = 100

func (t *fitter) fit(v []float64) Gabor {
	norm, varied := normalise(t.v, v)
	if varied < 1e-20 {
		return Gabor{}
	}
	var best params
	least := math.Inf(1)
	for _, s := range t.search.starts(t.v) {
		if p, cost := t.descend(t.limits.params(s.wave), maxSteps); cost < least {
			best, least = p, cost
		}
	}
	least = t.cost(&best)
	g, _, _ := t.limits.wave(&best)
	return gabor(g, t.a*norm, t.b*norm, 1-least/varied)
}

// gabor puts a·cos + b·sin = A·cos(… + φ) into the form with θ in [0, π): turned by
// half a turn, the wave runs the other way and the phase changes its sign.
func gabor(g wave, a, b, r2 float64) Gabor {
	theta, phase := math.Mod(g[angle], 2*math.Pi), math.Atan2(-b, a)
	if theta < 0 {
		theta += 2 * math.Pi
	}
	if theta >= math.Pi {
		theta -= math.Pi
		phase = -phase
	}
	if theta >= math.Pi { // −1e-17 + 2π is 2π, and 2π − π is π
		theta, phase = 0, -phase
	}
	if phase <= -math.Pi {
		phase = math.Pi
	}
	return Gabor{X0: g[centreX], Y0: g[centreY], Theta: theta, Frequency: g[frequency], Phase: phase,
		SigmaX: g[sigmaX], SigmaY: g[sigmaY], Amplitude: math.Hypot(a, b), R2: r2}
}

// normalise sets dst = v/‖v‖ and returns ‖v‖ and the share of the energy of dst
// that is not its mean. Dividing by the largest entry first keeps the squares
// within range.
func normalise(dst, v []float64) (norm, varied float64) {
	big := floats.Norm(v, math.Inf(1))
	if big == 0 {
		clear(dst)
		return 0, 0
	}
	for i, x := range v {
		dst[i] = x / big
	}
	norm = floats.Norm(dst, 2)
	floats.Scale(1/norm, dst)
	mean := floats.Sum(dst) / float64(len(dst))
	for _, x := range dst {
		varied += (x - mean) * (x - mean)
	}
	return big * norm, varied
}

// largest is the largest |v|.
func largest(v []float64) float64 { return floats.Norm(v, math.Inf(1)) }
