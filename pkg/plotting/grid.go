package plotting

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Grid says how rows of a matrix are drawn as tiles.
type Grid struct {
	H, W int // height and width of a tile in pixels; 0 and 0: a square
	C    int // channels of a pixel: 1 (grey, also for 0) or 3 (red, green, blue)

	Cols   int      // tiles in a line; 0: chosen so that the figure is wider than high
	Range  Range    // how numbers become grey values; Auto: as the figure's function says
	Order  []int    // the rows to draw, in this order; nil: all, as they come
	Labels []string // one for each row of the matrix, written under its tile; nil: none
	Title  string   // written above

	Flip   bool // draw −x where the largest |x| is negative: an atom's sign is free
	Scale  int  // each pixel becomes Scale×Scale; 0: chosen for a figure of about 1100 pixels
	Smooth bool // cubic interpolation when enlarging, in place of sharp squares
}

const (
	gap       = 2    // pixels between tiles and around them
	widest    = 1180 // pixels that a figure does not exceed if Scale and Cols are 0
	highest   = 780  // the same for its height, without labels and title
	tallest   = 168  // pixels that a tile does not exceed if Scale is 0
	labelRoom = 22   // pixels under a tile for its label
	titleRoom = 34   // pixels above a figure for its title
	margin    = 8    // pixels between a figure's parts
)

// Filters draws each row of D, an atom or a filter of H·W·C numbers, as a tile. Auto is
// Symmetric: mid-grey is 0. It fails if D is empty, has other than H·W·C columns, or
// holds NaN or Inf, and if Order or Labels do not fit D.
func Filters(D mat.Matrix, g Grid) *Figure { return grid("Filters", "D", D, g, Symmetric) }

// Images draws each row of X, an image of H·W·C numbers, as a tile. Auto is Unit: 0 is
// black and 1 is white. It fails as Filters does.
func Images(X mat.Matrix, g Grid) *Figure { return grid("Images", "X", X, g, Unit) }

func grid(maker, name string, m mat.Matrix, g Grid, auto Range) *Figure {
	t, err := newTiles(name, m, &g, auto)
	if err != nil {
		return failed(maker, "%w", err)
	}
	cols := g.columns(len(t.order))
	lines := (len(t.order) + cols - 1) / cols
	scale := g.scale(cols, lines, widest)
	tileW, tileH := g.W*scale+gap, g.H*scale+gap+g.labelRoom()
	top := g.titleRoom()
	f := &Figure{width: g.widthFor(cols*tileW + gap), height: top + lines*tileH + gap, exact: true}
	f.draw = func(p page) {
		g.writeTitle(p)
		for i, r := range t.order {
			x, y := gap+i%cols*tileW, top+gap+i/cols*tileH
			p.blit(x, y, t.pixels(r, scale))
			g.writeLabel(p, r, x, y+g.H*scale, g.W*scale)
		}
	}
	return f
}

// tiles are the rows of a matrix, ready to be drawn.
type tiles struct {
	m      mat.Matrix
	g      Grid
	order  []int
	shared float64 // the largest |x| of the rows in order, for Shared
}

// newTiles checks m against g, and fills in what g leaves open.
func newTiles(name string, m mat.Matrix, g *Grid, auto Range) (tiles, error) {
	if err := g.complete(name, m); err != nil {
		return tiles{}, err
	}
	if g.Range == Auto {
		g.Range = auto
	}
	t := tiles{m: m, g: *g, order: g.Order}
	n, _ := m.Dims()
	if g.Order == nil {
		for i := range n {
			t.order = append(t.order, i)
		}
	}
	if g.Range == Shared {
		for _, r := range t.order {
			t.shared = max(t.shared, largest(row(m, r)))
		}
	}
	return t, nil
}

// flips says whether a tile is drawn with its sign changed.
func (t tiles) flips(v []float64) bool {
	lo, hi := extent(v)
	return t.g.Flip && -lo > hi
}

// pixels returns the picture of row r.
func (t tiles) pixels(r, scale int) *image.RGBA {
	v := row(t.m, r)
	if t.flips(v) {
		floats.Scale(-1, v)
	}
	return tilePixels(v, t.g.H, t.g.W, t.g.C, scale, t.g.Smooth, t.g.Range.toneOf(v, t.shared))
}

// complete fills in a tile's shape and checks everything against m.
func (g *Grid) complete(name string, m mat.Matrix) error {
	n, d, err := dims(name, m)
	if err != nil {
		return err
	}
	if err := g.shape(name, d); err != nil {
		return err
	}
	switch {
	case d != g.H*g.W*g.C:
		return fmt.Errorf("%s has %d columns; expected H·W·C = %d·%d·%d = %d", name, d, g.H, g.W, g.C, g.H*g.W*g.C)
	case g.Cols < 0:
		return fmt.Errorf("the grid has Cols %d; expected 0 or more", g.Cols)
	case g.Scale < 0:
		return fmt.Errorf("the grid has Scale %d; expected 0 or more", g.Scale)
	case g.Range < Auto || g.Range > Unit:
		return fmt.Errorf("the grid has Range %d; expected Auto, Symmetric, Shared, Own or Unit", g.Range)
	case g.Labels != nil && len(g.Labels) != n:
		return fmt.Errorf("there are %d Labels; %s has %d rows", len(g.Labels), name, n)
	case g.Order != nil && len(g.Order) == 0:
		return fmt.Errorf("the grid has an empty Order; expected rows of %s, or nil for all", name)
	}
	for i, r := range g.Order {
		if r < 0 || r >= n {
			return fmt.Errorf("the grid has Order[%d] = %d; %s has rows 0 to %d", i, r, name, n-1)
		}
	}
	return checkMatrix(name, m)
}

// shape checks H, W and C, and finds H and W for square tiles of d numbers.
func (g *Grid) shape(name string, d int) error {
	if g.C == 0 {
		g.C = 1
	}
	if g.C != 1 && g.C != 3 {
		return fmt.Errorf("the grid has C %d; expected 1 (grey) or 3 (red, green, blue)", g.C)
	}
	if g.H < 0 || g.W < 0 || (g.H == 0) != (g.W == 0) {
		return fmt.Errorf("a tile is %d×%d; expected H and W above 0, or both 0 for a square", g.H, g.W)
	}
	if g.H == 0 {
		side := int(math.Round(math.Sqrt(float64(d / g.C))))
		if side*side*g.C != d {
			return fmt.Errorf("%s has %d columns, which is no square of %d channels; H and W are needed", name, d, g.C)
		}
		g.H, g.W = side, side
	}
	return nil
}

// columns returns how many of n tiles stand in a line.
func (g *Grid) columns(n int) int {
	if g.Cols > 0 {
		return min(g.Cols, n)
	}
	fit := max(1, (widest-gap)/(g.W*max(1, g.Scale)+gap))
	if n <= 10 {
		return min(n, fit)
	}
	return min(fit, fewestGaps(n))
}

// fewestGaps returns how many of n tiles to put in a line so that the figure is about
// 1.6 times as wide as high and its last line is full, or nearly so.
func fewestGaps(n int) int {
	ideal := math.Sqrt(1.6 * float64(n))
	best, least := 0, math.Inf(1)
	for c := int(math.Ceil(0.85 * ideal)); float64(c) <= 1.3*ideal; c++ {
		if bad := float64((n+c-1)/c*c-n) + math.Abs(float64(c)-ideal)/ideal; bad < least {
			best, least = c, bad
		}
	}
	return best
}

// scale returns how many times tiles are enlarged if there are cols in a line of room
// pixels, and lines of them.
func (g *Grid) scale(cols, lines, room int) int {
	if g.Scale > 0 {
		return g.Scale
	}
	across := ((room-gap)/cols - gap) / g.W
	down := ((highest-gap)/lines - gap) / g.H
	return max(1, min(across, down, tallest/max(g.H, g.W)))
}
