package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/latentlab/latentlab/internal/kernel"
)

// shape is that of a product: m×k by k×n.
type shape struct{ m, k, n int }

// shapes are three squares, and the products that small models make.
var shapes = []shape{
	{256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
	{512, 784, 256}, {128, 400, 784}, {256, 256, 512},
}

func (s shape) String() string {
	if s.m == s.k && s.k == s.n {
		return fmt.Sprint(s.m)
	}
	return fmt.Sprintf("%dx%dx%d", s.m, s.k, s.n)
}

// gemm is C = A·B in this library's kernels, and in gonum's Go. Seconds are those
// of one call, the median of as many as fit into 0.4 s and at least 5.
func (b *Bench) gemm(ctx context.Context, threads int, emit func(Row)) error {
	if err := gemmOf(ctx, b, threads, "f32", emit, func(s shape, x, y, z []float32) {
		gonum.Implementation{}.Sgemm(blas.NoTrans, blas.NoTrans, s.m, s.n, s.k, 1, x, s.k, y, s.n, 0, z, s.n)
	}); err != nil {
		return err
	}
	return gemmOf(ctx, b, threads, "f64", emit, func(s shape, x, y, z []float64) {
		gonum.Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, s.m, s.n, s.k, 1, x, s.k, y, s.n, 0, z, s.n)
	})
}

func gemmOf[T kernel.Float](ctx context.Context, b *Bench, threads int, kind string, emit func(Row), other func(s shape, x, y, z []T)) error {
	tier := kernel.Active().String()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, s := range shapes {
		x, y, z := normal[T](rng, s.m*s.k), normal[T](rng, s.k*s.n), make([]T, s.m*s.n)
		for _, v := range []struct {
			name, tier string
			call       func()
		}{
			{fmt.Sprintf("kernel %s %s %s", kind, tier, s), tier,
				func() { kernel.Gemm(false, false, s.m, s.n, s.k, 1, x, s.k, y, s.n, 0, z, s.n) }},
			{fmt.Sprintf("gonum %s %s", kind, s), "", func() { other(s, x, y, z) }},
		} {
			if !b.chosen("gemm", v.name, threads) {
				continue
			}
			seconds, err := calls(ctx, v.call)
			if err != nil {
				return err
			}
			peak := kernel.PeakFlops[T](100*time.Millisecond) * float64(threads) / 1e9
			row := Row{Workload: "gemm", Variant: v.name, Case: fmt.Sprintf("%s-%s", kind, s), Tier: v.tier, Threads: threads}
			emit(row.timed(seconds).flops(2*float64(s.m)*float64(s.k)*float64(s.n), peak))
		}
	}
	return nil
}

// flops adds the speed in GFLOP/s, and the peak of that many cores where it is known.
func (r Row) flops(ops, peak float64) Row {
	r.Quality = []Field{{"gflops", ops / r.Seconds / 1e9}, {"gflops_max", ops / r.SecondsMin / 1e9}}
	if peak > 0 {
		r.Quality = append(r.Quality, Field{"peak", peak}, Field{"percent", 100 * ops / r.Seconds / 1e9 / peak})
	}
	return r
}

// calls returns the seconds of single calls after three that are not counted.
func calls(ctx context.Context, f func()) ([]float64, error) {
	for range 3 {
		f()
	}
	var seconds []float64
	for begin := time.Now(); len(seconds) < 5 || time.Since(begin) < 400*time.Millisecond; {
		start := time.Now()
		f()
		seconds = append(seconds, time.Since(start).Seconds())
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return slices.Clip(seconds), nil
}

func normal[T kernel.Float](rng *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}
