package kernel

import "fmt"

// Scal sets x[i] *= a.
func Scal[T Float](a T, x []T) {
	if asm() && len(x) > 0 {
		scalASM(a, x)
		return
	}
	for i := range x {
		x[i] *= a
	}
}

// Add sets dst[i] = x[i] + y[i].
func Add[T Float](dst, x, y []T) {
	sameLen("Add", len(dst), len(x))
	sameLen("Add", len(dst), len(y))
	if asm() && len(x) > 0 {
		addASM(dst, x, y)
		return
	}
	for i, v := range x {
		dst[i] = v + y[i]
	}
}

// Sub sets dst[i] = x[i] − y[i].
func Sub[T Float](dst, x, y []T) {
	sameLen("Sub", len(dst), len(x))
	sameLen("Sub", len(dst), len(y))
	if asm() && len(x) > 0 {
		subASM(dst, x, y)
		return
	}
	for i, v := range x {
		dst[i] = v - y[i]
	}
}

// Mul sets dst[i] = x[i]·y[i].
func Mul[T Float](dst, x, y []T) {
	sameLen("Mul", len(dst), len(x))
	sameLen("Mul", len(dst), len(y))
	if asm() && len(x) > 0 {
		mulASM(dst, x, y)
		return
	}
	for i, v := range x {
		dst[i] = v * y[i]
	}
}

// Clip sets dst[i] = min(max(x[i], lo), hi); NaN stays NaN. lo ≤ hi.
func Clip[T Float](dst, x []T, lo, hi T) {
	sameLen("Clip", len(dst), len(x))
	if !(lo <= hi) {
		panic(fmt.Sprintf("kernel: Clip: bounds %v and %v", lo, hi))
	}
	if asm() && len(x) > 0 {
		clipASM(dst, x, lo, hi)
		return
	}
	for i, v := range x {
		if v < lo {
			v = lo
		}
		if v > hi {
			v = hi
		}
		dst[i] = v
	}
}
