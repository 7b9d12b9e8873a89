package ebm

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// forEach calls do(w, i) for i from 0 to n−1 in up to `workers` goroutines, w being the
// goroutine's number, until all is done or the context ends. What do writes must depend
// on i alone, for the same bits whatever the number of goroutines. It returns the error
// of the smallest i that had one, or that of the context.
func forEach(ctx context.Context, workers, n int, do func(w, i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range max(1, min(workers, n)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				errs[i] = do(w, i)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func processors() int { return runtime.GOMAXPROCS(0) }

// stream is the generator of item i among those that share a seed.
func stream(seed uint64, i int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(i))) }
