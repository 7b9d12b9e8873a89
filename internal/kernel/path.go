package kernel

import "math"

// JoinRates is the search for the next kink of a lasso path. An atom outside the
// support, with correlation q[i] that falls by γ·a[i] while λ falls by γ, reaches
// λ − γ = |q[i] − γ·a[i]| at the smaller positive one of (t − q[i])/(1 − a[i]) and
// (t + q[i])/(1 + a[i]), where t = λ ≥ |q[i]|. dst is the inverse of that γ, so that
// the first atom to arrive has the largest:
//
//	dst[i] = max((1 − a[i])/(t − q[i]), (1 + a[i])/(t + q[i]), 0)   where open[i]
//	dst[i] = 0                                                     elsewhere
//
// 0/0 counts as 0. An element of open is Closed or Open.
func JoinRates[T Float](dst, q, a, open []T, t T) {
	sameLen("JoinRates (q)", len(dst), len(q))
	sameLen("JoinRates (a)", len(dst), len(a))
	sameLen("JoinRates (open)", len(dst), len(open))
	if asm() && len(dst) > 0 {
		joinRatesASM(dst, q, a, open, t)
		return
	}
	for i, o := range open {
		dst[i] = 0
		if o == 0 { // Open is not equal to anything
			continue
		}
		n1, n2, d1, d2 := t-q[i], t+q[i], 1-a[i], 1+a[i]
		num, den := d2, n2
		if d2*n1 < d1*n2 {
			num, den = d1, n1
		}
		if r := num / den; r > 0 {
			dst[i] = r
		}
	}
}

// JoinRatesPos is JoinRates where correlations count only towards the positive side,
// q[i] − γ·a[i] = λ − γ:
//
//	dst[i] = max((1 − a[i])/(t − q[i]), 0)   where open[i]
//	dst[i] = 0                              elsewhere
func JoinRatesPos[T Float](dst, q, a, open []T, t T) {
	sameLen("JoinRatesPos (q)", len(dst), len(q))
	sameLen("JoinRatesPos (a)", len(dst), len(a))
	sameLen("JoinRatesPos (open)", len(dst), len(open))
	if asm() && len(dst) > 0 {
		joinRatesPosASM(dst, q, a, open, t)
		return
	}
	for i, o := range open {
		dst[i] = 0
		if o == 0 {
			continue
		}
		if r := (1 - a[i]) / (t - q[i]); r > 0 {
			dst[i] = r
		}
	}
}

// Open and Closed are the two values that JoinRates and JoinRatesPos know in open: all bits set,
// which is a NaN, and none.
func Open[T Float]() T {
	if is32[T]() {
		return T(math.Float32frombits(1<<32 - 1))
	}
	return T(math.Float64frombits(1<<64 - 1))
}

func Closed[T Float]() T { return 0 }
