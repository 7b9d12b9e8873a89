package filters

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Radial is the part of a picture that depends on the distance r from one point
// alone, a sum of Gaussians
//
//	p(r) = Σ_s a_s·exp(−r²/(2s²)),   s = 0.6, 0.6·1.6, 0.6·1.6², … up to half the longer side
type Radial struct {
	X0, Y0  float64 // the point, in half pixels
	Share   float64 // of the energy Σv² that p holds, in [0, 1]
	Sign    int     // of p(0): +1 a light centre, −1 a dark one
	Radius  float64 // where p first changes its sign, pixels; +Inf where it does not
	Balance float64 // of the surround against the centre, in [0, 1]: 0 without a surround, 1 where the two cancel
}

// CentreSurround is the index Share·Balance, from 0 to 1: 1 for a round centre in a
// round surround of the other sign and the same weight.
func (r Radial) CentreSurround() float64 { return r.Share * r.Balance }

// RadialOf fits p to the picture v of h×w pixels in rows, h and w at least 3, by
// least squares, with the centre that leaves least on a grid of half pixels in the
// middle half of the picture both ways. With P the sum of p over the pixels within
// Radius and S the sum over those beyond, Balance is min(|P|, |S|)/max(|P|, |S|)
// where their signs differ, and zero where not.
//
// Noise has a small share, too: about 0.2 on 9×9 pixels.
//
// Cost: about (h·w)² multiplications for each s. Errors: those of [OrientationOf].
// A picture of zeros gives the zero Radial. The difference of two Gaussians as a
// model of centre and surround: Rodieck, Vision Research 5 (1965) 583.
func RadialOf(v []float64, h, w int) (Radial, error) {
	if err := check(v, h, w); err != nil {
		return Radial{}, err
	}
	return radial(v, h, w), nil
}

func radial(img []float64, h, w int) Radial {
	v := make([]float64, len(img))
	if normalise(v, img); largest(img) == 0 {
		return Radial{}
	}
	fit := newRounds(h, w)
	best := Radial{Share: -1}
	for y := (h - 1) / 2; y <= 2*(h-1)-(h-1)/2; y++ {
		for x := (w - 1) / 2; x <= 2*(w-1)-(w-1)/2; x++ {
			x0, y0 := float64(x)/2, float64(y)/2
			if share := fit.share(v, x0, y0); share > best.Share+1e-12 {
				best.X0, best.Y0, best.Share = x0, y0, share
			}
		}
	}
	fit.share(v, best.X0, best.Y0)
	best.Share = min(max(best.Share, 0), 1)
	fit.profile(&best)
	return best
}

// rounds is the least-squares problem of one centre. Sums over pixels of products
// of Gaussians are products of sums over rows and over columns.
type rounds struct {
	h, w  int
	sizes []float64
	x, y  [][]float64 // exp(−(x−x0)²/(2s²)) of each size, w and h values
	gram  *mat.SymDense
	chol  mat.Cholesky
	b, a  *mat.VecDense
}

func newRounds(h, w int) *rounds {
	f := &rounds{h: h, w: w}
	for s := 0.6; s <= float64(max(h, w))/2; s *= 1.6 {
		f.sizes = append(f.sizes, s)
		f.x, f.y = append(f.x, make([]float64, w)), append(f.y, make([]float64, h))
	}
	k := len(f.sizes)
	f.gram, f.b, f.a = mat.NewSymDense(k, nil), mat.NewVecDense(k, nil), mat.NewVecDense(k, nil)
	return f
}

// share fits a with the centre (x0, y0) and returns the energy of p, for v of unit
// norm. A small multiple of the diagonal keeps neighbouring sizes apart.
func (f *rounds) share(v []float64, x0, y0 float64) float64 {
	for i, s := range f.sizes {
		bell(f.x[i], x0, s)
		bell(f.y[i], y0, s)
		sum := 0.0
		for r, e := range f.y[i] {
			sum += e * floats.Dot(f.x[i], v[r*f.w:(r+1)*f.w])
		}
		f.b.SetVec(i, sum)
		for j := range i + 1 {
			dot := floats.Dot(f.x[i], f.x[j]) * floats.Dot(f.y[i], f.y[j])
			if i == j {
				dot *= 1 + 1e-9
			}
			f.gram.SetSym(i, j, dot)
		}
	}
	if !f.chol.Factorize(f.gram) {
		return 0
	}
	if err := f.chol.SolveVecTo(f.a, f.b); err != nil {
		return 0
	}
	return mat.Dot(f.a, f.b)
}

func bell(dst []float64, at, s float64) {
	for i := range dst {
		q := (float64(i) - at) / s
		dst[i] = math.Exp(-q * q / 2)
	}
}

func (f *rounds) at(r float64) (p float64) {
	for i, s := range f.sizes {
		q := r / s
		p += f.a.AtVec(i) * math.Exp(-q*q/2)
	}
	return p
}

// profile fills in what p looks like: sign, radius, balance.
func (f *rounds) profile(r *Radial) {
	const step = 0.02
	middle, far := f.at(0), math.Hypot(float64(f.h), float64(f.w))
	r.Sign, r.Radius = 1, math.Inf(1)
	if middle < 0 {
		r.Sign = -1
	}
	for at := step; at < far; at += step {
		if f.at(at)*middle < 0 {
			r.Radius = at
			break
		}
	}
	var within, beyond float64
	for i := range f.h * f.w {
		d := math.Hypot(float64(i%f.w)-r.X0, float64(i/f.w)-r.Y0)
		if d < r.Radius {
			within += f.at(d)
		} else {
			beyond += f.at(d)
		}
	}
	if within*beyond < 0 {
		within, beyond = math.Abs(within), math.Abs(beyond)
		r.Balance = min(within, beyond) / max(within, beyond)
	}
}
