package datasets

import (
	"fmt"
	"math/rand/v2"
)

// The radii of leaves, in pixels and as a share of the photograph's longer side.
const (
	smallestLeaf = 2.0
	largestLeaf  = 0.5
)

// DeadLeaves generates n colour photographs of height×width×3: discs that hide one
// another, with radii whose density is proportional to r⁻³, so that the picture
// looks alike at all scales and the power spectrum falls about as 1/f². Each leaf
// has a colour around that of its photograph, a shade that falls off to one side,
// and a soft edge.
//
// Photograph i depends on the seed, its size and i alone. About 25 ms for one of
// 321×481; all processors are used.
//
// The error is n < 1, or a height or width below 8 or above 4096.
//
// A. B. Lee, D. Mumford, J. Huang, Occlusion models for natural images: a
// statistical study of a scale-invariant dead leaves model, IJCV 41, 2001.
func DeadLeaves(n, height, width int, seed uint64) (*Photos, error) {
	if n < 1 || height < 8 || width < 8 || height > 4096 || width > 4096 {
		return nil, fmt.Errorf("%d photographs of %d×%d: expected at least 1, and sides from 8 to 4096", n, height, width)
	}
	photos := &Photos{Items: make([]*Photo, n), Source: fmt.Sprintf("generated dead leaves, seed %d", seed)}
	inParallel(n, func(i int) {
		pix := paint(height, width, rand.New(rand.NewPCG(seed, uint64(i))))
		photos.Items[i] = newPhoto(fmt.Sprint(i), &raster{height, width, 3, func() []uint8 { return pix }, nil})
	})
	return photos, nil
}

// canvas is painted from the front to the back: a leaf fills what is still clear.
type canvas struct {
	height, width int
	pix           []float64 // height×width×3, light that has come through so far
	clear         []float64 // height×width, from 1 (nothing there yet) to 0 (hidden)
	left          int       // pixels that are not hidden
}

// hidden is how clear a pixel may be to count as hidden.
const hidden = 1.0 / 512

// paint lays leaves behind one another until no pixel is clear.
func paint(height, width int, rng *rand.Rand) []uint8 {
	c := &canvas{height: height, width: width, left: height * width,
		pix: make([]float64, 3*height*width), clear: make([]float64, height*width)}
	for i := range c.clear {
		c.clear[i] = 1
	}
	s := newScene(rng, height, width)
	for c.left > 0 {
		c.lay(s.leaf(rng))
	}
	pix := make([]uint8, len(c.pix))
	for i, v := range c.pix {
		pix[i] = toByte(v)
	}
	return pix
}
