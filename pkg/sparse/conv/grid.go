package conv

import (
	"github.com/latentlab/latentlab/internal/kernel"
)

// grid lays a picture out in planes, one a channel, with margins for kernels that stick
// out, so that the kernel of row u and column v of a map lies at row u and column v of
// the plane whatever the boundary. Margins are zero, or copies of the other side.
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
	height, ld int
	size       int // numbers of a plane
	channels   int
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
	g.size = g.height*g.ld + roundUp(g.cols.k+2*block, block)
	return g
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// at is the place of pixel y, x in a plane.
func (g *grid) at(y, x int) int { return (y+g.top)*g.ld + x + g.left }

// load copies the picture y (H×W×C) into planes.
func load[T Float](g *grid, planes, y []T) {
	for r := range g.rows.n {
		for c := range g.channels {
			line := planes[c*g.size+g.at(r, 0):][:g.cols.n]
			for x := range line {
				line[x] = y[(r*g.cols.n+x)*g.channels+c]
			}
		}
	}
}

// wrap fills the margins of the planes with what lies at the other side.
func wrap[T Float](g *grid, planes []T) {
	if !g.rows.circular {
		return
	}
	for c := range g.channels {
		p := planes[c*g.size:][:g.size]
		for y := range g.rows.n {
			line := p[(y+g.top)*g.ld:][:g.cols.size+g.cols.k-1]
			copy(line[:g.left], line[g.cols.n:])
			copy(line[g.left+g.cols.n:], line[g.left:])
		}
		for u := range g.height {
			if y := (u - g.top + g.rows.n) % g.rows.n; u < g.top || u >= g.top+g.rows.n {
				copy(p[u*g.ld:][:g.ld], p[(y+g.top)*g.ld:][:g.ld])
			}
		}
	}
}

// kernelRows lays kernels out for PatchDot: M×C×h×width, rows filled up with zeros.
func kernelRows[T Float](g *grid, D *Dictionary[T]) []T {
	k := make([]T, D.M*D.C*D.H*g.width)
	for m := range D.M {
		for i, v := range D.Kernel(m) {
			c, j, row := i%D.C, i/D.C%D.W, i/D.C/D.W
			k[((m*D.C+c)*D.H+row)*g.width+j] = v
		}
	}
	return k
}

// kernelBlocks lays kernels out for Correlate: ⌈M/4⌉×C×h×w×4, zeros beyond M.
func kernelBlocks[T Float](D *Dictionary[T]) []T {
	k := make([]T, (D.M+3)/4*4*D.H*D.W*D.C)
	for m := range D.M {
		for i, v := range D.Kernel(m) {
			c, p := i%D.C, i/D.C
			k[((m/4*D.C+c)*D.H*D.W+p)*4+m%4] = v
		}
	}
	return k
}
