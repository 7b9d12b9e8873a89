package bench

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"time"
)

// enough is the time after which no further run begins.
const enough = 90 * time.Second

// repeat calls f, once uncounted if warm, then as often as asked, and returns the
// seconds of the counted calls. After the first, no further call begins once the
// calls have taken 90 s together, the uncounted one among them; a warm-up that took
// as long by itself is counted, and the only one.
func (b *Bench) repeat(ctx context.Context, runs int, warm bool, f func() error) ([]float64, error) {
	var seconds []float64
	for begin := time.Now(); len(seconds) == 0 || len(seconds) < runs && time.Since(begin) < enough; {
		runtime.GC() // the garbage of earlier work is not this one's
		start := time.Now()
		if err := f(); err != nil {
			return nil, err
		}
		took := time.Since(start)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if warm && took < enough {
			warm = false
			continue
		}
		seconds = append(seconds, took.Seconds())
		if runs > 1 {
			b.say("  run %d of %d: %.4g s", len(seconds), runs, took.Seconds())
		}
	}
	return seconds, nil
}

// timed fills in the seconds of a row.
func (r Row) timed(seconds []float64) Row {
	r.Seconds, r.SecondsMin, r.Runs = median(seconds), slices.Min(seconds), len(seconds)
	return r
}

// median returns the middle one of the values, the mean of the two in the middle
// where their number is even, and NaN of none.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	return (s[(n-1)/2] + s[n/2]) / 2
}

// say writes a line of progress.
func (b *Bench) say(format string, args ...any) {
	fmt.Fprintf(b.logTo(), format+"\n", args...)
}

// logTo returns where progress goes.
func (b *Bench) logTo() io.Writer {
	if b.Log == nil {
		return io.Discard
	}
	return b.Log
}
