package filters

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Opponency says how a filter of C channels uses colour. With V the filter as a
// matrix of h·w pixels by C channels, energies are those of V·a for a unit axis a.
type Opponency struct {
	Axis      []float64 // C: the axis that holds most energy, the first right singular vector of V
	Share     float64   // of the energy along Axis; 1 where all pixels have one colour, light or dark
	Chromatic float64   // of the energy that is not along (1, …, 1)/√C: 0 grey, 1 colour without brightness

	// The shares along the two axes of colour, zero unless C is 3. They sum to Chromatic.
	RedGreen   float64 // (1, −1, 0)/√2
	BlueYellow float64 // (1, 1, −2)/√6

	Profile []float64 // V·Axis, h·w: the filter seen along its axis
}

// Hue names the axis of colour.
type Hue int

const (
	Achromatic Hue = iota // most energy is in brightness
	RedGreen
	BlueYellow
)

// String returns the name in words.
func (h Hue) String() string {
	switch h {
	case RedGreen:
		return "red-green"
	case BlueYellow:
		return "blue-yellow"
	}
	return "achromatic"
}

// Hue is Achromatic where Chromatic is below the share least, and the axis of more
// energy elsewhere. With channels that are not three, it is Achromatic.
func (o Opponency) Hue(least float64) Hue {
	switch {
	case o.Chromatic < least || o.RedGreen+o.BlueYellow == 0:
		return Achromatic
	case o.RedGreen >= o.BlueYellow:
		return RedGreen
	}
	return BlueYellow
}

// OpponencyOf measures the filter v of h×w×channels values, in rows, the channels
// of a pixel side by side; three channels are red, green and blue. The sign of Axis
// is the one with more light than dark; where colour holds more of it than
// brightness does, red is positive on a red-green axis and yellow on the other.
//
// Cost: O(h·w·C² + C³). Errors: a length that is not h·w·C, no pixels or channels,
// a value that is not finite. A filter of zeros has a zero Axis.
//
// Source of the axes of colour: van de Sande, Gevers & Snoek, IEEE Trans. Pattern
// Anal. Mach. Intell. 32 (2010) 1582, opponent colour space.
func OpponencyOf(v []float64, h, w, channels int) (Opponency, error) {
	if err := checkColour(v, h, w, channels); err != nil {
		return Opponency{}, err
	}
	return opponency(v, channels), nil
}

func opponency(v []float64, channels int) Opponency {
	pixels := len(v) / channels
	o := Opponency{Axis: make([]float64, channels), Profile: make([]float64, pixels)}
	scaled := make([]float64, len(v))
	norm, _ := normalise(scaled, v)
	if norm == 0 {
		return o
	}
	cov := mat.NewSymDense(channels, nil) // VᵀV, of trace 1
	cov.SymOuterK(1, mat.NewDense(pixels, channels, scaled).T())
	o.Chromatic = 1
	if grey := share(cov, ones(channels)); grey > 0 {
		o.Chromatic = max(0, 1-grey)
	}
	if channels == 3 {
		o.RedGreen, o.BlueYellow = share(cov, redGreen), share(cov, blueYellow)
	}
	var eig mat.EigenSym
	if !eig.Factorize(cov, true) {
		return o
	}
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	mat.Col(o.Axis, channels-1, &vectors)
	direct(o.Axis)
	o.Share = min(1, share(cov, o.Axis))
	for i := range o.Profile {
		for c, a := range o.Axis {
			o.Profile[i] += a * scaled[i*channels+c] * norm
		}
	}
	return o
}

var (
	redGreen   = []float64{1 / math.Sqrt2, -1 / math.Sqrt2, 0}
	blueYellow = []float64{1 / math.Sqrt(6), 1 / math.Sqrt(6), -2 / math.Sqrt(6)}
)

// ones is (1, …, 1)/√n.
func ones(n int) []float64 {
	a := make([]float64, n)
	for i := range a {
		a[i] = 1 / math.Sqrt(float64(n))
	}
	return a
}

// share is aᵀ·cov·a.
func share(cov *mat.SymDense, a []float64) float64 {
	x := mat.NewVecDense(len(a), a)
	return mat.Inner(x, cov, x)
}

// direct gives the axis its sign.
func direct(axis []float64) {
	a := mat.NewVecDense(len(axis), axis)
	along := mat.Dot(a, mat.NewVecDense(len(axis), ones(len(axis))))
	if len(axis) == 3 && along*along < 0.5 {
		rg, by := mat.Dot(a, mat.NewVecDense(3, redGreen)), mat.Dot(a, mat.NewVecDense(3, blueYellow))
		if along = rg; math.Abs(by) > math.Abs(rg) {
			along = by
		}
	}
	if along < 0 {
		a.ScaleVec(-1, a)
	}
}

func checkColour(v []float64, h, w, channels int) error {
	if h < 1 || w < 1 || channels < 1 {
		return fmt.Errorf("filters: a filter of %d×%d pixels and %d channels, expected at least one of each", h, w, channels)
	}
	if len(v) != h*w*channels {
		return fmt.Errorf("filters: %d values for a filter of %d×%d pixels and %d channels, expected %d", len(v), h, w, channels, h*w*channels)
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("filters: channel %d of pixel %d of row %d is %v, expected a finite number", i%channels, i/channels%w, i/channels/w, x)
		}
	}
	return nil
}
