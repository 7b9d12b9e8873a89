package plotting

import "math"

// Histogram counts the values Y of each series in equal bins and draws the counts as
// bars, several series as outlines over each other. bins 0 takes one bin for each whole
// number, if all values are whole and span at most 100, else 2n^{1/3} bins for n values
// (Rice's rule). X of a series is not used. It fails if bins < 0, and as Curves does.
func Histogram(a Axes, bins int, s ...Series) *Figure {
	if bins < 0 {
		return failed("Histogram", "bins is %d; expected 0 or more", bins)
	}
	if a.LogX || a.LogY {
		return failed("Histogram", "an axis is logarithmic; expected linear ones")
	}
	s, err := a.prepare(s)
	if err != nil {
		return failed("Histogram", "%w", err)
	}
	lo, width, n := binning(bins, s)
	p := a.newPlot()
	p.X.Padding, p.Y.Padding = 0, 0
	p.Y.Tick.Marker = decimal{whole: true}
	p.Add(gridLines{y: true})
	for _, one := range s {
		b := boxes{colour: one.Colour, outline: len(s) > 1, joined: true}
		for i, c := range histogram(one.Y, lo, width, n) {
			b.add(lo+float64(i)*width, lo+float64(i+1)*width, float64(c))
		}
		p.Add(b)
	}
	return a.figure(p, squares(s))
}

// binning returns the left edge of the first bin, the width of a bin, and how many.
func binning(bins int, s []Series) (lo, width float64, n int) {
	lo, hi := math.Inf(1), math.Inf(-1)
	most := 0
	for _, one := range s {
		a, b := extent(one.Y)
		lo, hi = min(lo, a), max(hi, b)
		most = max(most, len(one.Y))
	}
	if bins == 0 && hi-lo <= 100 && allWhole(ys, s) {
		return lo - 0.5, 1, int(hi-lo) + 1
	}
	if bins == 0 {
		bins = int(math.Ceil(2 * math.Cbrt(float64(most))))
	}
	if lo == hi {
		half := max(math.Abs(lo)/20, 0.5)
		lo, hi = lo-half, hi+half
	}
	return lo, (hi - lo) / float64(bins), bins
}

// histogram counts v in n bins. The last bin holds its right edge too.
func histogram(v []float64, lo, width float64, n int) []int {
	counts := make([]int, n)
	for _, x := range v {
		counts[clamp(int((x-lo)/width), n)]++
	}
	return counts
}
