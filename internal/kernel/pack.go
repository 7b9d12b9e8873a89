package kernel

import "fmt"

// panelA returns rows i … i+rows-1 of op(A), for k0 … k1-1, with their strides:
// in place, or copied to the workspace where the strides would make them share
// a few sets of the first-level cache, or where A is transposed and long.
func (s *slab[T]) panelA(i, rows int) (a []T, rsa, csa int) {
	a = s.a[i*s.rsa+s.k0*s.csa:]
	kc := s.k1 - s.k0
	if s.j1-s.j0 <= 2*s.nr {
		return a, s.rsa, s.csa
	}
	if s.rsa == 1 && s.csa != 1 && (kc > inPlace || crowded[T](s.csa, kc, rows)) {
		copyRows(s.w.a, s.mr+2, a, s.csa, kc, rows)
		return s.w.a, 1, s.mr + 2
	}
	if crowded[T](s.rsa, rows, kc) {
		ld := (kc+15)&^15 | 16 // an odd number of 16 elements, so that the rows spread over the sets
		copyRows(s.w.a, ld, a, s.rsa, rows, kc)
		return s.w.a, ld, 1
	}
	return a, s.rsa, s.csa
}

// inPlace is up to which length a transposed panel is read in place: it takes a line of
// 64 bytes for each step, and half of the first-level cache is for B.
const inPlace = 192

// crowded reports whether rows of n elements, stride ld, need more than three
// of the eight ways of a set in a first-level cache, where a set repeats every
// 4096 bytes.
func crowded[T Float](ld, rows, n int) bool {
	const period = 4096
	size := 8
	if is32[T]() {
		size = 4
	}
	step := ld * size & (period - 1)
	step |= period
	step &= -step // the largest power of two in the stride, at most period
	return step > n*size && rows*step > 3*period
}

// packB copies the panels of B from the given one on to the workspace.
func (s *slab[T]) packB(first int) {
	kc := s.k1 - s.k0
	for j := s.j0 + first*s.nr; j < s.j1; j += s.nr {
		n := min(s.nr, s.j1-j)
		dst := s.w.b[(j-s.j0)*kc:]
		if s.bTrans {
			transpose(dst, s.nr, s.b[j*s.ldb+s.k0:], s.ldb, n, kc)
		} else {
			copyRows(dst, s.nr, s.b[s.k0*s.ldb+j:], s.ldb, kc, n)
		}
	}
}

// copyRows sets dst[r·ldd+j] = x[r·ld+j] for m ≥ 1 rows and n ≥ 1 columns.
func copyRows[T Float](dst []T, ldd int, x []T, ld, m, n int) {
	if asm() {
		copyRowsASM(dst, ldd, x, ld, m, n)
		return
	}
	for r := range m {
		copy(dst[r*ldd:r*ldd+n], x[r*ld:r*ld+n])
	}
}

// Transpose sets dst[j·ldd+i] = x[i·ld+j] for the m rows and n columns of x.
func Transpose[T Float](dst []T, ldd int, x []T, ld, m, n int) {
	if m < 0 || n < 0 {
		panic(fmt.Sprintf("kernel: Transpose: negative size m=%d n=%d", m, n))
	}
	checkMatrix("Transpose", "x", false, m, n, len(x), ld)
	checkMatrix("Transpose", "dst", true, m, n, len(dst), ldd)
	whole := 0
	if asm() && n > 0 {
		whole = m / lanes[T]() * lanes[T]()
		transpose(dst, ldd, x, ld, whole, n)
	}
	for i := whole; i < m; i++ {
		for j, v := range x[i*ld : i*ld+n] {
			dst[j*ldd+i] = v
		}
	}
}

// transpose sets dst[j·ldd+i] = x[i·ld+j] for m rows and n columns of x. With
// assembly it writes rows of dst up to the next multiple of a register's width.
func transpose[T Float](dst []T, ldd int, x []T, ld, m, n int) {
	if asm() {
		l := lanes[T]()
		for i := 0; i < m; i += l {
			transposeASM(dst[i:], ldd, x[i*ld:], ld, min(l, m-i), n)
		}
		return
	}
	for i := range m {
		for j, v := range x[i*ld : i*ld+n] {
			dst[j*ldd+i] = v
		}
	}
}
