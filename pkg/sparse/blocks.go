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
//
// With rough, correlations are computed in single precision.
func encodeBlocks(ctx context.Context, D *Dictionary, X *mat.Dense, rough bool, newEncoder func() rowEncoder) (*Codes, error) {
	n, _ := X.Dims()
	d, k := D.Dims()
	codes := &Codes{Z: mat.NewDense(n, k, nil), Rows: make([]Certificate, n)}
	for i := range codes.Rows {
		codes.Rows[i].Status = ebm.Cancelled
	}
	newBlocks := func() blockEncoder { return encoderOf(D, newEncoder(), newCorrelator(d, k, D.rows(), D.columns())) }
	if _, atoms, columns := D.single(); rough {
		newBlocks = func() blockEncoder { return encoderOf(D, newEncoder(), newCorrelator(d, k, atoms, columns)) }
	} else {
		D.Gram() // in parallel, before the goroutines ask for it
	}
	starts := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			encode := newBlocks()
			for i := range starts {
				if ctx.Err() == nil {
					encode(X, codes, i, min(i+block, n))
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

// blockEncoder finds the codes of rows i to j−1.
type blockEncoder func(X *mat.Dense, codes *Codes, i, j int)

func encoderOf[T kernel.Float](D *Dictionary, enc rowEncoder, corr *correlator[T]) blockEncoder {
	b := make([]float64, corr.k)
	return func(X *mat.Dense, codes *Codes, i, j int) {
		corr.rows(X, i, j)
		for row := i; row < j; row++ {
			y := X.RawRowView(row)
			yy := squaredNorm(y)
			if corr.serves(yy) {
				kernel.Convert(b, corr.of(row-i), 1)
			} else {
				D.Pullback(b, nil, b, y)
			}
			codes.Rows[row] = enc.encodeRow(codes.Z.RawRowView(row), y, b, yy)
		}
	}
}

// checkData refuses a matrix that is nil, has no rows, or holds a value that is
// not finite.
func checkData(name string, X *mat.Dense) error {
	if X == nil || X.IsEmpty() {
		return fmt.Errorf("sparse: %s has no rows, expected at least one sample", name)
	}
	n, _ := X.Dims()
	for i := range n {
		if ebm.Finite(name, X.RawRowView(i)) != nil {
			return ebm.Finite(fmt.Sprintf("%s[%d]", name, i), X.RawRowView(i))
		}
	}
	return nil
}
