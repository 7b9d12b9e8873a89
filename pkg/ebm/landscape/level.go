package landscape

import (
	"fmt"
	"math"

	"github.com/latentlab/latentlab/internal/contour"
)

// A Path is a piece of a level set: the points (X[i], Y[i]) in order, the low side at the
// left of the way along it. A closed path ends where it begins; others end at the grid's
// border.
type Path struct {
	X, Y   []float64
	Closed bool
}

// LevelSet returns where F = level, by marching squares: F is taken as linear along the
// edges of the grid's squares, so the points are off by O(h²) for squares of width h.
// It panics if level is NaN, or if l has no grid.
func (l *Landscape) LevelSet(level float64) []Path {
	lines := l.grid(level).Lines(level)
	paths := make([]Path, len(lines))
	for i, line := range lines {
		paths[i] = Path(line)
	}
	return paths
}

// Volume returns the area of the region {F ≤ level}, in the units of X and Y, and which
// part of the plane it is. Squares that the level passes through count in part, with
// F linear along their edges: off by O(h²) for squares of width h. It panics if level is
// NaN, or if l has no grid.
func (l *Landscape) Volume(level float64) (area, part float64) {
	area = l.grid(level).Below(level)
	nx, ny := len(l.X), len(l.Y)
	whole := (l.X[nx-1] - l.X[0]) * (l.Y[ny-1] - l.Y[0])
	return area, min(1, area/whole)
}

func (l *Landscape) grid(level float64) contour.Grid {
	g := contour.Grid{X: l.X, Y: l.Y, V: l.F}
	if err := g.Check(); err != nil {
		panic("landscape: " + err.Error())
	}
	if math.IsNaN(level) {
		panic("landscape: the level is NaN")
	}
	return g
}

// Volume returns the length of the region {F ≤ level}, in the units of Y, and which part
// of the line it is; F is linear between the points.
func (c *Curve) Volume(level float64) (length, part float64) {
	if len(c.Y) != len(c.F) || len(c.Y) < 2 {
		panic(fmt.Sprintf("landscape: the curve has %d points and %d energies", len(c.Y), len(c.F)))
	}
	for i := range len(c.Y) - 1 {
		a, b, h := c.F[i], c.F[i+1], c.Y[i+1]-c.Y[i]
		if a > b {
			a, b = b, a
		}
		switch {
		case b <= level:
			length += h
		case a <= level:
			length += h * (level - a) / (b - a)
		}
	}
	return length, min(1, length/(c.Y[len(c.Y)-1]-c.Y[0]))
}
