package filters

// Kind is what a filter looks like.
type Kind int

const (
	None           Kind = iota // none of the others: zero, noise, several shapes at once
	Blob                       // light or dark all over, or in one round place: it passes the mean
	CentreSurround             // a round centre in a surround of the other sign
	Edge                       // dark on one side, light on the other
	Bar                        // a line, with or without lines of the other sign beside it
	Grating                    // several stripes
)

// String returns the name in words.
func (k Kind) String() string {
	names := [...]string{"none", "blob", "centre-surround", "edge", "bar", "grating"}
	if k < 0 || int(k) >= len(names) {
		return "none"
	}
	return names[k]
}

// Oriented reports whether filters of this kind have an orientation.
func (k Kind) Oriented() bool { return k == Edge || k == Bar || k == Grating }

// Criteria are the thresholds of [Describe]. They are conventions, chosen so that
// shapes made by formula get their own names and noise gets none.
type Criteria struct {
	LowPass   float64 // least SpectralPeak.LowPass of a blob that is not round; 0 means 0.9
	Flat      float64 // least SpectralPeak.Concentration of such a blob, where it is oriented or no Gabor; 0 means 0.7
	Round     float64 // least Radial.Share of a blob or centre-surround; 0 means 0.7
	Surround  float64 // least Radial.Balance of a centre-surround; 0 means 0.25
	Coherence float64 // most Orientation.Coherence of a blob or centre-surround; 0 means 0.5
	R2        float64 // least R² of the Gabor fit of an edge, bar or grating; 0 means 0.6
	Cycles    float64 // least Visible.Cycles of a grating; 0 means 1.5
	Odd       float64 // least Visible.Odd of an edge, below it is a bar; 0 means 0.5
	Chromatic float64 // least Opponency.Chromatic of a colour filter; 0 means 0.3
}

func (c Criteria) complete() Criteria {
	for _, f := range []struct {
		v       *float64
		usually float64
	}{{&c.LowPass, 0.9}, {&c.Flat, 0.7}, {&c.Round, 0.7}, {&c.Surround, 0.25}, {&c.Coherence, 0.5},
		{&c.R2, 0.6}, {&c.Cycles, 1.5}, {&c.Odd, 0.5}, {&c.Chromatic, 0.3}} {
		if *f.v == 0 {
			*f.v = f.usually
		}
	}
	return c
}

// kind is the rule in the comment of Describe.
func (c Criteria) kind(d *Description) Kind {
	oriented := d.Orientation.Coherence > c.Coherence
	lowPass := d.Peak.LowPass >= c.LowPass
	round, wave := d.Radial.Share >= c.Round, d.Gabor.R2 >= c.R2
	switch {
	case largest(d.Opponency.Profile) == 0:
		return None
	case lowPass && (d.Peak.Concentration >= c.Flat || !oriented && (round || wave)):
		return Blob
	case !oriented && round && d.Radial.Balance >= c.Surround:
		return CentreSurround
	case !oriented && round:
		return Blob
	case !wave:
		return None
	case d.Visible.Cycles >= c.Cycles:
		return Grating
	case d.Visible.Odd >= c.Odd:
		return Edge
	}
	return Bar
}
