package kernel

import "fmt"

// Butterfly4 is a step of a Fourier transform of radix 4 over rows: with x_r = re_r + i·im_r
// the row r·ld of n complex numbers, and c_r + i·s_r = w[2r−2] + i·w[2r−1],
//
//	a = x_0,   b = (c_1 + i·s_1)·x_1,   c = (c_2 + i·s_2)·x_2,   d = (c_3 + i·s_3)·x_3
//	x_0 = a + c + (b + d),   x_1 = a − c − i·(b − d)
//	x_2 = a + c − (b + d),   x_3 = a − c + i·(b − d)
//
// n is a multiple of Block. With re and im exchanged it is a step of the inverse transform,
// with the conjugate of w. re and im must not overlap.
func Butterfly4[T Float](re, im []T, ld int, w []T, n int) {
	if n%Block[T]() != 0 || n < 0 || ld < n || len(w) != 6 {
		panic(fmt.Sprintf("kernel: Butterfly4: n=%d, stride %d, %d factors, expected n a multiple of %d and at most the stride, and 6",
			n, ld, len(w), Block[T]()))
	}
	if n == 0 {
		return
	}
	atLeast("Butterfly4 (re)", len(re), 3*ld+n)
	atLeast("Butterfly4 (im)", len(im), 3*ld+n)
	if asm() {
		butterfly4ASM(re, im, ld, w, n)
		return
	}
	for j := range n {
		var x, y [4]T
		x[0], y[0] = re[j], im[j]
		for r := 1; r < 4; r++ {
			p, q, c, s := re[r*ld+j], im[r*ld+j], w[2*r-2], w[2*r-1]
			x[r], y[r] = c*p-s*q, c*q+s*p
		}
		ex, ey, fx, fy := x[0]+x[2], y[0]+y[2], x[0]-x[2], y[0]-y[2]
		sx, sy, ux, uy := x[1]+x[3], y[1]+y[3], x[1]-x[3], y[1]-y[3]
		re[j], im[j] = ex+sx, ey+sy
		re[ld+j], im[ld+j] = fx+uy, fy-ux
		re[2*ld+j], im[2*ld+j] = ex-sx, ey-sy
		re[3*ld+j], im[3*ld+j] = fx-uy, fy+ux
	}
}
