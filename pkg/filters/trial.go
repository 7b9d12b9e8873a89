package filters

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// trial is a round envelope of one size, tried on every pixel at once. A sum over
// the picture weighted by the envelope at pixel (x, y) is entry (y, x) of Y·M·X,
// where Y and X hold the one-dimensional envelopes at every centre.
type trial struct {
	sigma  float64
	y, x   *mat.Dense // h×h and w×w: exp(−(i−j)²/(2σ²))
	y2, x2 *mat.Dense // their squares, entry by entry
	half   *mat.Dense
	sums   [5]*mat.Dense // h×w
}

func newTrial(h, w int, sigma float64) *trial {
	t := &trial{sigma: sigma, half: mat.NewDense(h, w, nil),
		y: gauss(h, sigma), x: gauss(w, sigma), y2: gauss(h, sigma/math.Sqrt2), x2: gauss(w, sigma/math.Sqrt2)}
	for k := range t.sums {
		t.sums[k] = mat.NewDense(h, w, nil)
	}
	return t
}

func gauss(n int, sigma float64) *mat.Dense {
	m := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			q := float64(i-j) / sigma
			m.Set(i, j, math.Exp(-q*q/2))
		}
	}
	return m
}

// best returns the pixel at which the envelope E times the wave holds most of the
// picture v, and how much: the squared length of the projection of v on the two
// vectors E·cos and E·sin. waves are v·cos, v·sin, cos², cos·sin, sin².
func (t *trial) best(waves [5]*mat.Dense) (pixel int, share float64) {
	for k, m := range waves {
		y, x := t.y, t.x
		if k >= 2 { // sums of E², not E
			y, x = t.y2, t.x2
		}
		t.half.Mul(y, m)
		t.sums[k].Mul(t.half, x)
	}
	var sums [5][]float64
	for k := range sums {
		sums[k] = t.sums[k].RawMatrix().Data
	}
	for i := range sums[0] {
		if p := projected(sums[0][i], sums[1][i], sums[2][i], sums[3][i], sums[4][i]); p > share {
			pixel, share = i, p
		}
	}
	return pixel, share
}

// projected is the squared length of the projection of v on two vectors c and s,
// from their inner products. Where they are nearly parallel, one of them counts.
func projected(vc, vs, cc, cs, ss float64) float64 {
	const tiny = 1e-300
	if det := cc*ss - cs*cs; det > 1e-6*(cc+ss)*(cc+ss) {
		return (vc*vc*ss - 2*vc*vs*cs + vs*vs*cc) / det
	}
	return max(vc*vc/max(cc, tiny), vs*vs/max(ss, tiny))
}
