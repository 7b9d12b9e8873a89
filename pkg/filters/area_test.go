package filters_test

import (
	"testing"

	"github.com/latentlab/latentlab/pkg/filters"
)

func TestArea(t *testing.T) {
	for _, c := range []struct {
		f     []float64
		share float64
		want  int
	}{
		{[]float64{3, 0, -4, 0}, 1, 2}, // squares 9 and 16 of 25
		{[]float64{3, 0, -4, 0}, 0.64, 1},
		{[]float64{3, 0, -4, 0}, 0.65, 2},
		{[]float64{1, 1, 1, 1}, 0.5, 2},
		{[]float64{1, 1, 1, 1}, 1, 4},
		{[]float64{0, 0}, 0.9, 0},
		{nil, 1, 0},
	} {
		if got := filters.Area(c.f, c.share); got != c.want {
			t.Errorf("%v holds %v of its energy in %d entries, expected %d", c.f, c.share, got, c.want)
		}
	}
}
