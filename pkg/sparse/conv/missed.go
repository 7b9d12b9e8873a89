package conv

// missed is the residuals of pictures, y − ΣK∗z, and how much of them lies in each
// window of h×w pixels.
type missed struct {
	h, w    int
	rest    []Picture[float64]
	windows []Picture[float64] // (H−h+1)×(W−w+1): Σ rest² over the window
}

func newMissed[T Float](b *batch[T], h, w int) *missed {
	r := &missed{h: h, w: w}
	for i, p := range b.pictures {
		rest := Picture[float64]{H: p.H, W: p.W, C: p.C, Pix: make([]float64, len(p.Pix))}
		built := make([]T, len(p.Pix))
		b.models[i].DecodeMaps(built, b.codes[i].Maps)
		for j, v := range built {
			rest.Pix[j] = float64(p.Pix[j]) - float64(v)
		}
		r.rest = append(r.rest, rest)
		r.windows = append(r.windows, squares(&rest, h, w))
	}
	return r
}

// squares returns the sum of squares over every window of h×w pixels, by rows, then by
// columns.
func squares(p *Picture[float64], h, w int) Picture[float64] {
	width := p.W - w + 1
	across := make([]float64, p.H*width)
	for y := range p.H {
		for x := range width {
			for _, v := range p.Pix[(y*p.W+x)*p.C : (y*p.W+x+w)*p.C] {
				across[y*width+x] += v * v
			}
		}
	}
	sums := Picture[float64]{H: p.H - h + 1, W: width, C: 1, Pix: make([]float64, (p.H-h+1)*width)}
	for y := range sums.H {
		for i := range h {
			for x := range width {
				sums.Pix[y*width+x] += across[(y+i)*width+x]
			}
		}
	}
	return sums
}

// take sets dst (h×w×C) to the window that holds most, and takes it and all that overlap
// it out of the race. It reports whether there was one.
func (r *missed) take(dst []float64) bool {
	picture, at := -1, 0
	var top float64
	for i, s := range r.windows {
		for j, v := range s.Pix {
			if v > top {
				picture, at, top = i, j, v
			}
		}
	}
	if picture < 0 {
		return false
	}
	s := &r.windows[picture]
	y, x := at/s.W, at%s.W
	part := r.rest[picture].crop(y, x, r.h, r.w)
	copy(dst, part.Pix)
	for u := max(0, y-r.h+1); u < min(s.H, y+r.h); u++ {
		clear(s.Pix[u*s.W+max(0, x-r.w+1) : u*s.W+min(s.W, x+r.w)])
	}
	return true
}
