package kernel

import "time"

// PeakFlops measures the floating-point operations a second that one core can
// do on the active tier: multiply-adds on independent registers, each counted
// as two operations a lane, the best of several short runs within d. Plain Go
// has no such loop; it returns 0 there.
func PeakFlops[T Float](d time.Duration) float64 {
	if !asm() {
		return 0
	}
	const turns = 20000
	ops := float64(turns * 24 * 2 * lanes[T]())
	best := 0.0
	for start := time.Now(); time.Since(start) < d || best == 0; {
		t := time.Now()
		fmaLoopASM[T](turns)
		best = max(best, ops/time.Since(t).Seconds())
	}
	return best
}
