package filters

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// SpectralPeak is the grating that a picture answers to most.
type SpectralPeak struct {
	Frequency     float64 // f of the highest |F|, cycles a pixel
	Theta         float64 // its direction, in [0, π), as in [Gabor]; 0 where f is 0
	LowPass       float64 // |F(0)|/|F(f)|: 1 where the mean is the highest, 0 where it is zero
	Concentration float64 // share of the energy that the one grating of that frequency holds, in [0, 1]
}

// SpectralPeakOf finds the frequency (u, v) at which the transform of the picture v
// of h×w pixels in rows, h and w at least 3, is largest,
//
//	F(u, v) = Σ_xy v(x, y)·e^(−2πi(ux + vy)),   |u|, |v| ≤ ½
//
// on a grid at first and then between its points. Concentration is the squared
// length of the projection of v on the cosine and sine of (u, v), over Σv²: 1 for a
// grating that fills the picture, and small for what is local or changes its
// frequency.
//
// Cost: O(n²·log n) with n at least 4·max(h, w), and some 10³·h·w. Errors: those of
// [OrientationOf]. A picture of zeros gives zeros.
func SpectralPeakOf(v []float64, h, w int) (SpectralPeak, error) {
	if err := check(v, h, w); err != nil {
		return SpectralPeak{}, err
	}
	return spectralPeak(v, h, w), nil
}

func spectralPeak(img []float64, h, w int) SpectralPeak {
	v := make([]float64, len(img))
	if normalise(v, img); largest(img) == 0 {
		return SpectralPeak{}
	}
	s := newSpectrum(2*h, 2*w)
	padded := make([]float64, 4*h*w)
	for y := range h {
		copy(padded[y*2*w:], v[y*w:(y+1)*w])
	}
	s.transform(padded)
	at := floats.MaxIdx(s.power)
	u, t := signed(at%s.n, s.n), signed(at/s.n, s.n)
	u, t = climb(v, w, u, t, 0.5/float64(s.n))
	if u < 0 || u == 0 && t < 0 {
		u, t = -u, -t
	}
	top := powerAt(v, w, u, t)
	p := SpectralPeak{Frequency: math.Hypot(u, t), LowPass: min(1, math.Sqrt(powerAt(v, w, 0, 0)/top)), Concentration: held(v, w, u, t)}
	if p.LowPass == 1 || p.Frequency < 1e-6 {
		p.Frequency, p.LowPass, p.Concentration = 0, 1, held(v, w, 0, 0)
		return p
	}
	if p.Theta = math.Atan2(t, u); p.Theta < 0 {
		p.Theta += math.Pi
	}
	return p
}

// signed is the frequency of entry i of n, in (−½, ½] cycles a pixel.
func signed(i, n int) float64 {
	if 2*i > n {
		i -= n
	}
	return float64(i) / float64(n)
}

// climb goes uphill on the power from (u, t), to the best of eight neighbours at
// the distance step, which is halved where none is higher.
func climb(v []float64, w int, u, t, step float64) (float64, float64) {
	top := powerAt(v, w, u, t)
	for step > 1e-7 {
		bu, bt := u, t
		for _, d := range [8][2]float64{{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}} {
			nu, nt := clip(u+d[0]*step), clip(t+d[1]*step)
			if p := powerAt(v, w, nu, nt); p > top {
				top, bu, bt = p, nu, nt
			}
		}
		if bu == u && bt == t {
			step /= 2
		}
		u, t = bu, bt
	}
	return u, t
}

func clip(f float64) float64 { return min(max(f, -0.5), 0.5) }

// products returns Σ v·cos, Σ v·sin, Σ cos², Σ cos·sin and Σ sin² of the grating
// (u, t).
func products(v []float64, w int, u, t float64) (vc, vs, cc, cs, ss float64) {
	stepS, stepC := math.Sincos(2 * math.Pi * u)
	for i := 0; i < len(v); i += w {
		s, c := math.Sincos(2 * math.Pi * t * float64(i/w))
		for _, x := range v[i : i+w] {
			vc += x * c
			vs += x * s
			cc += c * c
			cs += c * s
			ss += s * s
			s, c = s*stepC+c*stepS, c*stepC-s*stepS
		}
	}
	return vc, vs, cc, cs, ss
}

func powerAt(v []float64, w int, u, t float64) float64 {
	vc, vs, _, _, _ := products(v, w, u, t)
	return vc*vc + vs*vs
}

// held is the share of v of unit norm along the grating.
func held(v []float64, w int, u, t float64) float64 {
	return min(1, projected(products(v, w, u, t)))
}
