package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// pixelsOf draws a figure.
func pixelsOf(t *testing.T, f *Figure) *image.RGBA {
	t.Helper()
	img, err := f.raster()
	if err != nil {
		t.Fatal(err)
	}
	if w, h := f.Size(); img.Rect.Dx() != w || img.Rect.Dy() != h {
		t.Fatalf("the picture is %v, Size says %d×%d", img.Rect, w, h)
	}
	return img
}

// levels returns the grey values of a rectangle, row by row.
func levels(t *testing.T, img *image.RGBA, x, y, w, h int) []uint8 {
	t.Helper()
	var v []uint8
	for j := range h {
		for i := range w {
			c := img.RGBAAt(x+i, y+j)
			if c.R != c.G || c.G != c.B || c.A != 255 {
				t.Fatalf("pixel (%d,%d) is %v, expected grey", x+i, y+j, c)
			}
			v = append(v, c.R)
		}
	}
	return v
}

func wantLevels(t *testing.T, what string, got []uint8, want ...uint8) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: grey values %v, expected %v", what, got, want)
	}
}

func TestFiltersGreyValues(t *testing.T) {
	D := mat.NewDense(3, 4, []float64{
		0, 2, -2, 1, // symmetric: −2 is 1, 0 is 128, 2 is 255
		0, 0, 0, 0, // a dead atom
		0, 1, 4, -1, // its own scale
	})
	img := pixelsOf(t, Filters(D, Grid{Cols: 3, Scale: 1}))
	wantLevels(t, "tile 0", levels(t, img, 2, 2, 2, 2), 128, 255, 1, 192)
	wantLevels(t, "tile 1", levels(t, img, 6, 2, 2, 2), 128, 128, 128, 128)
	wantLevels(t, "tile 2", levels(t, img, 10, 2, 2, 2), 128, 160, 255, 96)

	img = pixelsOf(t, Filters(D, Grid{Cols: 3, Scale: 1, Range: Shared}))
	wantLevels(t, "shared, tile 0", levels(t, img, 2, 2, 2, 2), 128, 192, 64, 160)
	img = pixelsOf(t, Filters(D, Grid{Cols: 3, Scale: 1, Range: Own}))
	wantLevels(t, "own, tile 0", levels(t, img, 2, 2, 2, 2), 128, 255, 0, 192)
	wantLevels(t, "own, tile 1", levels(t, img, 6, 2, 2, 2), 128, 128, 128, 128)
	img = pixelsOf(t, Images(D, Grid{Cols: 3, Scale: 1}))
	wantLevels(t, "unit, tile 0", levels(t, img, 2, 2, 2, 2), 0, 255, 0, 255)

	flipped := mat.NewDense(1, 4, []float64{0, 1, -2, 1})
	img = pixelsOf(t, Filters(flipped, Grid{Scale: 1, Flip: true}))
	wantLevels(t, "flipped", levels(t, img, 2, 2, 2, 2), 128, 64, 255, 64)
}

func TestFiltersLayout(t *testing.T) {
	// Tiles of one value each: their order can be read from the picture.
	D := mat.NewDense(5, 2, []float64{0, 0, .2, .2, .4, .4, .6, .6, .8, .8})
	g := Grid{H: 1, W: 2, Cols: 2, Scale: 3, Range: Unit, Order: []int{4, 0, 3, 1, 2}}
	img := pixelsOf(t, Filters(D, g))
	if img.Rect.Dx() != 2*(6+2)+2 || img.Rect.Dy() != 3*(3+2)+2 {
		t.Fatalf("the picture is %v, expected 18×17", img.Rect)
	}
	inTile := func(x, y int) int {
		if x%8 < 2 || y%5 < 2 {
			return -1
		}
		return y/5*2 + x/8
	}
	tiles := []uint8{204, 0, 153, 51, 102, 255} // the last place is empty
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			want := uint8(255)
			if i := inTile(x, y); i >= 0 {
				want = tiles[i]
			}
			if got := levels(t, img, x, y, 1, 1)[0]; got != want {
				t.Fatalf("pixel (%d,%d) is %d, expected %d", x, y, got, want)
			}
		}
	}
}

func TestColourTiles(t *testing.T) {
	// Two pixels of three channels, side by side.
	D := mat.NewDense(1, 6, []float64{1, 0, -1, 0.5, 0.5, 0.5})
	img := pixelsOf(t, Filters(D, Grid{H: 1, W: 2, C: 3, Scale: 1}))
	for x, want := range []color.RGBA{{255, 128, 1, 255}, {192, 192, 192, 255}} {
		if got := img.RGBAAt(2+x, 2); got != want {
			t.Errorf("pixel %d is %v, expected %v", x, got, want)
		}
	}
}

func TestTransposedDictionary(t *testing.T) {
	// The lecture's W has atoms in columns.
	D := mat.NewDense(2, 4, []float64{0, 1, 2, 3, 4, 5, 6, 7})
	var w mat.Dense
	w.CloneFrom(D.T())
	a := pixelsOf(t, Filters(D, Grid{}))
	b := pixelsOf(t, Filters(w.T(), Grid{}))
	if string(a.Pix) != string(b.Pix) {
		t.Error("W transposed looks different from D")
	}
}

func TestTitlesAndLabelsMakeRoom(t *testing.T) {
	D := mat.NewDense(2, 100, nil)
	plain := Filters(D, Grid{})
	full := Filters(D, Grid{Title: "Two atoms", Labels: []string{"a", "b"}})
	w0, h0 := plain.Size()
	w1, h1 := full.Size()
	if w0 != w1 || h1 != h0+titleRoom+labelRoom {
		t.Errorf("%d×%d grew to %d×%d, expected %d more in height", w0, h0, w1, h1, titleRoom+labelRoom)
	}
	img := pixelsOf(t, full)
	dark := func(y0, y1 int) (n int) {
		for y := y0; y < y1; y++ {
			for x := range img.Rect.Dx() {
				if img.RGBAAt(x, y).R < 100 {
					n++
				}
			}
		}
		return n
	}
	if dark(0, titleRoom) == 0 || dark(h1-labelRoom, h1) == 0 {
		t.Error("the title or the labels are missing")
	}
	if long := Filters(D, Grid{Title: strings.Repeat("a long title ", 20)}); long.Err() == nil {
		if w, _ := long.Size(); w <= w0 {
			t.Errorf("a long title leaves the width at %d", w)
		}
	}
}

func TestAutomaticLayout(t *testing.T) {
	for _, c := range []struct{ n, h, w, cols int }{
		{1, 28, 28, 1}, {10, 28, 28, 10}, {25, 28, 28, 7}, {256, 28, 28, 20}, {128, 9, 9, 16}, {4, 321, 481, 2}, {3, 1, 2000, 1},
	} {
		g := Grid{H: c.h, W: c.w}
		if got := g.columns(c.n); got != c.cols {
			t.Errorf("%d tiles of %d×%d: %d in a line, expected %d", c.n, c.h, c.w, got, c.cols)
		}
		f := Images(mat.NewDense(c.n, c.h*c.w, nil), g)
		if w, h := f.Size(); c.w < widest && (w > widest || c.h < 100 && h > highest+gap) {
			t.Errorf("%d tiles of %d×%d: the figure is %d×%d", c.n, c.h, c.w, w, h)
		}
	}
}

func TestGridErrors(t *testing.T) {
	ok := mat.NewDense(2, 784, nil)
	nan, inf := mat.NewDense(2, 784, nil), mat.NewDense(2, 784, nil)
	nan.Set(1, 17, math.NaN())
	inf.Set(0, 3, math.Inf(-1))
	g := Grid{H: 28, W: 28}
	with := func(change func(*Grid)) Grid { h := g; change(&h); return h }
	for _, c := range []struct {
		f    *Figure
		want string
	}{
		{Filters(mat.NewDense(2, 783, nil), g), "plotting: Filters: D has 783 columns; expected H·W·C = 28·28·1 = 784"},
		{Filters(mat.NewDense(2, 783, nil), Grid{}), "D has 783 columns, which is no square of 1 channels; H and W are needed"},
		{Filters(nil, g), "Filters: D is nil"},
		{Filters((*mat.Dense)(nil), g), "Filters: D is nil"},
		{Filters((*mat.Dense)(nil).T(), g), "Filters: D is nil"},
		{Filters(&mat.Dense{}, g), "D is 0×0; expected at least one row and one column"},
		{Images(nan, g), "Images: X[1,17] is NaN; expected finite values"},
		{Images(inf, g), "X[0,3] is -Inf"},
		{Filters(ok, with(func(g *Grid) { g.Scale = 1000 })), "pixels; expected at most"},
		{Pairs(ok, nan, g), "Pairs: Xhat[1,17] is NaN"},
		{Pairs(ok, mat.NewDense(3, 784, nil), g), "Xhat has 3 rows, X has 2; expected as many"},
		{Pairs(ok, mat.NewDense(2, 100, nil), g), "Xhat has 100 columns"},
		{Strips(g), "Strips: there are no strips"},
		{Strips(g, Strip{"a", ok}, Strip{"b", nil}), "Strip b is nil"},
		{Filters(ok, with(func(g *Grid) { g.C = 2 })), "the grid has C 2; expected 1 (grey) or 3"},
		{Filters(ok, with(func(g *Grid) { g.H = 0 })), "a tile is 0×28; expected H and W above 0"},
		{Filters(ok, with(func(g *Grid) { g.H, g.W = -28, -28 })), "a tile is -28×-28"},
		{Filters(ok, with(func(g *Grid) { g.Cols = -1 })), "the grid has Cols -1;"},
		{Filters(ok, with(func(g *Grid) { g.Scale = -2 })), "the grid has Scale -2;"},
		{Filters(ok, with(func(g *Grid) { g.Range = 9 })), "the grid has Range 9;"},
		{Filters(ok, with(func(g *Grid) { g.Order = []int{0, 2} })), "the grid has Order[1] = 2; D has rows 0 to 1"},
		{Filters(ok, with(func(g *Grid) { g.Order = []int{} })), "the grid has an empty Order"},
		{Filters(ok, with(func(g *Grid) { g.Labels = []string{"a"} })), "there are 1 Labels; D has 2 rows"},
		{Parts(make([]float64, 784), make([]float64, 3), ok, g), "Parts: z has 3 values; D has 2 rows"},
		{Parts(make([]float64, 7), make([]float64, 2), ok, g), "y has 7 values; D has 784 columns"},
		{Parts(make([]float64, 784), []float64{0, math.NaN()}, ok, g), "z[1] is NaN"},
	} {
		if err := c.f.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected %q", err, c.want)
		}
		if w, h := c.f.Size(); w != 0 || h != 0 {
			t.Errorf("%s: the size is %d×%d, expected 0×0", c.want, w, h)
		}
	}
}
