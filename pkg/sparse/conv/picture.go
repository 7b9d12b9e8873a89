package conv

import (
	"fmt"
	"math"
)

// Picture is H×W×C numbers, row by row, channels last.
type Picture[T Float] struct {
	H, W, C int
	Pix     []T
}

// check refuses pictures that are not finite or smaller than h×w, and those with other
// than c channels where c > 0.
func (p *Picture[T]) check(h, w, c int) error {
	switch {
	case p.H < 1 || p.W < 1 || p.C < 1 || len(p.Pix) != p.H*p.W*p.C:
		return fmt.Errorf("has %d numbers for %d×%d×%d, expected positive sizes and as many numbers", len(p.Pix), p.H, p.W, p.C)
	case p.H < h || p.W < w:
		return fmt.Errorf("is %d×%d, smaller than the kernels, %d×%d", p.H, p.W, h, w)
	case c > 0 && p.C != c:
		return fmt.Errorf("has %d channels, expected %d", p.C, c)
	}
	for i, v := range p.Pix {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("has %v at row %d, column %d, expected finite numbers", v, i/p.C/p.W, i/p.C%p.W)
		}
	}
	return nil
}

// checkPictures refuses an empty set, and pictures that do not fit kernels of h×w or
// each other; c is the number of channels, 0 for that of the first picture.
func checkPictures[T Float](pictures []Picture[T], h, w, c int) error {
	if len(pictures) == 0 {
		return fmt.Errorf("conv: no pictures, expected at least one")
	}
	for i := range pictures {
		if err := pictures[i].check(h, w, c); err != nil {
			return fmt.Errorf("conv: picture %d %w", i, err)
		}
		c = pictures[i].C
	}
	return nil
}

// crop copies the h×w part whose upper left pixel is (y, x).
func (p *Picture[T]) crop(y, x, h, w int) Picture[T] {
	part := Picture[T]{H: h, W: w, C: p.C, Pix: make([]T, 0, h*w*p.C)}
	for i := range h {
		from := ((y+i)*p.W + x) * p.C
		part.Pix = append(part.Pix, p.Pix[from:from+w*p.C]...)
	}
	return part
}
