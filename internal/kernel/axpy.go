package kernel

import "fmt"

// Axpy sets y[i] += a·x[i].
func Axpy[T Float](a T, x, y []T) {
	sameLen("Axpy", len(x), len(y))
	if asm() && len(x) > 0 {
		axpyASM(a, x, y)
		return
	}
	axpyGo(a, x, y)
}

func axpyGo[T Float](a T, x, y []T) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
	}
}

// Axpby sets y[i] = a·x[i] + b·y[i].
func Axpby[T Float](a T, x []T, b T, y []T) {
	sameLen("Axpby", len(x), len(y))
	if asm() && len(x) > 0 {
		axpbyASM(a, x, b, y)
		return
	}
	for i, v := range x {
		y[i] = a*v + b*y[i]
	}
}

// AddScaled sets dst[i] = x[i] + a·y[i].
func AddScaled[T Float](dst, x []T, a T, y []T) {
	sameLen("AddScaled", len(dst), len(x))
	sameLen("AddScaled", len(dst), len(y))
	if asm() && len(x) > 0 {
		addScaledASM(dst, x, a, y)
		return
	}
	for i, v := range x {
		dst[i] = v + a*y[i]
	}
}

// Extrapolate sets dst[i] = x[i] + a·(x[i] − y[i]), a momentum step from y
// through x.
func Extrapolate[T Float](dst, x, y []T, a T) {
	sameLen("Extrapolate", len(dst), len(x))
	sameLen("Extrapolate", len(dst), len(y))
	if asm() && len(x) > 0 {
		extrapolateASM(dst, x, y, a)
		return
	}
	for i, v := range x {
		dst[i] = v + a*(v-y[i])
	}
}

// AxpyAbsMax sets y[i] += a·x[i] and returns the place and size of the largest
// |y[i]| after it, as AbsMax does: the step of coordinate descent on a Gram
// matrix (q += δ·G_j) with the coordinate to look at next.
func AxpyAbsMax[T Float](a T, x, y []T) (int, T) {
	sameLen("AxpyAbsMax", len(x), len(y))
	if asm() && len(x) > 0 {
		m := axpyAbsMaxASM(a, x, y)
		return indexAbsASM(y, m), m
	}
	axpyGo(a, x, y)
	return AbsMax(y)
}

// AxpyRows adds rows of a matrix X of stride ld to y:
//
//	y[j] += Σ_r a[r]·X[idx[r], j]
//
// or rows 0 … len(a)-1 where idx is nil; the sum is taken in the order of r.
func AxpyRows[T Float](y, a, x []T, ld int, idx []int) {
	checkRows("AxpyRows", len(a), len(y), len(x), ld, idx)
	if asm() && len(a) > 0 && len(y) > 0 {
		if idx == nil {
			axpyRowsSeqASM(y, a, x, ld)
		} else {
			axpyRowsIdxASM(y, a, x, ld, idx)
		}
		return
	}
	for r, f := range a {
		o := rowOf(idx, r) * ld
		axpyGo(f, x[o:o+len(y)], y)
	}
}

// Ger adds the outer product of x and y to the matrix A of stride ld:
//
//	A[i, j] += (alpha·x[i])·y[j]
func Ger[T Float](alpha T, x, y, a []T, ld int) {
	checkRows("Ger", len(x), len(y), len(a), ld, nil)
	if asm() && len(x) > 0 && len(y) > 0 {
		gerASM(alpha, x, y, a, ld)
		return
	}
	for i, v := range x {
		axpyGo(alpha*v, y, a[i*ld:i*ld+len(y)])
	}
}

func rowOf(idx []int, r int) int {
	if idx == nil {
		return r
	}
	return idx[r]
}

// checkRows panics unless m rows of n columns lie inside a matrix of size
// elements with stride ld.
func checkRows(fn string, m, n, size, ld int, idx []int) {
	if ld < n {
		panic(fmt.Sprintf("kernel: %s: stride %d is less than %d columns", fn, ld, n))
	}
	if idx == nil {
		if m > 0 && size < (m-1)*ld+n {
			panic(fmt.Sprintf("kernel: %s: %d elements for %d rows of %d with stride %d", fn, size, m, n, ld))
		}
		return
	}
	sameLen(fn, m, len(idx))
	if n == 0 {
		return
	}
	most := uint(0)
	for _, i := range idx {
		most = max(most, uint(i)) // −1 is larger than any
	}
	if m > 0 && int(most) >= 0 && int(most)*ld+n <= size {
		return
	}
	for _, i := range idx {
		if i < 0 || size < i*ld+n {
			panic(fmt.Sprintf("kernel: %s: row %d of a matrix with %d elements and stride %d", fn, i, size, ld))
		}
	}
}
