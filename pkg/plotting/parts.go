package plotting

import (
	"cmp"
	"fmt"
	"image"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/text"
)

// Parts draws a sample as the sum of its parts:
//
//	y ≈ z₁·d₁ + z₂·d₂ − … = ŷ,   ŷ = Σᵢ zᵢ·dᵢ over all of z
//
// y has H·W·C numbers, z has k, and D is k×(H·W·C) with the parts in rows. Drawn are
// the parts with zᵢ ≠ 0, the largest |zᵢ| first, each with |zᵢ| under it and its sign
// before it; with g.Order, these rows of D, and three dots for what is left out. y and
// ŷ are drawn in Unit range; for the parts Auto is Symmetric. Cols counts all tiles of
// a line. It fails if shapes do not fit, or at NaN or Inf.
func Parts(y, z []float64, D mat.Matrix, g Grid) *Figure {
	k := len(z)
	t, err := newTiles("D", D, &g, Symmetric)
	if err != nil {
		return failed("Parts", "%w", err)
	}
	if n, _ := D.Dims(); k != n {
		return failed("Parts", "z has %d values; D has %d rows", k, n)
	}
	if len(y) != g.H*g.W*g.C {
		return failed("Parts", "y has %d values; D has %d columns", len(y), g.H*g.W*g.C)
	}
	if err := cmp.Or(checkValues("y", y), checkValues("z", z)); err != nil {
		return failed("Parts", "%w", err)
	}
	if g.Order == nil {
		t.order = byStrength(z)
	}
	return drawParts(g, t.terms(y, z))
}

// byStrength returns where z is not 0, the largest |z| first.
func byStrength(z []float64) []int {
	var order []int
	for i, v := range z {
		if v != 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(z[b]), math.Abs(z[a])) })
	return order
}

// A term is one tile of the sum: the sign before it and what stands under it.
type term struct {
	sign, under string
	tile        func(scale int) *image.RGBA // nil: nothing but the sign
}

// terms returns y, the parts in order, and their sum.
func (t tiles) terms(y, z []float64) []term {
	whole := func(v []float64) func(int) *image.RGBA {
		return func(scale int) *image.RGBA {
			return tilePixels(v, t.g.H, t.g.W, t.g.C, scale, t.g.Smooth, Unit.toneOf(v, 0))
		}
	}
	ts := []term{{"", "y", whole(y)}}
	for _, r := range t.order {
		sign := "+"
		if (z[r] < 0) != t.flips(row(t.m, r)) {
			sign = "−"
		}
		if len(ts) == 1 {
			sign = map[string]string{"+": "≈", "−": "≈ −"}[sign]
		}
		ts = append(ts, term{sign, fmt.Sprintf("%.2f", math.Abs(z[r])), func(s int) *image.RGBA { return t.pixels(r, s) }})
	}
	if left := len(byStrength(z)) - len(ts) + 1; left > 0 {
		ts = append(ts, term{sign: fmt.Sprintf("+ %d more", left)})
	}
	return append(ts, term{"=", "ŷ", whole(sum(z, t.m))})
}

// sum returns Dᵀz.
func sum(z []float64, D mat.Matrix) []float64 {
	_, d := D.Dims()
	var s mat.VecDense
	s.MulVec(D.T(), mat.NewVecDense(len(z), z))
	out := make([]float64, d)
	for j := range out {
		out[j] = s.AtVec(j)
	}
	return out
}

// drawParts sets the terms in lines like words.
func drawParts(g Grid, ts []term) *Figure {
	const signRoom = 36
	cols := g.Cols
	if cols == 0 {
		cols = 9
	}
	cols = min(cols, len(ts))
	lines := (len(ts) + cols - 1) / cols
	scale := g.scale(cols, lines, widest-cols*signRoom)
	if g.Scale == 0 {
		scale = min(scale, max(1, tallest/2/max(g.H, g.W)))
	}
	tileW, tileH := g.W*scale, g.H*scale
	lineH, top := tileH+labelRoom+margin, g.titleRoom()
	f := &Figure{width: g.widthFor(cols * (tileW + signRoom)), height: top + lines*lineH - margin, exact: true}
	f.draw = func(p page) {
		g.writeTitle(p)
		for i, t := range ts {
			x, y := i%cols*(tileW+signRoom), top+i/cols*lineH
			middle, under := letters(labelSize+2, text.XCenter), letters(tickSize, text.XCenter)
			if t.tile == nil {
				p.write(t.sign, float64(x+(signRoom+tileW)/2), float64(y+tileH/2+6), letters(tickSize, text.XCenter))
				continue
			}
			p.write(t.sign, float64(x+signRoom/2), float64(y+tileH/2+6), middle)
			p.blit(x+signRoom, y, t.tile(scale))
			p.write(t.under, float64(x+signRoom)+float64(tileW)/2, float64(y+tileH+labelRoom-6), under)
		}
	}
	return f
}
