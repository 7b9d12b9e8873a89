package plotting

import (
	"fmt"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestPartsTerms(t *testing.T) {
	D := mat.NewDense(4, 1, []float64{1, -1, 0.5, 1})
	z := []float64{0.2, -0.5, 0, 0.3}
	say := func(g Grid) string {
		f := Parts([]float64{1}, z, D, g)
		if f.Err() != nil {
			t.Fatal(f.Err())
		}
		tl, err := newTiles("D", D, &g, Symmetric)
		if err != nil {
			t.Fatal(err)
		}
		if g.Order == nil {
			tl.order = byStrength(z)
		}
		var b strings.Builder
		for _, term := range tl.terms([]float64{1}, z) {
			fmt.Fprintf(&b, "%s[%s]", term.sign, term.under)
		}
		return b.String()
	}
	for _, c := range []struct {
		g    Grid
		want string
	}{
		{Grid{}, "[y]≈ −[0.50]+[0.30]+[0.20]=[ŷ]"},
		{Grid{Flip: true}, "[y]≈[0.50]+[0.30]+[0.20]=[ŷ]"},
		{Grid{Order: []int{0, 1}}, "[y]≈[0.20]−[0.50]+ 1 more[]=[ŷ]"},
	} {
		if got := say(c.g); got != c.want {
			t.Errorf("%+v: %s, expected %s", c.g, got, c.want)
		}
	}
	if got := sum(z, D); len(got) != 1 || got[0] < 0.999999 || got[0] > 1.000001 {
		t.Errorf("the sum is %v, expected 0.2 + 0.5 + 0.3 = 1", got)
	}
}

// The first and the last tile are y and the sum, in Unit range, and lines break.
func TestPartsPicture(t *testing.T) {
	D := mat.NewDense(2, 4, []float64{1, 0, 0, 0, 0, 0, 0, 1})
	f := Parts([]float64{1, 0, 0, 0.2}, []float64{1, 0.2}, D, Grid{Scale: 10, Cols: 3})
	img := pixelsOf(t, f)
	const sign, tile = 36, 20
	line := tile + labelRoom + margin
	at := func(col, row, x, y int) uint8 {
		return levels(t, img, sign+col*(sign+tile)+10*x+5, row*line+10*y+5, 1, 1)[0]
	}
	for row, col := range map[int]int{0: 0, 1: 0} {
		got := []uint8{at(col, row, 0, 0), at(col, row, 1, 0), at(col, row, 0, 1), at(col, row, 1, 1)}
		wantLevels(t, fmt.Sprintf("tile %d of line %d", col, row), got, 255, 0, 0, 51)
	}
	wantLevels(t, "the stronger part", []uint8{at(1, 0, 0, 0), at(1, 0, 1, 1)}, 255, 128)
	wantLevels(t, "the weaker part", []uint8{at(2, 0, 0, 0), at(2, 0, 1, 1)}, 128, 255)
}

func TestStripsPicture(t *testing.T) {
	X := mat.NewDense(3, 1, []float64{0, 0.2, 0.4})
	Y := mat.NewDense(3, 1, []float64{1, 0.8, 0.6})
	img := pixelsOf(t, Strips(Grid{Scale: 10, Cols: 2, Labels: []string{"a", "b", "c"}}, Strip{"", X}, Strip{"", Y}))
	block := 2*12 + labelRoom + margin
	for i, want := range [][]uint8{{0, 51}, {255, 204}} {
		y := gap + i*12
		wantLevels(t, fmt.Sprint("strip ", i), append(levels(t, img, 5, y+5, 1, 1), levels(t, img, 17, y+5, 1, 1)...), want...)
	}
	wantLevels(t, "the second block", append(levels(t, img, 5, block+gap+5, 1, 1), levels(t, img, 5, block+gap+17, 1, 1)...), 102, 153)
}
