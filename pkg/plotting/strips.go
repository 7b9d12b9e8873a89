package plotting

import (
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/text"
)

// A Strip is a line of images with a name.
type Strip struct {
	Name string
	X    mat.Matrix // n×(H·W·C), one image a row
}

// Pairs draws each row of X above the row of Xhat that rebuilds it. It is Strips with
// two strips named original and rebuilt.
func Pairs(X, Xhat mat.Matrix, g Grid) *Figure {
	return strips("Pairs", []string{"X", "Xhat"}, g, Strip{"original", X}, Strip{"rebuilt", Xhat})
}

// Strips draws the images of several matrices, row by row, under each other: the
// same digit rebuilt in several ways stands in one column. Each strip's name stands at
// its left. More than Cols images are continued below. Auto is Unit: 0 is black and 1
// is white. Labels stand under each column. It fails as Filters does, and if the
// strips have different numbers of rows.
func Strips(g Grid, s ...Strip) *Figure {
	names := make([]string, len(s))
	for i := range s {
		names[i] = "Strip " + s[i].Name
	}
	return strips("Strips", names, g, s...)
}

func strips(maker string, names []string, g Grid, s ...Strip) *Figure {
	if len(s) == 0 {
		return failed(maker, "there are no strips; expected at least one")
	}
	all := make([]tiles, len(s))
	for i := range s {
		t, err := newTiles(names[i], s[i].X, &g, Unit)
		if err != nil {
			return failed(maker, "%w", err)
		}
		all[i] = t
		n0, _ := s[0].X.Dims()
		if n, _ := s[i].X.Dims(); n != n0 {
			return failed(maker, "%s has %d rows, %s has %d; expected as many", names[i], n, names[0], n0)
		}
	}
	return drawStrips(g, s, all)
}

func drawStrips(g Grid, s []Strip, all []tiles) *Figure {
	left := 0
	for i := range s {
		if s[i].Name != "" {
			left = max(left, width(s[i].Name, letters(tickSize, text.XRight))+2*margin)
		}
	}
	order := all[0].order
	cols := g.Cols
	if cols == 0 {
		cols = 10
	}
	cols = min(cols, len(order))
	blocks := (len(order) + cols - 1) / cols
	scale := g.scale(cols, blocks*len(s), widest-left)
	tileW, tileH := g.W*scale+gap, g.H*scale+gap
	blockH := len(s)*tileH + g.labelRoom() + margin
	top := g.titleRoom()
	f := &Figure{width: g.widthFor(left + cols*tileW + gap), height: top + blocks*blockH - margin + gap, exact: true}
	f.draw = func(p page) {
		g.writeTitle(p)
		for i, r := range order {
			x, y := left+gap+i%cols*tileW, top+gap+i/cols*blockH
			for j, t := range all {
				p.blit(x, y+j*tileH, t.pixels(r, scale))
				if i%cols == 0 {
					p.write(s[j].Name, float64(left-margin), float64(y+j*tileH+tileH/2+4), letters(tickSize, text.XRight))
				}
			}
			g.writeLabel(p, r, x, y+len(s)*tileH-gap, g.W*scale)
		}
	}
	return f
}
