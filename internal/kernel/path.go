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
// 0/0 counts as 0. An element of open is Closed or Open. It returns the largest dst[i], 0
// for no elements; IndexAbs finds it.
func JoinRates[T Float](dst, q, a, open []T, t T) T {
	sameLen("JoinRates (q)", len(dst), len(q))
	sameLen("JoinRates (a)", len(dst), len(a))
	sameLen("JoinRates (open)", len(dst), len(open))
	if asm() && len(dst) > 0 {
		return joinRatesASM(dst, q, a, open, t)
	}
	var top T
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
			dst[i], top = r, max(top, r)
		}
	}
	return top
}

// JoinRatesPos is JoinRates where correlations count only towards the positive side,
// q[i] − γ·a[i] = λ − γ:
//
//	dst[i] = max((1 − a[i])/(t − q[i]), 0)   where open[i]
//	dst[i] = 0                              elsewhere
//
// and returns the largest.
func JoinRatesPos[T Float](dst, q, a, open []T, t T) T {
	sameLen("JoinRatesPos (q)", len(dst), len(q))
	sameLen("JoinRatesPos (a)", len(dst), len(a))
	sameLen("JoinRatesPos (open)", len(dst), len(open))
	if asm() && len(dst) > 0 {
		return joinRatesPosASM(dst, q, a, open, t)
	}
	var top T
	for i, o := range open {
		dst[i] = 0
		if o == 0 {
			continue
		}
		if r := (1 - a[i]) / (t - q[i]); r > 0 {
			dst[i], top = r, max(top, r)
		}
	}
	return top
}

// LeaveRates is the search for the next entry that leaves the support of a lasso path.
// An entry z[i] of sign s[i] that grows by γ·w[i] reaches 0 at γ = −z[i]/w[i]. dst is
// the inverse of that, so that the first to arrive has the largest:
//
//	dst[i] = max(−w[i]·s[i]/max(z[i]·s[i], 0), 0)
//
// an entry that stands at 0, or beyond for rounding, leaves at once (+Inf) if it moves on,
// and stays if it moves back. 0/0 counts as 0. It returns the largest dst[i].
func LeaveRates[T Float](dst, z, s, w []T) T {
	sameLen("LeaveRates (z)", len(dst), len(z))
	sameLen("LeaveRates (s)", len(dst), len(s))
	sameLen("LeaveRates (w)", len(dst), len(w))
	if asm() && len(dst) > 0 {
		return leaveRatesASM(dst, z, s, w)
	}
	var top T
	for i, si := range s {
		dst[i] = 0
		if r := -w[i] * si / max(z[i]*si, 0); r > 0 {
			dst[i], top = r, max(top, r)
		}
	}
	return top
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
