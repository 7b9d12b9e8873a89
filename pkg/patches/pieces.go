package patches

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Pieces draws n rows of X, images of h×w pixels, and looks at each through a
// Gaussian window of width sigma pixels at a random place,
//
//	p(y, x) = image(y, x)·exp(−((y−y₀)² + (x−x₀)²)/2σ²),
//
// placed anew until the piece holds at least a tenth of the norm that the image has
// on the window's own area, on average: pieces are of the image, not of its empty
// border. They make atoms that are small from the start, where whole samples are
// not. X must not hold NaN or Inf; an image that is zero is passed over.
func Pieces(X *mat.Dense, n, h, w int, sigma float64, rng *rand.Rand) (*mat.Dense, error) {
	if err := checkPieces(X, n, h, w, sigma, rng); err != nil {
		return nil, err
	}
	rows, d := X.Dims()
	P := mat.NewDense(n, d, nil)
	for i, tries := 0, 0; i < n; tries++ {
		if tries == 1000*n {
			return nil, fmt.Errorf("patches: %d of %d pieces found in %d tries; are most images empty?", i, n, tries)
		}
		x, p := X.RawRowView(rng.IntN(rows)), P.RawRowView(i)
		y0, x0 := rng.Float64()*float64(h-1), rng.Float64()*float64(w-1)
		if norm(window(p, x, w, y0, x0, sigma)) > 0.1*norm(x)*math.Min(1, sigma*math.Sqrt(math.Pi/float64(h*w))) {
			i++
		}
	}
	return P, nil
}

// window sets dst to the image x seen through the window, and returns dst.
func window(dst, x []float64, w int, y0, x0, sigma float64) []float64 {
	for i, v := range x {
		dy, dx := float64(i/w)-y0, float64(i%w)-x0
		dst[i] = v * math.Exp(-(dy*dy+dx*dx)/(2*sigma*sigma))
	}
	return dst
}

func norm(v []float64) float64 { return mat.Norm(mat.NewVecDense(len(v), v), 2) }

func checkPieces(X *mat.Dense, n, h, w int, sigma float64, rng *rand.Rand) error {
	switch {
	case X == nil || X.IsEmpty():
		return fmt.Errorf("patches: X has no rows, expected at least one image")
	case h < 1 || w < 1 || h*w != X.RawMatrix().Cols:
		return fmt.Errorf("patches: X has %d columns, expected %d×%d", X.RawMatrix().Cols, h, w)
	case n < 1:
		return fmt.Errorf("patches: asked for %d pieces, expected at least 1", n)
	case !(sigma > 0) || math.IsInf(sigma, 1):
		return fmt.Errorf("patches: the window's width is %v pixels, expected a finite number > 0", sigma)
	case rng == nil:
		return fmt.Errorf("patches: no random generator, expected a *rand.Rand")
	}
	for i := range X.RawMatrix().Rows {
		for j, v := range X.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("patches: X[%d][%d] is %v, expected a finite number", i, j, v)
			}
		}
	}
	return nil
}
