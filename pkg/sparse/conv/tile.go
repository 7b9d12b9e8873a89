package conv

import (
	"math"

	"github.com/latentlab/latentlab/internal/kernel"
)

// tiling cuts one axis of the maps for Fourier transforms: n points of the plane give
// out = n−k+1 places, and count of them cover the axis.
type tiling struct{ n, out, count int }

// largestTile bounds n where it can: a tile of complex numbers stays in a processor's cache.
const largestTile = 256

// newTiling takes the power of 2 of least cost, n·log n a tile.
func newTiling[T Float](a axis) (best tiling) {
	least := math.Inf(1)
	for n := kernel.Block[T](); ; n *= 2 {
		if n <= a.k {
			continue
		}
		t := tiling{n: n, out: n - a.k + 1}
		t.count = (a.size + t.out - 1) / t.out
		if c := float64(t.count) * t.points(); c < least {
			best, least = t, c
		}
		if t.count == 1 || n >= max(largestTile, 2*a.k) {
			return best
		}
	}
}

// points returns n·log₂n.
func (t tiling) points() float64 { return float64(t.n) * math.Log2(float64(t.n)) }

// What a point of a transform costs, in multiplications of the direct correlation in
// float32: butterflies for each doubling, and the product with a channel.
// docs/decisions/0011 has the measurement.
const (
	butterfly = 15.0
	product   = 15.0
)

// worthTransforms reports whether transforms take less time than the direct correlation,
// both for a place of a pair of maps. Direct takes twice as long in float64, with half as
// many numbers in a register; transforms are in float64 in any case.
func worthTransforms[T Float](rows, cols tiling, m *Model[T]) bool {
	D := m.Dict
	direct := float64(D.H*D.W*D.C*D.M) * numberSize[T]() / 4
	n := float64(rows.n*rows.count*cols.n*cols.count) / float64(m.rows.size*m.cols.size)
	each := butterfly*math.Log2(float64(rows.n*cols.n)) + product*float64(D.C)
	pairs, forward := float64((D.M+1)/2), float64(D.C)
	return n*(pairs*each+forward*each) < direct
}
