package plotting

import (
	"fmt"
	"image/color"
	"math"
)

// A Series is data with one name and one colour.
type Series struct {
	Name   string
	X      []float64 // nil: 0, 1, 2, …
	Y      []float64
	Colour color.Color // nil: the palette's next

	Low, High []float64 // for Curves: a band from Low to High
	Dashed    bool      // for Curves: a dashed line
	Points    bool      // for Curves: a dot at each value
}

// checkSeries returns an error unless all series can be drawn, and fills in X and
// colours in a copy.
func checkSeries(s []Series) ([]Series, error) {
	if len(s) == 0 {
		return nil, fmt.Errorf("there are no series; expected at least one")
	}
	out := make([]Series, len(s))
	for i, one := range s {
		name := fmt.Sprintf("series %d", i)
		if one.Name != "" {
			name = fmt.Sprintf("series %q", one.Name)
		}
		if err := one.check(name); err != nil {
			return nil, err
		}
		if one.X == nil {
			one.X = count(len(one.Y))
		}
		if one.Colour == nil {
			one.Colour = colour(i)
		}
		out[i] = one
	}
	return out, nil
}

func (s Series) check(name string) error {
	n := len(s.Y)
	if n == 0 {
		return fmt.Errorf("%s has no values in Y; expected at least one", name)
	}
	for _, v := range []struct {
		field  string
		values []float64
	}{{"X", s.X}, {"Y", s.Y}, {"Low", s.Low}, {"High", s.High}} {
		if v.values != nil && len(v.values) != n {
			return fmt.Errorf("%s has %d values in %s and %d in Y; expected as many", name, len(v.values), v.field, n)
		}
		if err := checkValues(name+", "+v.field, v.values); err != nil {
			return err
		}
	}
	if (s.Low == nil) != (s.High == nil) {
		return fmt.Errorf("%s has only one of Low and High; expected both or none", name)
	}
	return nil
}

// checkLog returns an error for a series without a place on a logarithmic axis.
func (a Axes) checkLog(s []Series) error {
	for i, one := range s {
		if lo, hi := rangeOf(a.LogX, one.X); lo > hi {
			return fmt.Errorf("series %d %q has no X above 0, and LogX is set", i, one.Name)
		}
		if lo, hi := rangeOf(a.LogY, one.Y); lo > hi {
			return fmt.Errorf("series %d %q has no Y above 0, and LogY is set", i, one.Name)
		}
	}
	return nil
}

// allWhole says whether all values are whole numbers.
func allWhole(values func(Series) []float64, s []Series) bool {
	for _, one := range s {
		for _, v := range values(one) {
			if v != math.Trunc(v) {
				return false
			}
		}
	}
	return true
}

func xs(s Series) []float64 { return s.X }
func ys(s Series) []float64 { return s.Y }

// count returns 0, 1, …, n−1.
func count(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i)
	}
	return v
}
