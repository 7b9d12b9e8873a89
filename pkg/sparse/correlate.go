package sparse

import (
	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
)

// correlator computes the correlations Wᵀy of a block of samples with the atoms.
//
// A sample with few entries that are not zero, a digit on its paper, is the sum of as
// many rows of Dᵀ; the others share a matrix product. Which way a row takes depends
// on itself alone, and so do its bits.
//
// Single precision is for those who need no more than a few digits: rounding then
// changes a correlation by about 10⁻⁷·‖y‖.
type correlator[T kernel.Float] struct {
	d, k           int
	atoms, columns []T // D, and Dᵀ

	b []T // Wᵀy, a row for each sample of the block

	most   int    // entries that are not zero in a row that counts as sparse
	idx    []int  // where the sparse rows are not zero, and their values, row after row
	val    []T    //
	sparse []span // the part of idx that belongs to each sparse row
	dense  []int  // the other rows
	x, xb  []T    // the other rows, gathered, and their correlations
}

type span struct{ row, from, to int }

const (
	thin   = 0.3     // part of its entries up to which a sample counts as sparse
	nearby = 1 << 15 // elements of Dᵀ that are used for all rows before the next: they stay in the second-level cache
)

func newCorrelator[T kernel.Float](d, k int, atoms, columns []T) *correlator[T] {
	most := int(thin * float64(d))
	return &correlator[T]{d: d, k: k, atoms: atoms, columns: columns, b: make([]T, block*k), most: most,
		idx: make([]int, block*most+d), val: make([]T, block*most+d)}
}

// of returns the correlations of row r of the block.
func (c *correlator[T]) of(r int) []T { return c.b[r*c.k : (r+1)*c.k] }

// serves reports whether a sample with this squared norm is well within the range of T.
func (c *correlator[T]) serves(yy float64) bool { return !single[T]() || yy > 1e-30 && yy < 1e30 }

// rows sets c.b to the correlations of rows i to j−1 of X.
func (c *correlator[T]) rows(X *mat.Dense, i, j int) {
	c.sparse, c.dense = c.sparse[:0], c.dense[:0]
	end := 0
	for row := i; row < j; row++ {
		n := kernel.NonZeros(c.idx[end:], c.val[end:], X.RawRowView(row))
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
func (c *correlator[T]) sums() {
	if len(c.sparse) == 0 {
		return
	}
	for _, s := range c.sparse {
		clear(c.of(s.row))
	}
	step := max(1, nearby/c.k)
	for first := 0; first < c.d; first += step {
		for i := range c.sparse {
			s := &c.sparse[i]
			from := s.from
			for s.from < s.to && c.idx[s.from] < first+step {
				s.from++
			}
			kernel.AxpyRows(c.of(s.row), c.val[from:s.from], c.columns, c.k, c.idx[from:s.from])
		}
	}
}

// products multiplies the rows that are not sparse by D.
func (c *correlator[T]) products(X *mat.Dense, i int) {
	n := len(c.dense)
	if n == 0 {
		return
	}
	d, k := c.d, c.k
	if c.x == nil {
		c.x, c.xb = make([]T, block*d), make([]T, block*k)
	}
	for r, row := range c.dense {
		kernel.Convert(c.x[r*d:(r+1)*d], X.RawRowView(row), 1)
	}
	kernel.GemmSerial(false, true, n, k, d, 1, c.x, d, c.atoms, d, 0, c.xb, k)
	for r, row := range c.dense {
		copy(c.of(row-i), c.xb[r*k:(r+1)*k])
	}
}
