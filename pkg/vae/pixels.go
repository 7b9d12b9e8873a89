package vae

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/latentlab/latentlab/internal/kernel"
	"github.com/latentlab/latentlab/pkg/nn"
)

// Pixels are n samples of d numbers of one kind. The kinds of this package are [Grey],
// [Binary], [Dynamic] and [Reals].
type Pixels[T nn.Float] interface {
	// Dims returns n and d.
	Dims() (n, d int)
	// Rows sets dst (len(of)×d) to the samples with these numbers. rng draws the pixels
	// of a kind that draws them; others leave it alone.
	Rows(dst []T, of []int, rng *rand.Rand)
	// Kind names the kind in words.
	Kind() string
}

// Grey is pixels between 0 and 1, kept as bytes: 0 is 0 and 255 is 1.
type Grey[T nn.Float] struct {
	d   int
	pix []uint8
}

// NewGrey wraps n·d bytes, sample after sample, without a copy.
func NewGrey[T nn.Float](pix []uint8, d int) (Grey[T], error) {
	if d < 1 || len(pix) == 0 || len(pix)%d != 0 {
		return Grey[T]{}, fmt.Errorf("vae: %d pixels, expected one or more samples of %d", len(pix), d)
	}
	return Grey[T]{d, pix}, nil
}

func (x Grey[T]) Dims() (n, d int) { return len(x.pix) / x.d, x.d }
func (x Grey[T]) Kind() string     { return "grey pixels" }

func (x Grey[T]) Rows(dst []T, of []int, _ *rand.Rand) {
	fits(dst, of, x.d)
	var level [256]T
	for v := range level {
		level[v] = T(v) / 255
	}
	kernel.Parallel((len(of)+rowsATime-1)/rowsATime, func(part int) {
		for r := part * rowsATime; r < min((part+1)*rowsATime, len(of)); r++ {
			row, pix := dst[r*x.d:(r+1)*x.d], x.pix[of[r]*x.d:(of[r]+1)*x.d]
			for ; len(pix) >= 8; row, pix = row[8:], pix[8:] {
				if binary.LittleEndian.Uint64(pix) == 0 { // most of a digit
					*(*[8]T)(row) = [8]T{}
					continue
				}
				for j, v := range pix[:8] {
					row[j] = level[v]
				}
			}
			for j, v := range pix {
				row[j] = level[v]
			}
		}
	})
}

// Part returns samples lo … hi-1, not copied.
func (x Grey[T]) Part(lo, hi int) Grey[T] { return Grey[T]{x.d, x.pix[lo*x.d : hi*x.d : hi*x.d]} }

// Binary is pixels of 0 and 1 that were drawn once (or thresholded), and stay.
type Binary[T nn.Float] struct{ bits Grey[T] }

// NewBinary takes n·d bytes 0 or 1, sample after sample, as a copy. Another byte is an
// error that names it.
func NewBinary[T nn.Float](bits []uint8, d int) (Binary[T], error) {
	pix := make([]uint8, len(bits))
	for i, b := range bits {
		if b > 1 {
			return Binary[T]{}, fmt.Errorf("vae: pixel %d is %d, expected 0 or 1", i, b)
		}
		pix[i] = 255 * b
	}
	x, err := NewGrey[T](pix, d)
	return Binary[T]{x}, err
}

// Binarize draws each pixel once, 1 with the grey value as its probability: statically
// binarised data.
func (x Grey[T]) Binarize(rng *rand.Rand) Binary[T] {
	bits := make([]uint8, len(x.pix))
	for i, v := range x.pix {
		if rng.Float64()*255 < float64(v) {
			bits[i] = 255
		}
	}
	return Binary[T]{Grey[T]{x.d, bits}}
}

func (x Binary[T]) Dims() (n, d int) { return x.bits.Dims() }
func (x Binary[T]) Kind() string     { return "binary pixels, drawn once" }

func (x Binary[T]) Rows(dst []T, of []int, rng *rand.Rand) { x.bits.Rows(dst, of, rng) }

// Part returns samples lo … hi-1, not copied.
func (x Binary[T]) Part(lo, hi int) Binary[T] { return Binary[T]{x.bits.Part(lo, hi)} }

// Dynamic is pixels of 0 and 1 that are drawn anew each time they are asked for, 1 with
// the grey value as its probability.
type Dynamic[T nn.Float] struct{ Grey[T] }

func (x Dynamic[T]) Kind() string { return "binary pixels, drawn anew" }

// Part returns samples lo … hi-1, not copied.
func (x Dynamic[T]) Part(lo, hi int) Dynamic[T] { return Dynamic[T]{x.Grey.Part(lo, hi)} }

func (x Dynamic[T]) Rows(dst []T, of []int, rng *rand.Rand) {
	fits(dst, of, x.d)
	for r, i := range of {
		row := dst[r*x.d : (r+1)*x.d]
		for j, v := range x.pix[i*x.d : (i+1)*x.d] {
			row[j] = 0
			switch {
			case v == 255:
				row[j] = 1
			case v > 0 && rng.Uint32N(255) < uint32(v):
				row[j] = 1
			}
		}
	}
}

// Reals is samples of any numbers.
type Reals[T nn.Float] struct {
	d           int
	x           []T
	least, most T
}

// NewReals wraps n·d numbers, sample after sample, without a copy. A number that is not
// finite is an error that names it.
func NewReals[T nn.Float](x []T, d int) (Reals[T], error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 {
		return Reals[T]{}, fmt.Errorf("vae: %d numbers, expected one or more samples of %d", len(x), d)
	}
	if i, ok := notFinite(x); ok {
		return Reals[T]{}, fmt.Errorf("vae: number %d of sample %d is %v, expected finite ones", i%d, i/d, x[i])
	}
	return Reals[T]{d, x, slices.Min(x), slices.Max(x)}, nil
}

func (x Reals[T]) Dims() (n, d int) { return len(x.x) / x.d, x.d }
func (x Reals[T]) Kind() string     { return "real numbers" }

func (x Reals[T]) Rows(dst []T, of []int, _ *rand.Rand) {
	fits(dst, of, x.d)
	for r, i := range of {
		copy(dst[r*x.d:(r+1)*x.d], x.x[i*x.d:])
	}
}

// notFinite returns the place of the first number that is NaN or Inf.
func notFinite[T nn.Float](v []T) (i int, found bool) {
	i = slices.IndexFunc(v, func(x T) bool { return x-x != 0 })
	return i, i >= 0
}

func fits[T nn.Float](dst []T, of []int, d int) {
	if len(dst) != len(of)*d {
		panic(fmt.Sprintf("vae: room for %d numbers, expected %d samples of %d", len(dst), len(of), d))
	}
}
