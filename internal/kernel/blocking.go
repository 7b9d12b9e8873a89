package kernel

import "unsafe"

// blocking is the shape of the blocks that a product is cut into: mr×nr
// elements of C in registers, kc of the inner dimension in a panel of A that
// stays in the first-level cache, and nc columns of B, kc×nc elements that stay
// in the second-level cache.
type blocking struct{ mr, nr, kc, nc int }

// blockingOf returns the blocks of the active tier. kc is the same on both
// assembly tiers, and with it the bits of the result.
func blockingOf[T Float]() blocking {
	switch {
	case !asm():
		return blocking{goRows, goCols, 256, 256}
	case is32[T]() && wide():
		return blocking{14, 32, 400, 384}
	case is32[T]():
		return blocking{6, 16, 400, 256}
	case wide():
		return blocking{14, 16, 344, 256}
	default:
		return blocking{6, 8, 344, 128}
	}
}

// depth returns the inner block length for k: as few blocks as kc allows, of
// about equal length. It fixes the order of the sums, and depends on k alone.
func (b blocking) depth(k int) int {
	count := (k + b.kc - 1) / b.kc
	return (k + count - 1) / count
}

// workspace holds the packed blocks of one goroutine.
type workspace[T Float] struct {
	blocking
	a, b, c []T
}

func newWorkspace[T Float](bl blocking) *workspace[T] {
	return &workspace[T]{
		blocking: bl,
		a:        alignedSlice[T]((bl.mr + 2) * (bl.kc + 32)),
		b:        alignedSlice[T](bl.kc * (bl.nc + bl.nr)),
		c:        alignedSlice[T](bl.mr * bl.nr),
	}
}

// alignedSlice returns n zeros that start at a multiple of 64 bytes.
func alignedSlice[T Float](n int) []T {
	const align = 64
	size := int(unsafe.Sizeof(T(0)))
	s := make([]T, n+align/size)
	skip := 0
	if r := int(uintptr(unsafe.Pointer(&s[0])) % align); r != 0 {
		skip = (align - r) / size
	}
	return s[skip : skip+n : skip+n]
}
