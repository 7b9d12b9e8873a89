package plotting

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
)

// encodePNG writes img with as few bits a pixel as its colours need. The best
// compression takes seven times as long for one percent.
func encodePNG(w io.Writer, img *image.RGBA, exact bool) error {
	return png.Encode(w, pack(img, exact))
}

// pack returns img as grey values, if it has no other colour, or with a palette. A
// picture with more than 256 colours stays as it is when exact; else its rarer
// colours, which are those of smoothed edges, become the nearest of the others.
func pack(img *image.RGBA, exact bool) image.Image {
	count := countColours(img)
	if len(count) > 16 && onlyGrey(count) {
		return grey(img)
	}
	if len(count) > 256 && exact {
		return img
	}
	return paletted(img, count)
}

// rgb is an opaque colour as 0xRRGGBB.
type rgb uint32

func pixel(p []uint8) rgb { return rgb(p[0])<<16 | rgb(p[1])<<8 | rgb(p[2]) }

func (c rgb) parts() (r, g, b int) { return int(c >> 16), int(c >> 8 & 255), int(c & 255) }

func countColours(img *image.RGBA) map[rgb]int {
	count := make(map[rgb]int)
	run, last := 0, pixel(img.Pix)
	for i := 0; i < len(img.Pix); i += 4 {
		c := pixel(img.Pix[i : i+3])
		if c != last {
			count[last] += run
			run, last = 0, c
		}
		run++
	}
	count[last] += run
	return count
}

func onlyGrey(count map[rgb]int) bool {
	for c := range count {
		if r, g, b := c.parts(); r != g || g != b {
			return false
		}
	}
	return true
}

func grey(img *image.RGBA) *image.Gray {
	out := image.NewGray(img.Rect)
	for i := range out.Pix {
		out.Pix[i] = img.Pix[4*i]
	}
	return out
}

// paletted keeps the 256 most frequent colours, and those of energies before others: a
// colour bar has few pixels of each.
func paletted(img *image.RGBA, count map[rgb]int) *image.Paletted {
	colours := make([]rgb, 0, len(count))
	first := shadeSet()
	rank := make(map[rgb]int, len(count))
	for c, n := range count {
		colours = append(colours, c)
		rank[c] = n
		if first[c] {
			rank[c] += len(img.Pix)
		}
	}
	slices.SortFunc(colours, func(a, b rgb) int {
		return cmp.Or(cmp.Compare(rank[b], rank[a]), cmp.Compare(a, b))
	})
	kept := colours[:min(256, len(colours))]
	index := make(map[rgb]uint8, len(colours))
	palette := make(color.Palette, len(kept))
	for i, c := range kept {
		r, g, b := c.parts()
		palette[i] = color.RGBA{R: uint8(r), G: uint8(g), B: uint8(b), A: 255}
		index[c] = uint8(i)
	}
	for _, c := range colours[len(kept):] {
		index[c] = nearest(kept, c)
	}
	out := image.NewPaletted(img.Rect, palette)
	for i := range out.Pix {
		out.Pix[i] = index[pixel(img.Pix[4*i:4*i+3])]
	}
	return out
}

// nearest returns the index of the colour of kept that is closest to c.
func nearest(kept []rgb, c rgb) uint8 {
	r, g, b := c.parts()
	best, least := 0, 1<<30
	for i, k := range kept {
		kr, kg, kb := k.parts()
		if d := (r-kr)*(r-kr) + (g-kg)*(g-kg) + (b-kb)*(b-kb); d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
