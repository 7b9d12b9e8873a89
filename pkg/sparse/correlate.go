package sparse

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// correlator computes the correlations Wᵀy of a block of samples with the atoms.
//
// A sample with few entries that are not zero, a digit on its paper, is the sum of as
// many rows of Dᵀ; the others share a matrix product. Which way a row takes depends
// on itself alone, and so do its bits.
type correlator struct {
	D *Dictionary
	b *mat.Dense // Wᵀy, a row for each sample of the block

	most   int       // entries that are not zero in a row that counts as sparse
	idx    []int     // where the sparse rows are not zero, and their values, row after row
	val    []float64 //
	sparse []span    // the part of idx that belongs to each sparse row
	dense  []int     // the other rows
	x, xb  []float64 // the other rows, gathered, and their correlations
}

type span struct{ row, from, to int }

const (
	thin   = 0.3     // part of its entries up to which a sample counts as sparse
	nearby = 1 << 15 // elements of Dᵀ that are used for all rows before the next: they stay in the second-level cache
)

func newCorrelator(D *Dictionary) *correlator {
	d, k := D.Dims()
	most := int(thin * float64(d))
	return &correlator{D: D, b: mat.NewDense(block, k, nil), most: most,
		idx: make([]int, block*most+d), val: make([]float64, block*most+d)}
}

// rows sets c.b to the correlations of rows i to j−1 of X.
func (c *correlator) rows(X *mat.Dense, i, j int) {
	c.sparse, c.dense = c.sparse[:0], c.dense[:0]
	end := 0
	for row := i; row < j; row++ {
		n := nonzero(c.idx[end:], c.val[end:], X.RawRowView(row))
		if n > c.most {
			c.dense = append(c.dense, row)
			continue
		}
		c.sparse = append(c.sparse, span{row - i, end, end + n})
		end += n
	}
	c.sums()
	c.products(X, i)
}

// sums adds up rows of Dᵀ, some of its rows for all samples before the next.
func (c *correlator) sums() {
	if len(c.sparse) == 0 {
		return
	}
	d, k := c.D.Dims()
	for _, s := range c.sparse {
		clear(c.b.RawRowView(s.row))
	}
	step := max(1, nearby/k)
	for first := 0; first < d; first += step {
		for i := range c.sparse {
			s := &c.sparse[i]
			from := s.from
			for s.from < s.to && c.idx[s.from] < first+step {
				s.from++
			}
			kernel.AxpyRows(c.b.RawRowView(s.row), c.val[from:s.from], c.D.columns(), k, c.idx[from:s.from])
		}
	}
}

// products multiplies the rows that are not sparse by D.
func (c *correlator) products(X *mat.Dense, i int) {
	n := len(c.dense)
	if n == 0 {
		return
	}
	d, k := c.D.Dims()
	if c.x == nil {
		c.x, c.xb = make([]float64, block*d), make([]float64, block*k)
	}
	for r, row := range c.dense {
		copy(c.x[r*d:], X.RawRowView(row))
	}
	w := c.D.atoms.RawMatrix()
	kernel.GemmSerial(false, true, n, k, d, 1, c.x, d, w.Data, w.Stride, 0, c.xb, k)
	for r, row := range c.dense {
		copy(c.b.RawRowView(row-i), c.xb[r*k:(r+1)*k])
	}
}

// nonzero sets the beginning of idx and val, which hold at least len(v), to the
// places and values of the entries of v that are not zero, and returns how many
// there are. It has no branches: those of a digit cannot be foreseen.
func nonzero(idx []int, val, v []float64) int {
	idx, val = idx[:len(v)], val[:len(v)]
	n := 0
	for c, x := range v {
		idx[n], val[n] = c, x
		bits := math.Float64bits(x) << 1 // without the sign
		n += int((bits | -bits) >> 63)
		if n == len(v) { // nowhere to write the next
			return n
		}
	}
	return n
}
