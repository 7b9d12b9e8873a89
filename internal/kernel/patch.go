package kernel

import "fmt"

// Block returns the number of elements in 64 bytes, of which Correlate takes whole
// multiples: 16 of float32, 8 of float64.
func Block[T Float]() int {
	if is32[T]() {
		return 16
	}
	return 8
}

// Correlate adds to four rows of n elements the correlation of a picture with four
// kernels of h×w, which lie in taps one element of each after another:
//
//	dst[f·ldd + x] += Σ_{i<h} Σ_{j<w} taps[(i·w + j)·4 + f]·src[i·lds + x + j]   (f < 4, x < n)
//
// n is a multiple of Block. Each sum starts from dst and is taken in the order of i, then j.
// dst must not overlap the others.
func Correlate[T Float](dst []T, ldd int, src []T, lds int, taps []T, h, w, n int) {
	if n%Block[T]() != 0 || n < 0 || h < 1 || w < 1 || ldd < n || lds < 0 {
		panic(fmt.Sprintf("kernel: Correlate: n=%d, h=%d, w=%d, strides %d and %d, expected n a multiple of %d and at most the first stride",
			n, h, w, ldd, lds, Block[T]()))
	}
	if n == 0 {
		return
	}
	atLeast("Correlate (taps)", len(taps), 4*h*w)
	atLeast("Correlate (src)", len(src), (h-1)*lds+n+w-1)
	atLeast("Correlate (dst)", len(dst), 3*ldd+n)
	if asm() {
		correlateASM(dst, ldd, src, lds, taps, h, w, n)
		return
	}
	for f := range 4 {
		row := dst[f*ldd:][:n]
		for i := range h {
			for j := range w {
				t := taps[(i*w+j)*4+f]
				for x, s := range src[i*lds+j:][:n] {
					row[x] += t * s
				}
			}
		}
	}
}

// PatchDot returns the inner product of h rows of w elements, one after another in k,
// with as many at a stride in x:
//
//	Σ_{i<h} Σ_{j<w} k[i·w + j]·x[i·ld + j]
//
// w is a multiple of Block/2.
func PatchDot[T Float](k, x []T, ld, h, w int) T {
	checkPatch[T]("PatchDot", len(k), len(x), ld, h, w)
	if asm() {
		return patchDotASM(k, x, ld, h, w)
	}
	var sum T
	for i := range h {
		sum += dotGo(k[i*w:][:w], x[i*ld:][:w])
	}
	return sum
}

// PatchAxpy is the update beside PatchDot:
//
//	x[i·ld + j] += a·k[i·w + j]   (i < h, j < w)
func PatchAxpy[T Float](a T, k, x []T, ld, h, w int) {
	checkPatch[T]("PatchAxpy", len(k), len(x), ld, h, w)
	if asm() {
		patchAxpyASM(a, k, x, ld, h, w)
		return
	}
	for i := range h {
		axpyGo(a, k[i*w:][:w], x[i*ld:][:w])
	}
}

func checkPatch[T Float](fn string, k, x, ld, h, w int) {
	if h < 1 || w < 1 || w%(Block[T]()/2) != 0 || ld < w || k < h*w || x < (h-1)*ld+w {
		panic(fmt.Sprintf("kernel: %s: %d×%d of %d elements, a picture of %d at stride %d; expected a width that is a multiple of %d, and room",
			fn, h, w, k, x, ld, Block[T]()/2))
	}
}

func atLeast(what string, got, want int) {
	if got < want {
		panic(fmt.Sprintf("kernel: %s has %d elements, expected %d or more", what, got, want))
	}
}
