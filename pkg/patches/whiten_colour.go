package patches

import (
	"fmt"

	"github.com/latentlab/latentlab/internal/kernel"
)

// WhitenColour applies a whitening of patches of h×w×channels values, from
// [FitZCA], to a whole picture of height×width×channels values, and keeps of each
// patch the pixel in its middle:
//
//	result(y, x, c) = Σ_ijk (img(y+i−⌊h/2⌋, x+j−⌊w/2⌋, k) − μ_ijk)·W[(i, j, k), (⌊h/2⌋, ⌊w/2⌋, c)]
//
// a convolution with C² kernels of h×w, so that every pixel is whitened by the
// patch around it. At the edges the picture is reflected, as in [Blur]. For a
// colour picture, a [Spectrum] with Epsilon keeps the highest frequencies from
// becoming noise.
//
// Cost: h·w·channels² for each pixel, in parallel by rows. Errors: shapes that do
// not fit each other, values that are not finite.
func WhitenColour[F float32 | float64](img []F, height, width, channels int, zca *Whitening, h, w int) ([]F, error) {
	pixels, err := checkedPixels(img, height, width, channels)
	if err != nil {
		return nil, err
	}
	if h < 1 || w < 1 {
		return nil, fmt.Errorf("patches: patches of %d×%d pixels, expected at least 1×1", h, w)
	}
	if zca == nil || zca.W == nil {
		return nil, fmt.Errorf("patches: no whitening, expected one from FitZCA")
	}
	d := h * w * channels
	if rows, cols := zca.W.Dims(); rows != d || cols != d || len(zca.Mean) != d {
		return nil, fmt.Errorf("patches: a whitening of %d values to %d, expected %d×%d×%d = %d and as many", rows, cols, h, w, channels, d)
	}
	return converted[F](zca.middle(pixels, height, width, channels, h, w)), nil
}

// middle is the sum of WhitenColour.
func (z *Whitening) middle(img []float64, height, width, channels, h, w int) []float64 {
	d, first := h*w*channels, (h/2*w+w/2)*channels
	kernels := make([]float64, channels*d) // channels×d: the columns of W for the middle pixel
	offset := make([]float64, channels)    // what the mean patch becomes
	for c := range channels {
		for i := range d {
			kernels[c*d+i] = z.W.At(i, first+c)
		}
		offset[c] = kernel.Dot(kernels[c*d:(c+1)*d], z.Mean)
	}
	rows, cols := reflected(height, h), reflected(width, w)
	out := make([]float64, len(img))
	kernel.Parallel(height, func(y int) {
		strip := make([]float64, h*(width+w)*channels) // the rows around y, reflected
		for i := range h {
			line := img[rows[y+i-h/2+h]*width*channels:]
			for x := range width + w {
				copy(strip[(i*(width+w)+x)*channels:(i*(width+w)+x+1)*channels], line[cols[x-w/2+w]*channels:])
			}
		}
		for x := range width {
			for c := range channels {
				sum := -offset[c]
				for i := range h {
					part := strip[(i*(width+w)+x)*channels:]
					sum += kernel.Dot(part[:w*channels], kernels[c*d+i*w*channels:c*d+(i+1)*w*channels])
				}
				out[(y*width+x)*channels+c] = sum
			}
		}
	})
	return out
}
