package filters

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// Description is what can be said about one filter of h×w×C values. All but
// Opponency is about its picture along the main axis of colour, Opponency.Profile;
// for one channel, that is the filter itself.
type Description struct {
	Kind Kind
	Hue  Hue

	// Of edges, bars and gratings; zero for other kinds.
	Theta float64 // direction across the stripes, in [0, π), from the Gabor
	Light float64 // from dark to light, in [0, 2π), of an edge

	// +1 where the middle is light, −1 where it is dark, of blobs, centre-surrounds and
	// bars; 0 for other kinds.
	Sign int

	Opponency   Opponency
	Orientation Orientation
	Peak        SpectralPeak
	Radial      Radial
	Gabor       Gabor
	Visible     Visible
}

// Describe measures the filter v of h×w×channels values in rows, the channels of a
// pixel side by side, h and w at least 3, and names its kind by the criteria:
//
//	all zero                                                      none
//	low-pass ≥ LowPass, and concentration ≥ Flat                  blob
//	low-pass ≥ LowPass, and not oriented, and round or a wave     blob
//	not oriented, and round, and balance ≥ Surround               centre-surround
//	not oriented, and round                                       blob
//	no wave                                                       none
//	cycles ≥ Cycles                                               grating
//	odd ≥ Odd                                                     edge
//	else                                                          bar
//
// where the first that holds decides; oriented is coherence > Coherence, round is a
// radial share ≥ Round, a wave is a Gabor with R² ≥ R2. Cost: that of [FitGabor], for most. Errors: a
// length that does not fit, a filter that is too small, a value that is not finite,
// criteria that are negative or not finite.
func Describe(v []float64, h, w, channels int, c Criteria) (Description, error) {
	if err := c.check(); err != nil {
		return Description{}, err
	}
	if err := checkFilter(v, h, w, channels); err != nil {
		return Description{}, err
	}
	return newFitter(h, w).describe(v, channels, c.complete()), nil
}

// DescribeRows describes each row of D, k×(h·w·channels), in parallel. The result
// is the same, bit for bit, whatever the number of processors.
func DescribeRows(D *mat.Dense, h, w, channels int, c Criteria) ([]Description, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if D == nil || D.IsEmpty() {
		return nil, fmt.Errorf("filters: no filters, expected at least one")
	}
	k, _ := D.Dims()
	for j := range k {
		if err := checkFilter(D.RawRowView(j), h, w, channels); err != nil {
			return nil, fmt.Errorf("%w, in filter %d", err, j)
		}
	}
	c = c.complete()
	out := make([]Description, k)
	inParallel(k, func() func(int) {
		f := newFitter(h, w)
		return func(j int) { out[j] = f.describe(D.RawRowView(j), channels, c) }
	})
	return out, nil
}

// inParallel calls the function that start returns, once for each goroutine, with
// 0 … n−1.
func inParallel(n int, start func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			do := start()
			for j := next.Add(1) - 1; j < int64(n); j = next.Add(1) - 1 {
				do(int(j))
			}
		})
	}
	wg.Wait()
}

func (t *fitter) describe(v []float64, channels int, c Criteria) Description {
	d := Description{Opponency: opponency(v, channels)}
	if channels == 1 { // keep the filter's own sign and bits
		copy(d.Opponency.Profile, v)
	}
	h, w, p := t.h, t.w, d.Opponency.Profile
	d.Orientation = orientation(p, h, w)
	d.Peak = spectralPeak(p, h, w)
	d.Radial = radial(p, h, w)
	d.Gabor = t.fit(p)
	d.Visible = d.Gabor.Visible(h, w)
	d.Hue = d.Opponency.Hue(c.Chromatic)
	d.Kind = c.kind(&d)
	switch d.Kind {
	case Blob, CentreSurround:
		d.Sign = d.Radial.Sign
	case Bar:
		d.Sign = d.Gabor.Sign(h, w)
	case Edge:
		d.Light = d.Gabor.Light(h, w)
	}
	if d.Kind.Oriented() {
		d.Theta = d.Gabor.Theta
	}
	return d
}

func checkFilter(v []float64, h, w, channels int) error {
	if h < 3 || w < 3 {
		return fmt.Errorf("filters: a filter of %d×%d pixels, expected at least 3×3", h, w)
	}
	return checkColour(v, h, w, channels)
}

func (c Criteria) check() error {
	for _, v := range []float64{c.LowPass, c.Flat, c.Round, c.Surround, c.Coherence, c.R2, c.Cycles, c.Odd, c.Chromatic} {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("filters: a criterion is %v in %+v, expected finite numbers ≥ 0", v, c)
		}
	}
	return nil
}
