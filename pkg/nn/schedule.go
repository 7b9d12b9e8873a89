package nn

import "math"

// A Schedule gives the rate of step t = 0, 1, ….
type Schedule interface{ Rate(t int) float64 }

// Constant is the same rate in every step.
type Constant float64

func (c Constant) Rate(int) float64 { return float64(c) }

// Cosine falls from Peak to Floor along half a cosine in Steps steps, and stays there
// (Loshchilov & Hutter 2017, eq. 5, without restarts):
//
//	Floor + (Peak − Floor)·(1 + cos(π·t/Steps))/2
type Cosine struct {
	Peak  float64
	Floor float64 // default 0
	Steps int
}

func (c Cosine) Rate(t int) float64 {
	if t >= c.Steps {
		return c.Floor
	}
	return c.Floor + (c.Peak-c.Floor)*(1+math.Cos(math.Pi*float64(t)/float64(c.Steps)))/2
}

// Steps multiplies Peak by Factor every Every steps: Peak·Factor^⌊t/Every⌋.
type Steps struct {
	Peak   float64
	Factor float64 // default 0.1
	Every  int     // default: never
}

func (s Steps) Rate(t int) float64 {
	if s.Every < 1 {
		return s.Peak
	}
	return s.Peak * math.Pow(or(s.Factor, 0.1), float64(t/s.Every))
}

// WarmUp rises in a line over the first Steps steps, to the rate that Then begins
// with, and goes on with Then from its step 0.
type WarmUp struct {
	Steps int
	Then  Schedule
}

func (w WarmUp) Rate(t int) float64 {
	if t < w.Steps {
		return w.Then.Rate(0) * float64(t+1) / float64(w.Steps+1)
	}
	return w.Then.Rate(t - w.Steps)
}
