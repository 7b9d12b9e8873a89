package landscape

import (
	"fmt"
	"math"
)

// Axis is N points at equal distances from Min to Max, both included.
type Axis struct {
	Min, Max float64
	N        int // at least 2
}

// Points returns the N points.
func (a Axis) Points() []float64 {
	p := make([]float64, a.N)
	for i := range p {
		t := float64(i) / float64(a.N-1)
		p[i] = a.Min*(1-t) + a.Max*t
	}
	return p
}

// most is how many points a grid may have.
const most = 1 << 26

func (a Axis) check(name string) error {
	switch {
	case a.N < 2 || a.N > most:
		return fmt.Errorf("landscape: the axis of %s has %d points, expected 2 to %d", name, a.N, most)
	case math.IsNaN(a.Min) || math.IsInf(a.Min, 0) || math.IsNaN(a.Max) || math.IsInf(a.Max, 0):
		return fmt.Errorf("landscape: the axis of %s goes from %v to %v, expected finite numbers", name, a.Min, a.Max)
	case a.Min >= a.Max:
		return fmt.Errorf("landscape: the axis of %s goes from %v to %v, expected Min below Max", name, a.Min, a.Max)
	}
	p := a.Points()
	for i := 1; i < a.N; i++ {
		if p[i] <= p[i-1] {
			return fmt.Errorf("landscape: the axis of %s has %d points from %v to %v, expected points that can be told apart", name, a.N, a.Min, a.Max)
		}
	}
	return nil
}
