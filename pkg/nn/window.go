package nn

import (
	"fmt"

	"github.com/latentlab/latentlab/internal/kernel"
)

// A window slides over a picture of h×w×c numbers, size×size pixels large, step by
// step from −pad on, and stops at oh×ow places; there it meets f features. Weights W
// are f×size×size×c. A convolution goes from the picture to the features, a
// transposed one from the features to the picture.
type window struct {
	h, w, c         int
	size, step, pad int
	oh, ow, f       int
}

func (g window) picture() int  { return g.h * g.w * g.c }
func (g window) features() int { return g.oh * g.ow * g.f }
func (g window) patch() int    { return g.size * g.size * g.c }
func (g window) weights() int  { return g.f * g.patch() }

// band is how many rows of places are done at a time: their patches stay in cache.
func (g window) band() int { return min(g.oh, max(1, 16384/(g.ow*g.patch()))) }

// bands is how many of them there are.
func (g window) bands() int { return (g.oh + g.band() - 1) / g.band() }

// columns is how many numbers the patches of a band are.
func (g window) columns() int { return g.band() * g.ow * g.patch() }

// check returns an error for settings that make no layer.
func (g window) check(layer string) error {
	if g.c < 1 || g.f < 1 || g.size < 1 || g.step < 1 || g.pad < 0 || g.pad >= g.size || g.h < 1 || g.w < 1 || g.oh < 1 || g.ow < 1 {
		return fmt.Errorf("nn: %s: picture %d×%d×%d, kernel %d×%d, stride %d, padding %d, features %d×%d×%d: expected positive sizes and a padding less than the kernel",
			layer, g.h, g.w, g.c, g.size, g.size, g.step, g.pad, g.oh, g.ow, g.f)
	}
	return nil
}

// stride is the step of a setting, by default 1.
func stride(step int) int {
	if step == 0 {
		return 1
	}
	return step
}

// row gives the part of a window's row that lies inside the picture: where it begins
// in the picture and in the row, and its length; 0 where it lies outside.
func (g window) row(oy, ox, ky int) (at, skip, n int) {
	y, x := oy*g.step-g.pad+ky, ox*g.step-g.pad
	if y < 0 || y >= g.h {
		return 0, 0, 0
	}
	lo, hi := max(0, x), min(g.w, x+g.size)
	if lo >= hi {
		return 0, 0, 0
	}
	return (y*g.w + lo) * g.c, (lo - x) * g.c, (hi - lo) * g.c
}

// gather sets cols to the patches of a picture, (hi−lo)·ow×patch, 0 outside it, at the
// places of rows lo … hi−1.
func gather[T Float](g window, lo, hi int, cols, picture []T) {
	n := g.size * g.c
	for oy := lo; oy < hi; oy++ {
		for ox := range g.ow {
			for ky := range g.size {
				at, skip, m := g.row(oy, ox, ky)
				clear(cols[:skip])
				copy(cols[skip:skip+m], picture[at:at+m])
				clear(cols[skip+m : n])
				cols = cols[n:]
			}
		}
	}
}

// scatter adds cols, as from gather, to the picture: the transpose of gather.
func scatter[T Float](g window, lo, hi int, picture, cols []T) {
	n := g.size * g.c
	for oy := lo; oy < hi; oy++ {
		for ox := range g.ow {
			for ky := range g.size {
				at, skip, m := g.row(oy, ox, ky)
				kernel.Add(picture[at:at+m], picture[at:at+m], cols[skip:skip+m])
				cols = cols[n:]
			}
		}
	}
}
