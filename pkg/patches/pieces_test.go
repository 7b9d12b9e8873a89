package patches_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/patches"
)

// From an image that is 1 everywhere, a piece is the window itself: its energy
// Σp² is πσ², and its mean place is where the window stands.
func TestPieces(t *testing.T) {
	const h, w, sigma = 40, 30, 1.5
	one := mat.NewDense(1, h*w, nil)
	for i := range one.RawMatrix().Data {
		one.RawMatrix().Data[i] = 1
	}
	P, err := patches.Pieces(one, 50, h, w, sigma, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	inside := 0
	for i := range 50 {
		var energy, y, x float64
		for p, v := range P.RawRowView(i) {
			energy += v * v
			y += v * v * float64(p/w)
			x += v * v * float64(p%w)
		}
		y, x = y/energy, x/energy
		if y > 6 && y < h-7 && x > 6 && x < w-7 { // the window is not cut
			inside++
			if want := math.Pi * sigma * sigma; math.Abs(energy-want) > 1e-3*want {
				t.Errorf("piece %d holds %v, the window's energy is %v", i, energy, want)
			}
		}
	}
	if inside < 10 {
		t.Errorf("%d of 50 windows stand inside", inside)
	}
}

// Pieces are of what is there: ink in one corner is found, though it is small.
func TestPiecesFindTheInk(t *testing.T) {
	X := mat.NewDense(2, 400, nil) // the second image is empty
	X.Set(0, 0, 1)
	P, err := patches.Pieces(X, 5, 20, 20, 2, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if P.At(i, 0) <= 0 {
			t.Errorf("piece %d is empty", i)
		}
	}
}

func TestPiecesRefuses(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	X := mat.NewDense(1, 4, []float64{1, 2, 3, 4})
	bad := mat.NewDense(1, 4, []float64{1, 2, math.NaN(), 4})
	for want, try := range map[string]func() (*mat.Dense, error){
		"no rows":          func() (*mat.Dense, error) { return patches.Pieces(nil, 1, 2, 2, 1, rng) },
		"4 columns":        func() (*mat.Dense, error) { return patches.Pieces(X, 1, 2, 3, 1, rng) },
		"asked for 0":      func() (*mat.Dense, error) { return patches.Pieces(X, 0, 2, 2, 1, rng) },
		"width is 0":       func() (*mat.Dense, error) { return patches.Pieces(X, 1, 2, 2, 0, rng) },
		"random generator": func() (*mat.Dense, error) { return patches.Pieces(X, 1, 2, 2, 1, nil) },
		"X[0][2] is NaN":   func() (*mat.Dense, error) { return patches.Pieces(bad, 1, 2, 2, 1, rng) },
		"are most images":  func() (*mat.Dense, error) { return patches.Pieces(mat.NewDense(1, 4, nil), 1, 2, 2, 1, rng) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected an error that says %q", err, want)
		}
	}
}
