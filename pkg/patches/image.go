package patches

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// F0 is the cut-off of Olshausen & Field, 200 cycles a picture in pictures of
// 512×512, in cycles a pixel: 0.390625.
const F0 = 200.0 / 512

// Response is the gain of the whitening filter at the frequency f, with the
// cut-off f0, both in cycles a pixel:
//
//	R(f) = f·exp(−(f/f0)⁴)
//
// It is zero at f = 0 and largest, 0.551·f0, at f = f0/√2.
func Response(f, f0 float64) float64 {
	q := f / f0
	return f * math.Exp(-q*q*q*q)
}

// WhitenImage filters a grey picture of h×w pixels, in rows, by [Response] in the
// Fourier domain:
//
//	result = F⁻¹[ R(√(u²+v²))·F[img] ],   u = j/w, v = i/h cycles a pixel
//
// with the frequencies taken in (−½, ½], so that the filter has one shape on the
// pixels of every picture, square or not. f0 > 0 is in cycles a pixel; [F0] is the
// usual one. The result has zero mean and a small scale: divide by its standard
// deviation or normalise its patches.
//
// The picture counts as periodic: left and right edges meet, and so do top and
// bottom. Cut patches a few pixels away from the edges.
//
// Cost: two Fourier transforms, h·w·log(h·w) where h and w have small factors,
// up to h·w·(h+w) where they are prime.
//
// Source: Olshausen & Field, Nature 381 (1996) 607, and Vision Research 37 (1997)
// 3311, section 4.
func WhitenImage[F float32 | float64](img []F, h, w int, f0 float64) ([]F, error) {
	if !(f0 > 0) || math.IsInf(f0, 1) {
		return nil, fmt.Errorf("patches: f0 is %v, expected a finite number > 0", f0)
	}
	pixels, err := checkedPixels(img, h, w, 1)
	if err != nil {
		return nil, err
	}
	filter(pixels, h, w, f0)
	return converted[F](pixels), nil
}

// filter multiplies the spectrum of pixels by Response, in place. Real pixels need
// only the half of the spectrum with j ≤ w/2.
func filter(pixels []float64, h, w int, f0 float64) {
	rows, cols := fourier.NewFFT(w), fourier.NewCmplxFFT(h)
	half := w/2 + 1
	spectrum := make([]complex128, h*half)
	for i := range h {
		rows.Coefficients(spectrum[i*half:(i+1)*half], pixels[i*w:(i+1)*w])
	}
	column := make([]complex128, h)
	for j := range half {
		for i := range h {
			column[i] = spectrum[i*half+j]
		}
		cols.Coefficients(column, column)
		for i := range h {
			f := cmplx.Abs(complex(rows.Freq(j), cols.Freq(i)))
			column[i] *= complex(Response(f, f0)/float64(h*w), 0)
		}
		cols.Sequence(column, column)
		for i := range h {
			spectrum[i*half+j] = column[i]
		}
	}
	for i := range h {
		rows.Sequence(pixels[i*w:(i+1)*w], spectrum[i*half:(i+1)*half])
	}
}
