package kernel

import "unsafe"

// Convert sets dst[i] = f·x[i] in another precision. The product is taken in double
// precision.
func Convert[T, S Float](dst []T, x []S, f float64) {
	sameLen("Convert", len(dst), len(x))
	switch {
	case !asm() || len(x) == 0:
	case is32[T]() && !is32[S]():
		narrowASM((*float32)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&x[0])), f, len(x))
		return
	case !is32[T]() && is32[S]():
		widenASM((*float64)(unsafe.Pointer(&dst[0])), (*float32)(unsafe.Pointer(&x[0])), f, len(x))
		return
	}
	for i, v := range x {
		dst[i] = T(float64(v) * f)
	}
}
