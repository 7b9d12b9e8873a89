package conv

import "fmt"

// BorderWeights returns weights of the squared error at each pixel of a picture of h×w
// pixels (H×W) for kernels of kh×kw pixels and the boundary [Valid], for
// [Coder.Weights]: the share of the kernel's places that cover the pixel,
//
//	weight[y, x] = c(y, h, kh)·c(x, w, kw),   c(y, n, k) = |{u : 0 ≤ u ≤ n−k, u ≤ y < u+k}| / min(k, n−k+1).
//
// A corner is covered by one place, a pixel in the middle by all of them: without
// weights few codes have to rebuild the border, and kernels learn to be cut off there.
//
// Source: Kavukcuoglu et al., NIPS 2010, section 2.4, which names the effect and the
// remedy and leaves the weights open.
func BorderWeights[T Float](h, w, kh, kw int) ([]T, error) {
	if kh < 1 || kw < 1 || h < kh || w < kw {
		return nil, fmt.Errorf("conv: a picture of %d×%d and kernels of %d×%d, expected positive sizes and kernels that fit", h, w, kh, kw)
	}
	weights := make([]T, 0, h*w)
	for y := range h {
		for x := range w {
			weights = append(weights, T(cover(y, h, kh)*cover(x, w, kw)))
		}
	}
	return weights, nil
}

// cover returns the share of places along one axis whose kernel covers pixel y.
func cover(y, n, k int) float64 {
	first, last := max(0, y-k+1), min(y, n-k)
	return float64(last-first+1) / float64(min(k, n-k+1))
}
