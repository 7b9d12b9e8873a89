package kernel

import "math"

// Sum returns Σ x[i].
func Sum[T Float](x []T) T {
	if asm() && len(x) > 0 {
		return sumASM(x)
	}
	var s T
	for _, v := range x {
		s += v
	}
	return s
}

// Asum returns Σ |x[i]|.
func Asum[T Float](x []T) T {
	if asm() && len(x) > 0 {
		return asumASM(x)
	}
	var s T
	for _, v := range x {
		s += abs(v)
	}
	return s
}

// SumSquares returns Σ x[i]².
func SumSquares[T Float](x []T) T {
	if asm() && len(x) > 0 {
		return sumSquaresASM(x)
	}
	return dotGo(x, x)
}

// SumSquaresDiff returns Σ (x[i] − y[i])².
func SumSquaresDiff[T Float](x, y []T) T {
	sameLen("SumSquaresDiff", len(x), len(y))
	if asm() && len(x) > 0 {
		return sumSquaresDiffASM(x, y)
	}
	var s T
	for i, v := range x {
		d := v - y[i]
		s += d * d
	}
	return s
}

// Nrm2 returns √Σ x[i]², without overflow or underflow of the squares: where
// the plain sum leaves the safe range, x is first scaled by a power of two.
func Nrm2[T Float](x []T) T {
	s := float64(SumSquares(x))
	lo, hi := 0x1p-960, math.MaxFloat64/2
	if is32[T]() {
		lo, hi = 0x1p-100, math.MaxFloat32/2
	}
	if s >= lo && s <= hi {
		return T(math.Sqrt(s))
	}
	m := AbsMaxValue(x)
	if m == 0 || m != m || float64(m) > math.MaxFloat64 { // 0, NaN, Inf
		return m
	}
	_, e := math.Frexp(float64(m))
	var sum float64
	for _, v := range x {
		u := math.Ldexp(float64(v), -e)
		sum += u * u
	}
	return T(math.Ldexp(math.Sqrt(sum), e))
}

// AbsMax returns the place and the size of the largest |x[i]|, the first of
// equals; a NaN counts as larger than any number. It returns -1, 0 for no
// elements.
func AbsMax[T Float](x []T) (int, T) {
	if len(x) == 0 {
		return -1, 0
	}
	if asm() {
		m := absMaxASM(x)
		return indexAbsASM(x, m), m
	}
	at, m := 0, abs(x[0])
	for i, v := range x {
		if v = abs(v); v > m {
			at, m = i, v
		} else if v != v {
			return i, v
		}
	}
	return at, m
}

// IndexAbs returns the first place at which |x[i]| is v, or -1.
func IndexAbs[T Float](x []T, v T) int {
	if asm() && len(x) > 0 {
		return indexAbsASM(x, v)
	}
	for i, w := range x {
		if abs(w) == v {
			return i
		}
	}
	return -1
}

// AbsMaxValue returns max |x[i]| as AbsMax does, 0 for no elements.
func AbsMaxValue[T Float](x []T) T {
	if asm() && len(x) > 0 {
		return absMaxASM(x)
	}
	_, m := AbsMax(x)
	return m
}

func abs[T Float](v T) T { return T(math.Abs(float64(v))) }
