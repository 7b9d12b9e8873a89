package kernel

import "fmt"

// Shrink is the soft threshold, the prox of t·‖·‖₁:
//
//	dst[i] = sign(v[i])·max(|v[i]| − t, 0)
//
// Zeros are +0; NaN in v or t gives NaN, and so does Inf where t is Inf; t ≥ 0.
func Shrink[T Float](dst, v []T, t T) {
	sameLen("Shrink", len(dst), len(v))
	checkThreshold("Shrink", t)
	if asm() && len(v) > 0 {
		shrinkASM(dst, v, t)
		return
	}
	for i, x := range v {
		dst[i] = shrink1(x, t)
	}
}

// ShrinkEach is Shrink with a threshold t[i] ≥ 0 for each element.
func ShrinkEach[T Float](dst, v, t []T) {
	sameLen("ShrinkEach", len(dst), len(v))
	sameLen("ShrinkEach", len(dst), len(t))
	if asm() && len(v) > 0 {
		shrinkEachASM(dst, v, t)
		return
	}
	for i, x := range v {
		dst[i] = shrink1(x, t[i])
	}
}

// ShrinkStep is a proximal gradient step, dst = Shrink(v − s·g, t):
//
//	u = v[i] − s·g[i],  dst[i] = sign(u)·max(|u| − t, 0)
func ShrinkStep[T Float](dst, v []T, s T, g []T, t T) {
	sameLen("ShrinkStep", len(dst), len(v))
	sameLen("ShrinkStep", len(dst), len(g))
	checkThreshold("ShrinkStep", t)
	if asm() && len(v) > 0 {
		shrinkStepASM(dst, v, s, g, t)
		return
	}
	for i, x := range v {
		dst[i] = shrink1(x-s*g[i], t)
	}
}

// ShrinkPos is the prox of t·Σv on v ≥ 0: dst[i] = max(v[i] − t, 0).
// A NaN stays NaN.
func ShrinkPos[T Float](dst, v []T, t T) {
	sameLen("ShrinkPos", len(dst), len(v))
	if asm() && len(v) > 0 {
		shrinkPosASM(dst, v, t)
		return
	}
	for i, x := range v {
		x -= t
		if x < 0 {
			x = 0
		}
		dst[i] = x
	}
}

func shrink1[T Float](v, t T) T {
	switch {
	case v > t:
		return v - t
	case v < -t:
		return v + t
	case v-v != 0 || t != t: // Inf inside an infinite threshold, NaN
		return (v - v) + t
	}
	return 0
}

func checkThreshold[T Float](fn string, t T) {
	if t < 0 {
		panic(fmt.Sprintf("kernel: %s: threshold %v is negative", fn, t))
	}
}
