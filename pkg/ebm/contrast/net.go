package contrast

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"github.com/latentlab/latentlab/pkg/ebm"
)

// Net is the energy of a network,
//
//	E_θ(y) = ½‖g(y)‖²,   g(y) = W_L·s(… s(W₁·y + b₁) …) + b_L,   s(a) = log(1 + eᵃ).
//
// It is never negative, so that pushing it down everywhere ends in a flat energy, and
// smooth, so that scores can be matched. One Net serves many goroutines, each with a
// [Pass] of its own, while nobody changes the parameters.
type Net struct {
	sizes []int     // d, hidden widths, length of g
	theta []float64 // W₁ by rows, b₁, W₂, b₂, …
}

// NewNet returns a network of the given layer sizes: d, the widths of the hidden layers,
// and the length of g. Weights into a layer of m inputs are normal with variance 1/m,
// biases standard normal. The errors are fewer than two sizes, one below 1, and a nil rng.
func NewNet(rng *rand.Rand, sizes ...int) (*Net, error) {
	if rng == nil {
		return nil, fmt.Errorf("contrast: no random generator, expected a *rand.Rand")
	}
	if len(sizes) < 2 {
		return nil, fmt.Errorf("contrast: layer sizes are %v, expected the length of y, hidden widths, and the length of g", sizes)
	}
	n := &Net{sizes: append([]int(nil), sizes...)}
	for i, size := range sizes {
		if size < 1 {
			return nil, fmt.Errorf("contrast: layer sizes are %v, expected sizes ≥ 1", sizes)
		}
		if i == 0 {
			continue
		}
		for range size * sizes[i-1] {
			n.theta = append(n.theta, rng.NormFloat64()/math.Sqrt(float64(sizes[i-1])))
		}
		for range size {
			n.theta = append(n.theta, rng.NormFloat64())
		}
	}
	return n, nil
}

// Dim returns d, the length of y.
func (n *Net) Dim() int { return n.sizes[0] }

// Params returns θ itself: who changes the slice changes the network.
func (n *Net) Params() []float64 { return n.theta }

// layers returns the weights and biases of each layer.
func (n *Net) layers() (w, b [][]float64) {
	v := n.theta
	for i := 1; i < len(n.sizes); i++ {
		k := n.sizes[i] * n.sizes[i-1]
		w = append(w, v[:k])
		b = append(b, v[k:k+n.sizes[i]])
		v = v[k+n.sizes[i]:]
	}
	return w, b
}

// Free sets dst[i] = E(y_i) for the rows of Y (n×d), as ebm.FreeEnergy asks for.
func (n *Net) Free(ctx context.Context, dst []float64, Y *mat.Dense) error {
	if err := checkSamples(n, Y); err != nil {
		return err
	}
	rows, _ := Y.Dims()
	if len(dst) != rows {
		return fmt.Errorf("contrast: dst has %d entries for %d rows", len(dst), rows)
	}
	inParallel(rows, func() func(i int) {
		p := n.NewPass()
		return func(i int) {
			if ctx.Err() == nil {
				dst[i] = p.Energy(Y.RawRowView(i))
			}
		}
	})
	return ctx.Err()
}

func checkSamples(n *Net, Y *mat.Dense) error {
	if n == nil {
		return fmt.Errorf("contrast: no network")
	}
	if Y == nil || Y.IsEmpty() {
		return fmt.Errorf("contrast: Y has no rows, expected at least one sample")
	}
	rows, cols := Y.Dims()
	if cols != n.Dim() {
		return fmt.Errorf("contrast: Y has %d columns, the network takes %d", cols, n.Dim())
	}
	for i := range rows {
		if ebm.Finite("Y", Y.RawRowView(i)) != nil {
			return ebm.Finite(fmt.Sprintf("Y[%d]", i), Y.RawRowView(i))
		}
	}
	return nil
}

// inParallel calls f(0) … f(n−1) on all processors, each with a worker's own f.
func inParallel(n int, worker func() func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			f := worker()
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				f(i)
			}
		})
	}
	wg.Wait()
}
