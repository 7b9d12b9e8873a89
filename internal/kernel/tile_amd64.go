//go:build !noasm

package kernel

import (
	"runtime"
	"unsafe"
)

// tile is a panel as the assembly reads it: eight bytes a field, strides in
// bytes. The assembly moves b, c, cols, pack and nextA on, past the end of what
// they point into, hence no pointers here.
type tile struct {
	a           uintptr
	rsa, csa    int
	b           uintptr
	ldb, nextB  int
	c           uintptr
	ldc         int
	k           int
	rows, cols  int
	alpha, beta float64
	pack        uintptr
	nextA       uintptr
	rowNextA    int
}

// The generator knows the fields by their place.
var _ [16 * 8]byte = [unsafe.Sizeof(tile{})]byte{}

func (p *panel[T]) runASM() {
	size := int(unsafe.Sizeof(p.alpha))
	t := tile{
		a: address(p.a), rsa: p.rsa * size, csa: p.csa * size,
		b: address(p.b), ldb: p.ldb * size, nextB: p.nextB * size,
		c: address(p.c), ldc: p.ldc * size,
		k: p.k, rows: p.rows, cols: p.cols,
		alpha: float64(p.alpha), beta: float64(p.beta),
	}
	if p.pack != nil {
		t.pack = address(p.pack)
	}
	t.nextA = t.a
	if p.next != nil {
		t.nextA, t.rowNextA = address(p.next), p.rowNext*size
	}
	args := (*byte)(unsafe.Pointer(&t))
	switch {
	case is32[T]() && wide():
		tileF32AVX512(args)
	case is32[T]():
		tileF32AVX2(args)
	case wide():
		tileF64AVX512(args)
	default:
		tileF64AVX2(args)
	}
	runtime.KeepAlive(p)
}

func address[T Float](x []T) uintptr { return uintptr(unsafe.Pointer(&x[0])) }
