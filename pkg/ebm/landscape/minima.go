package landscape

import (
	"cmp"
	"slices"
)

// Point is a point of a landscape.
type Point struct {
	X, Y, F float64
}

// Minima returns the points of the grid whose energy is below that of all eight
// neighbours, the lowest first. Points of the border are not among them, and neither is
// a flat floor: its level set tells it.
func (l *Landscape) Minima() []Point {
	l.grid(0) // its shape
	var found []Point
	for i := 1; i < len(l.Y)-1; i++ {
		for j := 1; j < len(l.X)-1; j++ {
			if l.lowest(i, j) {
				found = append(found, Point{l.X[j], l.Y[i], l.F.At(i, j)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Point) int { return cmp.Compare(a.F, b.F) })
	return found
}

func (l *Landscape) lowest(i, j int) bool {
	here := l.F.At(i, j)
	for a := i - 1; a <= i+1; a++ {
		for b := j - 1; b <= j+1; b++ {
			if (a != i || b != j) && l.F.At(a, b) <= here {
				return false
			}
		}
	}
	return true
}

// Range returns the least and the largest energy.
func (l *Landscape) Range() (least, largest float64) {
	l.grid(0) // its shape
	least, largest = l.F.At(0, 0), l.F.At(0, 0)
	for i := range l.Y {
		for _, v := range l.F.RawRowView(i) {
			least, largest = min(least, v), max(largest, v)
		}
	}
	return least, largest
}
