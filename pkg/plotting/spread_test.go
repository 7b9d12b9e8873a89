package plotting

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestSpread(t *testing.T) {
	free := []vg.Point{{X: 0, Y: 0}, {X: 30, Y: 0}, {X: 0, Y: 25}}
	for i, p := range spread(free, 20) {
		if p != free[i] {
			t.Errorf("point %d has moved to %v, though it had room", i, p)
		}
	}
	crowd := []vg.Point{{X: 5, Y: 5}, {X: 5, Y: 5}, {X: 5, Y: 5}, {X: 6, Y: 5}, {X: 8, Y: 7}, {X: 100, Y: 0}}
	got := spread(crowd, 20)
	for i, p := range got {
		for j, q := range got[:i] {
			if d := math.Hypot(float64(p.X-q.X), float64(p.Y-q.Y)); d < 19.9 {
				t.Errorf("points %d and %d are %v apart, expected 20", i, j, d)
			}
		}
		if d := math.Hypot(float64(p.X-crowd[i].X), float64(p.Y-crowd[i].Y)); d > 40 {
			t.Errorf("point %d has moved by %v", i, d)
		}
	}
	if spread(nil, 20) != nil {
		t.Error("no points gave some")
	}
}
