package filters

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// start is a wave to begin the descent with, and the share of the picture's
// energy that it holds.
type start struct {
	wave  wave
	share float64
}

// search finds starts: for some plane waves, a round envelope of several sizes is
// tried on every pixel.
type search struct {
	h, w     int
	spectrum *spectrum
	trials   []*trial
	waves    [5]*mat.Dense // v·cos, v·sin, cos², cos·sin, sin²
}

// maxPeaks waves come from the spectrum, maxStarts starts are kept.
const (
	maxPeaks  = 4
	maxStarts = 5
)

func newSearch(h, w int) *search {
	s := &search{h: h, w: w, spectrum: newSpectrum(h, w)}
	for sigma := 1.0; sigma <= float64(max(h, w)); sigma *= 1.6 {
		s.trials = append(s.trials, newTrial(h, w, sigma))
	}
	for k := range s.waves {
		s.waves[k] = mat.NewDense(h, w, nil)
	}
	return s
}

// starts returns the best few starts for the picture v of unit norm, best first:
// at most two for each of the highest peaks of the spectrum, and of four waves of
// half a cycle a picture for filters without stripes.
func (s *search) starts(v []float64) []start {
	slow := 0.5 / float64(max(s.h, s.w))
	var all []start
	for _, f := range s.spectrum.peaks(v) {
		all = append(all, s.place(v, f[0], f[1])...)
	}
	for q := range 4 {
		sin, cos := math.Sincos(float64(q) * math.Pi / 4)
		all = append(all, s.place(v, slow*cos, slow*sin)...)
	}
	slices.SortStableFunc(all, func(a, b start) int { return cmp.Compare(b.share, a.share) })
	return all[:min(len(all), maxStarts)]
}

// place tries the wave of frequency (u, v) under round envelopes on every pixel,
// and returns the best start of each of the two best sizes.
func (s *search) place(img []float64, u, v float64) []start {
	for i, x := range img {
		sin, cos := math.Sincos(2 * math.Pi * (u*float64(i%s.w) + v*float64(i/s.w)))
		for k, product := range [5]float64{x * cos, x * sin, cos * cos, cos * sin, sin * sin} {
			s.waves[k].RawMatrix().Data[i] = product
		}
	}
	theta, f := math.Atan2(v, u), math.Hypot(u, v)
	var best []start
	for _, t := range s.trials {
		i, share := t.best(s.waves)
		best = append(best, start{wave{float64(i % s.w), float64(i / s.w), theta, f, t.sigma, t.sigma}, share})
	}
	slices.SortStableFunc(best, func(a, b start) int { return cmp.Compare(b.share, a.share) })
	return best[:min(2, len(best))]
}
