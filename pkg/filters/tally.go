package filters

import "math"

// Tally counts the descriptions of a set of filters.
type Tally struct {
	Filters int
	Kinds   [Grating + 1]int    // by Kind
	Hues    [BlueYellow + 1]int // by Hue

	Orientations int // distinct Theta among edges, bars and gratings, by [Distinct]
	Directions   int // distinct Light among edges
	Light, Dark  int // centre-surrounds by their centre
}

// Count tallies descriptions; orientations and directions are distinct where they
// are at least apart radians from each other. It panics where [Distinct] does.
func Count(descriptions []Description, apart float64) Tally {
	t := Tally{Filters: len(descriptions)}
	var thetas, lights []float64
	for _, d := range descriptions {
		t.Kinds[d.Kind]++
		t.Hues[d.Hue]++
		if d.Kind.Oriented() {
			thetas = append(thetas, d.Theta)
		}
		switch {
		case d.Kind == Edge:
			lights = append(lights, d.Light)
		case d.Kind == CentreSurround && d.Sign > 0:
			t.Light++
		case d.Kind == CentreSurround:
			t.Dark++
		}
	}
	t.Orientations = Distinct(thetas, math.Pi, apart)
	t.Directions = Distinct(lights, 2*math.Pi, apart)
	return t
}

// Polarities returns how many edges within apart radians of the orientation theta
// have their light side towards theta, and how many the other way: for theta 0, on
// the right and on the left; for theta π/2, below and above.
func Polarities(descriptions []Description, theta, apart float64) (along, against int) {
	for _, d := range descriptions {
		if d.Kind != Edge {
			continue
		}
		if towards(d.Light, theta) <= apart {
			along++
		} else if towards(d.Light, theta+math.Pi) <= apart {
			against++
		}
	}
	return along, against
}

// towards is the angle between two directions, in [0, π].
func towards(a, b float64) float64 { return math.Abs(math.Remainder(a-b, 2*math.Pi)) }
