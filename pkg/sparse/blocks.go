package sparse

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/ebm"
)

// block is how many rows share one matrix product with the dictionary.
const block = 128

// rowEncoder is the workspace of one goroutine: it finds the code z of the sample y
// with b = Wᵀy and yy = ‖y‖².
type rowEncoder interface {
	encodeRow(z, y, b []float64, yy float64) Certificate
}

// encodeBlocks encodes the rows of X, in parallel over blocks of rows. A row's bits
// depend on neither the number of goroutines nor their order.
func encodeBlocks(ctx context.Context, D *Dictionary, X *mat.Dense, newEncoder func() rowEncoder) (*Codes, error) {
	n, _ := X.Dims()
	_, k := D.Dims()
	codes := &Codes{Z: mat.NewDense(n, k, nil), Rows: make([]Certificate, n)}
	for i := range codes.Rows {
		codes.Rows[i].Status = ebm.Cancelled
	}
	D.Gram() // in parallel, before the goroutines ask for it
	starts := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			enc, corr := newEncoder(), mat.NewDense(block, k, nil)
			for i := range starts {
				if ctx.Err() == nil {
					encodeBlock(enc, D, X, codes, corr, i, min(i+block, n))
				}
			}
		})
	}
	for i := 0; i < n; i += block {
		starts <- i
	}
	close(starts)
	wg.Wait()
	return codes, ctx.Err()
}

// encodeBlock finds the codes of rows i to j−1. b holds their correlations with the
// atoms, X·Dᵀ.
func encodeBlock(enc rowEncoder, D *Dictionary, X *mat.Dense, codes *Codes, b *mat.Dense, i, j int) {
	correlate(b, D, X, i, j)
	for row := i; row < j; row++ {
		y := X.RawRowView(row)
		codes.Rows[row] = enc.encodeRow(codes.Z.RawRowView(row), y, b.RawRowView(row-i), squaredNorm(y))
	}
}

// thin is the part of its entries up to which a sample counts as sparse.
const thin = 0.3

// correlate sets the rows of b to the correlations Wᵀy of rows i to j−1 of X. A
// sample with few entries that are not zero, a digit on its paper, is the sum of as
// many rows of Dᵀ; the others share a matrix product. Which way a row takes depends
// on itself alone, and so do its bits.
func correlate(b *mat.Dense, D *Dictionary, X *mat.Dense, i, j int) {
	d, k := D.Dims()
	most := int(thin * float64(d))
	idx, val := make([]int, 0, most+1), make([]float64, 0, most+1)
	var dense []int // rows that go through the product
	for row := i; row < j; row++ {
		idx, val = nonzero(idx[:0], val[:0], X.RawRowView(row), most)
		if len(idx) > most {
			dense = append(dense, row)
			continue
		}
		out := b.RawRowView(row - i)
		clear(out)
		kernel.AxpyRows(out, val, D.columns(), k, idx)
	}
	x, w, c := X.RawMatrix(), D.atoms.RawMatrix(), b.RawMatrix()
	if len(dense) == j-i {
		kernel.GemmSerial(false, true, j-i, k, d, 1, x.Data[i*x.Stride:], x.Stride, w.Data, w.Stride, 0, c.Data, c.Stride)
		return
	}
	if len(dense) == 0 {
		return
	}
	gathered, products := make([]float64, len(dense)*d), make([]float64, len(dense)*k)
	for r, row := range dense {
		copy(gathered[r*d:], X.RawRowView(row))
	}
	kernel.GemmSerial(false, true, len(dense), k, d, 1, gathered, d, w.Data, w.Stride, 0, products, k)
	for r, row := range dense {
		copy(b.RawRowView(row-i), products[r*k:(r+1)*k])
	}
}

// nonzero appends the places and values of the entries of v that are not zero, and
// gives up after most+1.
func nonzero(idx []int, val, v []float64, most int) ([]int, []float64) {
	for c, x := range v {
		if x != 0 {
			idx, val = append(idx, c), append(val, x)
			if len(idx) > most {
				break
			}
		}
	}
	return idx, val
}

// checkData refuses a matrix that is nil, has no rows, or holds a value that is
// not finite.
func checkData(name string, X *mat.Dense) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("sparse: %s has no rows, expected at least one sample", name)
	}
	n, _ := X.Dims()
	for i := range n {
		if err := ebm.Finite(fmt.Sprintf("%s[%d]", name, i), X.RawRowView(i)); err != nil {
			return err
		}
	}
	return nil
}
