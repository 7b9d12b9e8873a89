package plotting

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/plot"
)

// A heatScale maps energies to colours, for one landscape or several.
type heatScale struct {
	lo, hi       float64
	log          bool
	below, above bool // some energy lies beyond the end
	ticks        []plot.Tick
	levels       []float64
}

// flat is the span of energies below which a landscape is taken as flat: what is left
// is the error of the arithmetic.
const flat = 1e-12

// scaleOf returns the scale that h asks for.
func (h HeatStyle) scaleOf(ls ...Landscape) (heatScale, error) {
	if err := h.check(); err != nil {
		return heatScale{}, err
	}
	least, largest, positive := energies(ls)
	s := heatScale{lo: h.Min, hi: h.Max, log: h.Log}
	if s.lo == 0 && s.hi == 0 {
		s.lo, s.hi = least, largest
		if s.log || 0 < s.lo && s.lo < s.hi/30 { // a scale that begins near 0 begins there
			s.lo = 0
		}
	}
	if s.log {
		if s.hi <= 0 || math.IsInf(positive, 1) {
			return heatScale{}, errors.New("no energy is above 0, and Log is set")
		}
		s.openLog(positive)
	} else {
		s.open()
	}
	if span := s.hi - s.lo; math.IsInf(span, 0) || !(span > 0) {
		return heatScale{}, fmt.Errorf("the energies go from %v to %v; expected numbers that can be subtracted", s.lo, s.hi)
	}
	s.below, s.above = least < s.lo-flat*(s.hi-s.lo), largest > s.hi*(1+flat) || infinite(ls)
	if s.levels = h.Levels; s.levels == nil {
		s.levels = s.inside()
	}
	return s, nil
}

func (h HeatStyle) check() error {
	if err := checkValues("limits Min, Max", []float64{h.Min, h.Max}); err != nil {
		return err
	}
	if (h.Min != 0 || h.Max != 0) && h.Min >= h.Max {
		return fmt.Errorf("the colours' Min is %v and Max is %v; expected Min below Max", h.Min, h.Max)
	}
	return checkValues("Levels", h.Levels)
}

// openLog completes the ends of a logarithmic scale. positive is the least energy above 0.
func (s *heatScale) openLog(positive float64) {
	if s.lo <= 0 {
		s.lo = max(positive, s.hi*1e-4)
	}
	s.hi = max(s.hi, s.lo*(1+1e-9))
	s.ticks = decades{}.Ticks(s.lo, s.hi)
}

// open completes the ends of a linear scale.
func (s *heatScale) open() {
	if s.lo > s.hi { // nothing is finite
		s.lo, s.hi = 0, 1
	}
	if s.hi-s.lo <= flat*max(1, math.Abs(s.hi)) {
		s.lo, s.hi = s.rounded(), s.rounded()+1
	}
	s.ticks = decimal{}.Ticks(s.lo, s.hi)
}

// rounded returns the value of a flat landscape without the error of the arithmetic.
func (s heatScale) rounded() float64 { return math.Round(s.lo/flat/10) * flat * 10 }

// inside returns the labelled ticks between the ends.
func (s heatScale) inside() []float64 {
	var v []float64
	for _, t := range s.ticks {
		if room := 1e-6; !t.IsMinor() && s.at(t.Value) > room && s.at(t.Value) < 1-room {
			v = append(v, t.Value)
		}
	}
	return v
}

// energies returns the least and the largest finite energy, and the least above 0.
func energies(ls []Landscape) (least, largest, positive float64) {
	least, largest, positive = math.Inf(1), math.Inf(-1), math.Inf(1)
	for _, l := range ls {
		for i := range l.Y {
			for _, v := range l.F.RawRowView(i) {
				if math.IsInf(v, 1) {
					continue
				}
				least, largest = min(least, v), max(largest, v)
				if v > 0 {
					positive = min(positive, v)
				}
			}
		}
	}
	return least, largest, positive
}

func infinite(ls []Landscape) bool {
	for _, l := range ls {
		for i := range l.Y {
			for _, v := range l.F.RawRowView(i) {
				if math.IsInf(v, 1) {
					return true
				}
			}
		}
	}
	return false
}

// at returns the place of an energy on the scale, from 0 to 1.
func (s heatScale) at(v float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		lo, hi, v = math.Log(lo), math.Log(hi), math.Log(max(v, lo))
	}
	if math.IsNaN(v) {
		return 1
	}
	return min(1, max(0, (v-lo)/(hi-lo)))
}
