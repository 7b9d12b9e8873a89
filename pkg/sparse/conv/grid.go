package conv

import (
	"github.com/latentlab/latentlab/internal/kernel"
)

// grid lays a picture out in a plane with margins for kernels that stick out, so that the
// kernel of row u and column v of a map lies at row u and column v of the plane whatever
// the boundary. Margins are zero, or copies of the other side.
//
//	 left   W
//	┌────────────┬───┐
//	│            │   │ top
//	│   ┌──────┐ │   │
//	│   │      │ │   │ H
//	│   └──────┘ │   │
//	└────────────┴───┘
//	H′+h−1 × W′+w−1, and room to read and write whole registers; stride ld
type grid struct {
	rows, cols axis
	top, left  int
	height     int // rows of the plane
	ld, row    int // numbers of a line, and of a row: C lines
	size       int // numbers of the plane
	channels   int
	lines      int // h·C, of a kernel
	width      int // w of the kernels in whole registers
}

func newGrid[T Float](m *Model[T]) grid {
	block := kernel.Block[T]()
	g := grid{rows: m.rows, cols: m.cols, top: -m.rows.off, left: -m.cols.off, channels: m.Dict.C}
	g.height = g.rows.size + g.rows.k - 1
	g.width = roundUp(g.cols.k, block/2)
	g.ld = roundUp(g.cols.size+g.width, block)
	if g.ld%(32*block) == 0 {
		g.ld += block // rows a page apart share their places in the cache
	}
	g.row, g.lines = g.ld*g.channels, g.rows.k*g.channels
	g.size = g.height*g.row + roundUp(g.cols.k+2*block, block)
	return g
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// at is the place of pixel y, x of channel c in the plane.
func (g *grid) at(y, x, c int) int { return (y+g.top)*g.row + c*g.ld + x + g.left }

// corner is the place of a kernel's corner at row u and column v of a map, and place the
// way back.
func (g *grid) corner(u, v int) int32     { return int32(u*g.row + v) }
func (g *grid) place(at int32) (u, v int) { return int(at) / g.row, int(at) % g.row }

// load copies the picture y (H×W×C) into a plane.
func load[T Float](g *grid, plane, y []T) {
	for r := range g.rows.n {
		for c := range g.channels {
			line := plane[g.at(r, 0, c):][:g.cols.n]
			for x := range line {
				line[x] = y[(r*g.cols.n+x)*g.channels+c]
			}
		}
	}
}

// unload copies the picture out of a plane.
func unload[T Float](g *grid, y, plane []T) {
	for r := range g.rows.n {
		for c := range g.channels {
			for x, v := range plane[g.at(r, 0, c):][:g.cols.n] {
				y[(r*g.cols.n+x)*g.channels+c] = v
			}
		}
	}
}

// wrap fills the margins with what lies at the other side, on a circle.
func wrap[T Float](g *grid, plane []T) {
	if !g.rows.circular {
		return
	}
	for y := range g.rows.n {
		for c := range g.channels {
			line := plane[g.at(y, -g.left, c):][:g.cols.size+g.cols.k-1]
			copy(line[:g.left], line[g.cols.n:])
			copy(line[g.left+g.cols.n:], line[g.left:])
		}
	}
	for u := range g.height {
		if y := (u - g.top + g.rows.n) % g.rows.n; u < g.top || u >= g.top+g.rows.n {
			copy(plane[u*g.row:][:g.row], plane[(y+g.top)*g.row:])
		}
	}
}

// fold adds the margins to what lies at the other side, on a circle: the transpose of wrap.
func fold[T Float](g *grid, plane []T) {
	if !g.rows.circular {
		return
	}
	for u := range g.height {
		if y := (u - g.top + g.rows.n) % g.rows.n; u < g.top || u >= g.top+g.rows.n {
			kernel.Axpy(1, plane[u*g.row:][:g.row], plane[(y+g.top)*g.row:][:g.row])
		}
	}
	for y := range g.rows.n {
		for c := range g.channels {
			line := plane[g.at(y, -g.left, c):][:g.cols.size+g.cols.k-1]
			for x := range g.left {
				line[g.cols.n+x] += line[x]
			}
			for x, v := range line[g.left+g.cols.n:] {
				line[g.left+x] += v
			}
		}
	}
}
