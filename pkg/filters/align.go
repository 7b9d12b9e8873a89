package filters

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Alignment says how alike two filters are, and what it takes to lay one over the
// other: first b is turned by half a turn where Flipped, then moved by (DX, DY)
// pixels, then multiplied by −1 where Negative.
type Alignment struct {
	Correlation float64 // of a and the b so laid, in [0, 1]
	Negative    bool
	Flipped     bool
	DX, DY      int
}

// Align returns the best alignment of b with a, both h×w×channels values in rows,
// over signs, half a turn or none, and shifts of up to shift pixels each way:
//
//	correlation = max | Σ a(y, x, c)·b′(y − dy, x − dx, c) | / (‖a‖·‖b‖)
//
// where b′ is b or b(h−1−y, w−1−x, c), and zero outside of the filter: what a shift
// pushes out is lost. The mean is not removed. Of equals, the smaller shift and the
// unturned one count. A filter of zeros has no correlation with any.
//
// An encoder that correlates the picture with its filters sees them as the decoder
// paints them, and is not turned; one that convolves is.
//
// Cost: 2·(2·shift + 1)²·h·w·channels. Errors: lengths that do not fit, values that
// are not finite, a shift that is negative or not less than h and w.
func Align(a, b []float64, h, w, channels, shift int) (Alignment, error) {
	if err := checkShift(shift, h, w); err != nil {
		return Alignment{}, err
	}
	for _, v := range [2][]float64{a, b} {
		if err := checkColour(v, h, w, channels); err != nil {
			return Alignment{}, err
		}
	}
	return align(a, b, h, w, channels, shift), nil
}

// AlignRows aligns row i of B with row i of A, both k×(h·w·channels): the encoder's
// filters with the decoder's.
func AlignRows(A, B *mat.Dense, h, w, channels, shift int) ([]Alignment, error) {
	if A == nil || B == nil || A.IsEmpty() || B.IsEmpty() {
		return nil, fmt.Errorf("filters: no filters, expected at least one in each set")
	}
	k, _ := A.Dims()
	if n, _ := B.Dims(); n != k {
		return nil, fmt.Errorf("filters: %d filters against %d, expected as many", k, n)
	}
	out := make([]Alignment, k)
	for i := range k {
		var err error
		if out[i], err = Align(A.RawRowView(i), B.RawRowView(i), h, w, channels, shift); err != nil {
			return nil, fmt.Errorf("%w, in pair %d", err, i)
		}
	}
	return out, nil
}

func align(a, b []float64, h, w, channels, shift int) Alignment {
	u, straight, turned := make([]float64, len(a)), make([]float64, len(a)), make([]float64, len(a))
	normalise(u, a)
	normalise(straight, b)
	for i := 0; i < len(b); i += channels {
		copy(turned[len(b)-channels-i:], straight[i:i+channels])
	}
	var best Alignment
	for _, d := range shifts(shift) {
		for _, flipped := range [2]bool{false, true} {
			v := straight
			if flipped {
				v = turned
			}
			c := overlap(u, v, h, w, channels, d[0], d[1])
			if math.Abs(c) > best.Correlation+1e-12 {
				best = Alignment{math.Abs(c), c < 0, flipped, d[0], d[1]}
			}
		}
	}
	best.Correlation = min(best.Correlation, 1)
	return best
}

// shifts returns all (dx, dy) of up to n pixels each way, the shorter first.
func shifts(n int) [][2]int {
	var all [][2]int
	for length := 0; length <= 2*n*n; length++ {
		for dy := -n; dy <= n; dy++ {
			for dx := -n; dx <= n; dx++ {
				if dx*dx+dy*dy == length {
					all = append(all, [2]int{dx, dy})
				}
			}
		}
	}
	return all
}

// overlap is Σ a(y, x, c)·b(y − dy, x − dx, c).
func overlap(a, b []float64, h, w, channels, dx, dy int) (sum float64) {
	from, to := max(0, dx), min(w, w+dx)
	n := (to - from) * channels
	for y := max(0, dy); y < min(h, h+dy); y++ {
		i, j := (y*w+from)*channels, ((y-dy)*w+from-dx)*channels
		sum += floats.Dot(a[i:i+n], b[j:j+n])
	}
	return sum
}

func checkShift(shift, h, w int) error {
	if shift < 0 || shift >= h || shift >= w {
		return fmt.Errorf("filters: shifts of up to %d pixels, expected 0 or more and less than the %d×%d of the filter", shift, h, w)
	}
	return nil
}
